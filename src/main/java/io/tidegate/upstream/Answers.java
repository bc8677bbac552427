package io.tidegate.upstream;

import io.tidegate.call.Answer;
import io.tidegate.call.Call;
import io.tidegate.call.Content;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Resume;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/// What did the server say, in the terms of the gate? Every answer that asks for something looks like one of
/// 2026-07-28, whichever era the server speaks.
final class Answers {
    /// MCP 2025-11-25: what was called needs a visit to a URL first.
    private static final String URL_NEEDED = "-32042";

    private static final Set<String> OF_ROUNDS = Set.of("requestState", "resultType");
    private static final Set<String> OF_QUESTIONS = Set.of("requestState", "inputRequests");
    private static final Set<String> OF_OLDER = Set.of("task");
    private static final int VISITS_MAX = 8;
    private static final byte[] FORM = "\"form\"".getBytes(StandardCharsets.US_ASCII);

    private Answers() {}

    /// What a server's last word on a question means.
    ///
    /// @param key for what it needs of the client, where the older era says that with an error
    static Answer of(Message message, Call call, String key) throws Refused {
        return switch (message) {
            case Message.Result result -> complete(result.result(), call.method());
            case Message.Failure failure -> {
                Optional<Answer> visit = call.caller().capabilities().can(Capabilities.Asked.ELICITATION_URL)
                        ? visit(failure.error().root(), key)
                        : Optional.empty();
                yield visit.orElseGet(() -> new Answer.Failure(new Content(failure.error())));
            }
            case Message.Request _, Message.Notification _ ->
                throw malformed("The server did not answer with a result.");
        };
    }

    private static Answer complete(JsonDocument result, String method) throws Refused {
        Optional<String> type = result.root().string("resultType");
        if (type.filter("input_required"::equals).isPresent()) {
            return inputRequired(result);
        }
        if (type.filter("task"::equals).isPresent()) {
            return new Answer.TaskBegun(new Content(without(result, OF_ROUNDS)));
        }
        if (type.isPresent() && !type.get().equals("complete")) {
            throw malformed("The server asks for something that this gateway can't pass on yet.");
        }
        if (method.equals(Method.COMPLETE) && !isCompletion(result)) {
            throw malformed("The server did not say how to complete this.");
        }
        boolean asks = !Method.isOfTask(method)
                && OF_QUESTIONS.stream()
                        .anyMatch(name -> result.root().get(name).isPresent());
        JsonDocument complete = asks ? without(result, OF_QUESTIONS) : result; // its state is for nobody else's eyes
        return new Answer.Result(new Content(TaskForm.unrelated(untasked(complete, method))));
    }

    /// MCP, Completion: a result has `completion`, with values.
    private static boolean isCompletion(JsonDocument result) {
        return result.root()
                .get("completion")
                .filter(completion -> completion.is(JsonKind.OBJECT))
                .flatMap(completion -> completion.get("values"))
                .filter(values -> values.is(JsonKind.ARRAY))
                .isPresent();
    }

    /// A task that nobody asked for is none, and its id is of no use to anybody.
    private static JsonDocument untasked(JsonDocument result, String method) throws Refused {
        boolean empty =
                method.equals(Method.TOOLS_CALL) && result.root().get("content").isEmpty();
        if (empty && TaskForm.claimed(result).isPresent()) {
            throw malformed("The server made a task of this, which nobody asked for.");
        }
        return TaskForm.untasked(result);
    }

    private static Answer inputRequired(JsonDocument result) throws Refused {
        Optional<String> state = result.root().string("requestState");
        return new Answer.InputRequired(new Content(without(result, OF_ROUNDS)), new Resume.Anew(state));
    }

    private static JsonDocument without(JsonDocument result, Set<String> names) throws Refused {
        JsonEdits edits = new JsonEdits(result);
        for (JsonValue.Member member : result.root().members()) {
            if (names.contains(member.name().text())) {
                edits.remove(member.name());
            }
        }
        try {
            return edits.apply(JsonLimits.EXAMINED);
        } catch (MalformedJson tooLarge) {
            throw new Refused(Refusal.of(Reason.ANSWER_TOO_LARGE, "The server's answer is larger than what may pass."));
        }
    }

    /// What a server of the older era asks in the middle of a call.
    ///
    /// @param requests by the keys that they get here
    static Content asked(Map<String, Message.Request> requests) {
        JsonWriter out = new JsonWriter().object().name("inputRequests").object();
        requests.forEach((key, request) -> write(out.name(key), request));
        return new Content(out.endObject().endObject().document());
    }

    /// A request of a server of the older era, as an input request of the newer one.
    static void write(JsonWriter out, Message.Request request) {
        write(out, request.method(), params(request));
    }

    private static byte[] params(Message.Request request) {
        JsonDocument params = request.params();
        boolean form = request.method().equals(Method.ELICIT)
                && params.root().get("mode").isEmpty();
        byte[] plain = Envelope.withMeta(params, Map.of(), OF_OLDER);
        return form ? Envelope.adapted(new JsonWriter().raw(plain).document(), Set.of(), Map.of("mode", FORM)) : plain;
    }

    private static void write(JsonWriter out, String method, byte[] params) {
        out.object().member("method", method).name("params").raw(params).endObject();
    }

    /// The visits that the error asks for, which the client is to make before the call is put anew.
    private static Optional<Answer> visit(JsonValue error, String key) {
        boolean needed = error.get("code")
                .map(JsonValue::json)
                .filter(URL_NEEDED::equals)
                .isPresent();
        List<JsonValue> visits = needed ? visits(error) : List.of();
        if (visits.isEmpty()) {
            return Optional.empty();
        }
        JsonWriter out = new JsonWriter().object().name("inputRequests").object();
        int number = 0;
        for (JsonValue visit : visits) {
            number++;
            out.name(key + "-" + number);
            write(out, Method.ELICIT, Envelope.withMeta(visit.detached(), Map.of(), OF_OLDER));
        }
        Content content = new Content(out.endObject().endObject().document());
        return Optional.of(new Answer.InputRequired(content, new Resume.Anew(Optional.empty())));
    }

    private static List<JsonValue> visits(JsonValue error) {
        Iterable<JsonValue> listed = error.get("data")
                .flatMap(data -> data.get("elicitations"))
                .map(JsonValue::elements)
                .orElse(List.of());
        return StreamSupport.stream(listed.spliterator(), false)
                .filter(visit -> visit.is(JsonKind.OBJECT))
                .filter(visit -> visit.string("mode").filter("url"::equals).isPresent())
                .limit(VISITS_MAX)
                .toList();
    }

    private static Refused malformed(String what) {
        return new Refused(Refusal.of(Reason.ANSWER_MALFORMED, what));
    }
}
