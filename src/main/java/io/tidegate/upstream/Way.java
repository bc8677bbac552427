package io.tidegate.upstream;

import io.tidegate.call.Call;
import io.tidegate.catalog.Tool;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonWriter;
import io.tidegate.limit.Holding;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ParamHeaders;
import java.time.Instant;
import java.util.Optional;

/// One leg of a call on its way to its server.
///
/// @param deadline for one question; what waits for a task has until the call's own
record Way(Upstream upstream, Call call, Instant deadline, Upstreams.Midway midway) {
    /// The call itself, as a question.
    Question question(Progress progress) {
        return question(progress, call.params().json(), Asker.of(call.caller()));
    }

    Question question(Progress progress, JsonDocument params, Asker asker) {
        return new Question(
                call.method(),
                named(),
                params,
                Optional.of(new Notices(call, progress, midway)),
                call.arrival().trace().traceparent(),
                asker,
                call.method().equals(Method.TASKS_RESULT) ? call.deadline() : deadline,
                call.cancellation(),
                call.arrival().holding(),
                Optional.empty());
    }

    /// Puts the call. Once more where the server refused it for its headers and did nothing (MCP 2026-07-28, -32020):
    /// then its list of tools, by which they are made, is read anew first.
    ///
    /// INVARIANT: what is put once more is what was judged: the tool is the same but for those headers. Where it is
    /// not, the server's refusal is the answer, and who calls anew is judged by the new list.
    Step put(Question question) throws LinkFailed {
        long before = upstream.renewals().count();
        Step step = upstream.ask(question);
        boolean again = step instanceof Step.NotTaken
                && call.target() instanceof Tool tool
                && upstream.renewals().newer(before, question)
                && upstream.era().filter(Era.STATELESS::equals).isPresent()
                && upstream.renewals()
                        .tool(tool.name())
                        .filter(now -> ParamHeaders.differAtMost(tool.definition(), now))
                        .isPresent();
        return again ? upstream.ask(question) : step;
    }

    /// What the server is told in `Mcp-Name`: the target's name, or the task's own id.
    private Optional<String> named() {
        if (call.method().equals(Method.COMPLETE)) {
            return Optional.empty();
        }
        return Method.isOfTask(call.method())
                ? Optional.of(task())
                : Optional.of(call.target().name());
    }

    /// The server's own id of the task that the call is about.
    String task() {
        return call.params().json().root().string("taskId").orElseThrow();
    }

    /// A question about a task, whose answer is held as long as the call.
    Question about(String method, String task, Asker asker, Instant until) {
        return about(method, naming(task), asker, until, call.arrival().holding());
    }

    private Question about(String method, JsonDocument params, Asker asker, Instant until, Holding holding) {
        return new Question(
                method,
                params.root().string("taskId"),
                params,
                Optional.empty(),
                call.arrival().trace().traceparent(),
                asker,
                until,
                call.cancellation(),
                holding,
                Optional.empty());
    }

    /// Asks about a task what is answered at once. The answer is small, and held by nobody.
    Message ask(String method, JsonDocument params, Asker asker) throws LinkFailed {
        try (Holding holding = new Holding()) {
            return Step.answer(upstream.ask(about(method, params, asker, soon(), holding)));
        }
    }

    Message ask(String method, String task, Asker asker) throws LinkFailed {
        return ask(method, naming(task), asker);
    }

    /// By when one more question must be answered, now.
    private Instant soon() {
        Instant own = upstream.now().plus(upstream.settings().deadline());
        return own.isBefore(call.deadline()) ? own : call.deadline();
    }

    static JsonDocument naming(String task) {
        return new JsonWriter().object().member("taskId", task).endObject().document();
    }
}
