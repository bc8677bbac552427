package io.tidegate.upstream;

import io.tidegate.call.Answer;
import io.tidegate.call.Call;
import io.tidegate.call.Content;
import io.tidegate.call.Refused;
import io.tidegate.call.Resume;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.ErrorCode;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ProtocolVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// How do tasks of a server that has the extension `io.modelcontextprotocol/tasks` get to clients of the older era?
///
/// Of 2025-11-25, to those that ask for one with their call. A server that answers such a call at once makes no
/// task, so its answer is kept as one. Nobody else's call is made a task: the server is not told that its client
/// knows any.
final class StatelessTasks {
    private static final String TASK = "task";
    private static final String RESPONSES = "inputResponses";
    private static final Duration CANCELLING = Duration.ofSeconds(5);

    private final KeptResults kept;
    private final TaskWait wait;
    private final StatefulTasks.Landing landing;

    StatelessTasks(KeptResults kept, TaskWait wait, StatefulTasks.Landing landing) {
        this.kept = kept;
        this.wait = wait;
        this.landing = landing;
    }

    /// A call of a tool by a client of the older era.
    Answer call(Way way) throws LinkFailed, Refused {
        Call call = way.call();
        JsonDocument params = call.params().json();
        Optional<JsonValue> wanted = params.root().get(TASK);
        boolean asTask = call.arrival().version() == ProtocolVersion.V2025_11_25
                && wanted.filter(task -> task.is(JsonKind.OBJECT)).isPresent();
        JsonDocument plain = wanted.isEmpty() ? params : TaskForm.with(params, Set.of(TASK), Map.of());
        Asker asker = Asker.of(call.caller());
        Progress progress = new Progress();
        Step step = way.put(way.question(progress, plain, asTask ? asker.withTasks() : asker.withoutTasks()));
        Answer answer = landing.answer(call, step, progress);
        return asTask && answer instanceof Answer.Result(Content content)
                ? kept.keep(call, content.json())
                        .<Answer>map(task -> new Answer.TaskBegun(new Content(task)))
                        .orElse(answer)
                : answer;
    }

    /// What a client of the older era asks of a task.
    Answer ask(Way way) throws LinkFailed {
        if (KeptResults.isOne(way.task())) {
            return ofKept(way);
        }
        try {
            return switch (way.call().method()) {
                case Method.TASKS_GET -> TaskForm.result(state(way));
                case Method.TASKS_CANCEL -> cancelled(way);
                case Method.TASKS_RESULT -> result(way);
                default -> throw new IllegalArgumentException("not about a task of the older era");
            };
        } catch (TaskWait.Unanswered failed) {
            return failed.answer();
        }
    }

    private Answer ofKept(Way way) {
        Optional<JsonDocument> found =
                way.call().method().equals(Method.TASKS_RESULT) ? kept.result(way) : kept.task(way);
        boolean cancels = way.call().method().equals(Method.TASKS_CANCEL);
        return found.map(said -> cancels ? ended() : TaskForm.result(said))
                .orElseGet(() -> TaskForm.failure(ErrorCode.INVALID_PARAMS, "unknown task"));
    }

    private static Answer ended() {
        return TaskForm.failure(ErrorCode.INVALID_PARAMS, "the task has ended already");
    }

    private static Asker asker(Way way) {
        return Asker.of(way.call().caller()).withTasks();
    }

    private static JsonDocument state(Way way) throws LinkFailed, TaskWait.Unanswered {
        return TaskForm.ofNewer(answered(way.ask(Method.TASKS_GET, way.task(), asker(way))));
    }

    private static JsonDocument answered(Message said) throws LinkFailed, TaskWait.Unanswered {
        return switch (said) {
            case Message.Result result -> result.result();
            case Message.Failure failure -> throw new TaskWait.Unanswered(TaskForm.failure(failure));
            case Message.Request _, Message.Notification _ ->
                throw new LinkFailed(LinkFailed.Why.MALFORMED, "the server did not answer with a result");
        };
    }

    /// In the older era that is told with the state in which it left the task, which may take a moment.
    private Answer cancelled(Way way) throws LinkFailed, TaskWait.Unanswered {
        if (TaskForm.isOver(state(way))) {
            return ended();
        }
        JsonDocument _ = answered(way.ask(Method.TASKS_CANCEL, way.task(), asker(way)));
        Instant until = way.upstream().now().plus(CANCELLING);
        try {
            return TaskForm.result(wait.until(way, () -> state(way), task -> !TaskForm.isOver(task), until));
        } catch (LinkFailed slow) {
            if (slow.why() == LinkFailed.Why.SLOW) {
                return TaskForm.result(state(way)); // it goes on for now
            }
            throw slow;
        }
    }

    private Answer result(Way way) throws LinkFailed, TaskWait.Unanswered {
        Set<String> answered = update(way);
        Predicate<JsonDocument> goesOn =
                task -> !TaskForm.isOver(task) && open(task, answered).isEmpty();
        JsonDocument task = wait.until(way, () -> state(way), goesOn, way.call().deadline());
        Optional<JsonDocument> asked = open(task, answered);
        if (!TaskForm.isOver(task) && asked.isPresent()) {
            return new Answer.InputRequired(new Content(asked.get()), new Resume.Anew(Optional.empty()));
        }
        Optional<JsonValue> result = task.root().get(TaskForm.RESULT).filter(found -> found.is(JsonKind.OBJECT));
        Optional<JsonValue> error = task.root().get(TaskForm.ERROR).filter(found -> found.is(JsonKind.OBJECT));
        return switch (TaskForm.status(task)) {
            case "completed" ->
                TaskForm.result(result.orElseThrow(StatelessTasks::empty).detached());
            case "cancelled" -> TaskForm.failure(ErrorCode.INTERNAL_ERROR, "the task was cancelled");
            default ->
                new Answer.Failure(
                        new Content(error.orElseThrow(StatelessTasks::empty).detached()));
        };
    }

    private static LinkFailed empty() {
        return new LinkFailed(LinkFailed.Why.MALFORMED, "a task that has ended and gave nothing");
    }

    /// Brings what the client answered to the server. Returns what it answered to.
    private static Set<String> update(Way way) throws LinkFailed, TaskWait.Unanswered {
        Optional<JsonValue> responses = way.call().leg().isEmpty()
                ? Optional.empty()
                : way.call().params().json().root().get(RESPONSES).filter(all -> all.is(JsonKind.OBJECT));
        Set<String> names = new HashSet<>();
        if (responses.isPresent()) {
            responses.get().members().forEach(member -> names.add(member.name().text()));
            JsonDocument params = new JsonWriter()
                    .raw(Envelope.adapted(
                            Way.naming(way.task()),
                            Set.of(),
                            Map.of(RESPONSES, responses.get().raw())))
                    .document();
            JsonDocument _ = answered(way.ask(Method.TASKS_UPDATE, params, asker(way)));
        }
        return names;
    }

    /// What the task waits for and was not answered just now; nothing where it waits for nothing.
    private static Optional<JsonDocument> open(JsonDocument task, Set<String> answered) {
        Optional<JsonValue> requests = TaskForm.status(task).equals("input_required")
                ? task.root().get(TaskForm.REQUESTS).filter(all -> all.is(JsonKind.OBJECT))
                : Optional.empty();
        JsonWriter out = new JsonWriter().object().name(TaskForm.REQUESTS).object();
        boolean some = false;
        for (JsonValue.Member member : requests.map(JsonValue::members).orElse(List.of())) {
            if (!answered.contains(member.name().text())) {
                out.name(member.name().text()).value(member.value());
                some = true;
            }
        }
        return some ? Optional.of(out.endObject().endObject().document()) : Optional.empty();
    }
}
