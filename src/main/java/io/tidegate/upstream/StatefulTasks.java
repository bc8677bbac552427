package io.tidegate.upstream;

import io.tidegate.call.Answer;
import io.tidegate.call.Call;
import io.tidegate.call.Content;
import io.tidegate.call.Refused;
import io.tidegate.catalog.Tool;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.limit.Holding;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.ToolDefinition.TaskSupport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How do tasks of a server of 2025-11-25 get to clients of either era?
///
/// A client that knows tasks gets one; for one that does not, a tool that can only be called as a task is called so and
/// waited for.
final class StatefulTasks {
    private static final Logger LOG = LoggerFactory.getLogger(StatefulTasks.class);
    private static final String TASK = "task";
    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.US_ASCII);
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final TaskQuestions questions;
    private final TaskWait wait;
    private final Landing landing;

    /// What a step of the call means; parks where the server asks for something.
    interface Landing {
        Answer answer(Call call, Step step, Progress progress) throws Refused;
    }

    StatefulTasks(TaskQuestions questions, TaskWait wait, Landing landing) {
        this.questions = questions;
        this.wait = wait;
        this.landing = landing;
    }

    /// What becomes of a call.
    private enum Manner {
        PLAIN,
        AS_TASK,
        WAITED_FOR
    }

    Answer call(Way way) throws LinkFailed, Refused {
        Manner manner = manner(way.call());
        Progress progress = new Progress();
        Step step = way.upstream().ask(way.question(progress, params(way.call(), manner), asker(way)));
        Optional<JsonValue> made = manner == Manner.PLAIN ? Optional.empty() : TaskForm.made(step);
        if (made.isEmpty()) {
            return landing.answer(way.call(), step, progress);
        }
        if (manner == Manner.AS_TASK) {
            return new Answer.TaskBegun(new Content(TaskForm.ofOlder(made.get())));
        }
        String own = made.get()
                .string("taskId")
                .orElseThrow(() -> new LinkFailed(LinkFailed.Why.MALFORMED, "a task without an id"));
        return waitedFor(way, own, progress);
    }

    private static Manner manner(Call call) {
        ProtocolVersion version = call.arrival().version();
        if (version == ProtocolVersion.V2025_11_25) {
            return wanted(call).isPresent() ? Manner.AS_TASK : Manner.PLAIN;
        }
        TaskSupport support =
                call.target() instanceof Tool tool ? tool.definition().taskSupport() : TaskSupport.FORBIDDEN;
        boolean knows =
                version.era() == Era.STATELESS && call.caller().capabilities().knows(Capabilities.TASKS);
        return switch (support) {
            case FORBIDDEN -> Manner.PLAIN;
            case OPTIONAL -> knows ? Manner.AS_TASK : Manner.PLAIN;
            case REQUIRED -> knows ? Manner.AS_TASK : Manner.WAITED_FOR;
        };
    }

    private static Optional<JsonValue> wanted(Call call) {
        return call.params().json().root().get(TASK).filter(task -> task.is(JsonKind.OBJECT));
    }

    /// With the request for a task that the server of the older era wants, whatever the client said of it in another.
    private static JsonDocument params(Call call, Manner manner) {
        JsonDocument params = call.params().json();
        boolean older = call.arrival().version() == ProtocolVersion.V2025_11_25;
        return switch (manner) {
            case PLAIN -> params.root().get(TASK).isEmpty() ? params : TaskForm.with(params, Set.of(TASK), Map.of());
            case AS_TASK, WAITED_FOR -> older ? params : TaskForm.with(params, Set.of(), Map.of(TASK, NOTHING));
        };
    }

    /// The server's own `tasks/result` waits as long as the task takes, and asks for what the task needs meanwhile.
    private Answer waitedFor(Way way, String own, Progress progress) throws LinkFailed, Refused {
        Runnable cancelling = () -> cancelLater(way, own);
        Step step;
        try {
            step = way.upstream().ask(way.about(Method.TASKS_RESULT, own, asker(way), way.deadline()));
        } catch (LinkFailed failure) {
            cancelling.run();
            throw failure;
        }
        return landing.answer(way.call(), TaskPause.over(step, cancelling), progress);
    }

    private static void cancelLater(Way way, String own) {
        Question question = Question.own(
                Method.TASKS_CANCEL,
                Way.naming(own),
                asker(way),
                way.upstream().now().plus(FAREWELL));
        Thread.ofVirtual().start(() -> {
            try (Holding _ = question.holding()) {
                Step.answer(way.upstream().ask(question));
            } catch (LinkFailed gone) {
                LOG.debug("a task that nobody waits for goes on: {}", gone.getMessage());
            }
        });
    }

    /// What a client asks of a task.
    Answer ask(Way way) throws LinkFailed, Refused {
        boolean stateful = way.call().arrival().version().era() == Era.STATEFUL;
        return switch (way.call().method()) {
            case Method.TASKS_GET -> stateful ? plain(way) : detailed(way);
            case Method.TASKS_CANCEL -> stateful ? plain(way) : cancelled(way);
            case Method.TASKS_UPDATE -> updated(way);
            case Method.TASKS_RESULT -> result(way);
            default -> throw new IllegalArgumentException("not about a task");
        };
    }

    private static Answer plain(Way way) throws LinkFailed {
        return switch (said(way, way.call().method())) {
            case Message.Result result ->
                TaskForm.result(TaskForm.ofOlder(result.result().root()));
            case Message.Failure failure -> TaskForm.failure(failure);
            case Message.Request _, Message.Notification _ -> throw noAnswer();
        };
    }

    private static Message said(Way way, String method) throws LinkFailed {
        return way.ask(method, way.task(), asker(way));
    }

    private static JsonDocument state(Way way) throws LinkFailed, TaskWait.Unanswered {
        return switch (said(way, Method.TASKS_GET)) {
            case Message.Result result -> TaskForm.ofOlder(result.result().root());
            case Message.Failure failure -> throw new TaskWait.Unanswered(TaskForm.failure(failure));
            case Message.Request _, Message.Notification _ -> throw noAnswer();
        };
    }

    /// The state of a task with all that belongs to it in the newer era.
    private Answer detailed(Way way) throws LinkFailed {
        try {
            JsonDocument task = state(way);
            return TaskForm.result(
                    switch (TaskForm.status(task)) {
                        case "completed", "failed" -> ended(way, task);
                        case "input_required" -> asking(way, task);
                        default -> task;
                    });
        } catch (TaskWait.Unanswered failed) {
            return failed.answer();
        }
    }

    /// In the newer era a task whose tool says that it failed is completed all the same.
    private static JsonDocument ended(Way way, JsonDocument task) throws LinkFailed {
        Question question = way.about(Method.TASKS_RESULT, way.task(), asker(way), way.deadline());
        return switch (Step.answer(way.upstream().ask(question))) {
            case Message.Result result ->
                TaskForm.with(
                        TaskForm.withStatus(task, "completed"),
                        Set.of(),
                        Map.of(
                                TaskForm.RESULT,
                                TaskForm.unrelated(TaskForm.untasked(result.result()))
                                        .bytes()));
            case Message.Failure failure ->
                TaskForm.with(
                        TaskForm.withStatus(task, "failed"),
                        Set.of(),
                        Map.of(TaskForm.ERROR, failure.error().bytes()));
            case Message.Request _, Message.Notification _ -> throw noAnswer();
        };
    }

    private JsonDocument asking(Way way, JsonDocument task) throws LinkFailed {
        Map<String, Message.Request> asked = questions.of(way, asker(way));
        if (asked.isEmpty()) {
            return TaskForm.withStatus(task, "working"); // nothing that a client could do
        }
        JsonWriter out = new JsonWriter().object();
        asked.forEach((key, request) -> Answers.write(out.name(key), request));
        return TaskForm.with(
                task, Set.of(), Map.of(TaskForm.REQUESTS, out.endObject().bytes()));
    }

    private Answer updated(Way way) throws LinkFailed {
        Map<String, Reply> replies = new LinkedHashMap<>();
        Optional<JsonValue> responses =
                way.call().params().json().root().get("inputResponses").filter(all -> all.is(JsonKind.OBJECT));
        responses.ifPresent(all -> all.members().forEach(member -> Reply.of(member.value())
                .ifPresent(reply -> replies.put(member.name().text(), reply))));
        return questions.answer(way, replies) ? acknowledged() : known(way);
    }

    private Answer cancelled(Way way) throws LinkFailed {
        questions.end(way);
        return said(way, Method.TASKS_CANCEL) instanceof Message.Result ? acknowledged() : known(way);
    }

    /// In the newer era nothing can be done wrong with a task that there is.
    private static Answer known(Way way) throws LinkFailed {
        return said(way, Method.TASKS_GET) instanceof Message.Failure failure
                ? TaskForm.failure(failure)
                : acknowledged();
    }

    private static Answer acknowledged() {
        return TaskForm.result(new JsonWriter().raw(NOTHING).document());
    }

    /// The server is asked for the result when there is one, or when it has something to ask itself.
    private Answer result(Way way) throws LinkFailed, Refused {
        try {
            JsonDocument _ = wait.until(
                    way,
                    () -> state(way),
                    task -> TaskForm.status(task).equals("working"),
                    way.call().deadline());
        } catch (TaskWait.Unanswered failed) {
            return failed.answer();
        }
        Step step = way.upstream()
                .ask(way.about(
                        Method.TASKS_RESULT, way.task(), asker(way), way.call().deadline()));
        return landing.answer(way.call(), step, new Progress());
    }

    private static Asker asker(Way way) {
        return Asker.of(way.call().caller());
    }

    private static LinkFailed noAnswer() {
        return new LinkFailed(LinkFailed.Why.MALFORMED, "the server did not answer with a result");
    }
}
