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
    private static final String UPDATED = "lastUpdatedAt";
    private static final Set<String> ENDS = Set.of("completed", "failed", "cancelled");
    private static final Set<String> NOT_OF_OLDER =
            Set.of("resultType", "requestState", RESULT, ERROR, REQUESTS, "ttl", "pollInterval");
    private static final Pattern MILLIS = Pattern.compile("[1-9][0-9]{0,14}");
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private TaskForm() {}

    /// A `Task` of 2025-11-25.
    static JsonDocument ofOlder(JsonValue task) {
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("ttlMs", millis(task, "ttl").orElse(NULL));
        millis(task, "pollInterval").ifPresent(value -> members.put("pollIntervalMs", value));
        if (task.get(UPDATED).isEmpty()) {
            task.get("createdAt").ifPresent(value -> members.put(UPDATED, value.raw()));
        }
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
        return step instanceof Step.Answered(Message.Result result)
                ? result.result().root().get("task").filter(task -> task.is(JsonKind.OBJECT))
                : Optional.empty();
    }

    static String status(JsonDocument task) {
        return task.root().string(STATUS).orElse("");
    }

    static boolean isOver(JsonDocument task) {
        return ENDS.contains(status(task));
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
