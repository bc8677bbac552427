package io.tidegate.upstream;

import io.tidegate.call.Answer;
import io.tidegate.call.Content;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.TaskShape;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// How does what servers say of tasks look inside the gateway? As in the extension `io.modelcontextprotocol/tasks`,
/// whichever era the server speaks.
final class TaskForm {
    static final String RESULT = "result";
    static final String ERROR = "error";
    static final String REQUESTS = "inputRequests";
    private static final String STATUS = "status";
    private static final String TASK_ID = "taskId";
    private static final String TASK = "task";
    private static final Set<String> NOT_OF_OLDER =
            Set.of("resultType", "requestState", RESULT, ERROR, REQUESTS, "ttl", "pollInterval");
    private static final Pattern MILLIS = Pattern.compile("[1-9][0-9]{0,14}");
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private TaskForm() {}

    /// A `Task` of 2025-11-25.
    ///
    /// @throws LinkFailed if it is none
    static JsonDocument ofOlder(JsonValue task) throws LinkFailed {
        if (!TaskShape.isOlder(task)) {
            throw notATask();
        }
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("ttlMs", millis(task, "ttl").orElse(NULL));
        millis(task, "pollInterval").ifPresent(value -> members.put("pollIntervalMs", value));
        return with(task.detached(), NOT_OF_OLDER, members);
    }

    /// Whole and positive; anything else is as good as not said.
    private static Optional<byte[]> millis(JsonValue task, String name) {
        return task.get(name)
                .filter(value -> MILLIS.matcher(value.json()).matches())
                .map(JsonValue::raw);
    }

    /// The task that a server of 2025-11-25 made of a call.
    static Optional<JsonValue> made(Step step) {
        return step instanceof Step.Answered(Message.Result result) ? claimed(result.result()) : Optional.empty();
    }

    /// A task with what belongs to its status, as `tasks/get` of the extension gives it.
    ///
    /// @throws LinkFailed if it is none
    static JsonDocument ofNewer(JsonDocument task) throws LinkFailed {
        if (!TaskShape.isDetailed(task.root())) {
            throw notATask();
        }
        return task;
    }

    private static LinkFailed notATask() {
        return new LinkFailed(LinkFailed.Why.MALFORMED, "the server did not say all that must be said of a task");
    }

    static String status(JsonDocument task) {
        return task.root().string(STATUS).orElse("");
    }

    static boolean isOver(JsonDocument task) {
        return TaskShape.isEnd(status(task));
    }

    static JsonDocument withStatus(JsonDocument task, String status) {
        return with(task, Set.of(), Map.of(STATUS, new JsonWriter().text(status).bytes()));
    }

    static JsonDocument with(JsonDocument task, Set<String> without, Map<String, byte[]> members) {
        return new JsonWriter().raw(Envelope.adapted(task, without, members)).document();
    }

    /// How long to wait before it is asked about again, as far as the server says that.
    static Optional<Duration> pause(JsonDocument task) {
        return millis(task.root(), "pollIntervalMs")
                .map(said -> Duration.ofMillis(Long.parseLong(new String(said, StandardCharsets.US_ASCII))));
    }

    /// The task of 2025-11-25 that a result says it is, whoever asked for what.
    static Optional<JsonValue> claimed(JsonDocument result) {
        return result.root().get(TASK).filter(task -> task.is(JsonKind.OBJECT));
    }

    /// A result without such a task, where it has an id.
    static JsonDocument untasked(JsonDocument result) {
        boolean named = claimed(result).flatMap(task -> task.get(TASK_ID)).isPresent();
        return named ? with(result, Set.of(TASK), Map.of()) : result;
    }

    /// A result without the server's own id of the task that it came of.
    static JsonDocument unrelated(JsonDocument result) {
        Optional<JsonValue> meta = result.root().get(MetaKey.META);
        if (meta.flatMap(found -> found.get(MetaKey.RELATED_TASK)).isEmpty()) {
            return result;
        }
        byte[] rest = Envelope.adapted(meta.orElseThrow().detached(), Set.of(MetaKey.RELATED_TASK), Map.of());
        boolean nothing = rest.length == 2; // {}
        return with(result, nothing ? Set.of(MetaKey.META) : Set.of(), nothing ? Map.of() : Map.of(MetaKey.META, rest));
    }

    static Answer failure(Message.Failure failure) {
        return new Answer.Failure(new Content(failure.error()));
    }

    static Answer failure(int code, String message) {
        return new Answer.Failure(
                new Content(new JsonWriter().raw(Envelope.error(code, message)).document()));
    }

    static Answer result(JsonDocument result) {
        return new Answer.Result(new Content(result));
    }
}
