package io.tidegate.era;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.ErrorCode;
import io.tidegate.mcp.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How the input that a call waits for stands in the params of its next leg (MCP 2026-07-28, multi round-trip
/// requests).
public final class Inputs {
    static final String RESPONSES = "inputResponses";
    static final String STATE = "requestState";

    /// Says that a client answered with an error, which only the stateful era can. Nobody else may say it.
    private static final String ERROR = "io.tidegate/error";

    private Inputs() {}

    /// What stands for a client's answer that is a JSON-RPC error.
    ///
    /// @param error an object with `code` and `message`
    static JsonDocument failure(JsonDocument error) {
        JsonValue code = error.root().get("code").orElseThrow();
        boolean whole = code.json().length() < 12 && code.json().matches("-?[0-9]+");
        return new JsonWriter()
                .object()
                .name(ERROR)
                .object()
                .member("code", whole ? Long.parseLong(code.json()) : ErrorCode.INTERNAL_ERROR)
                .member("message", error.root().string("message").orElse(""))
                .endObject()
                .endObject()
                .document();
    }

    /// The params of the next leg: those of the first, with what the client answered.
    ///
    /// @param answers by the keys under which the server asked
    /// @throws MalformedJson if it is too large
    public static JsonDocument next(JsonDocument params, Map<String, JsonDocument> answers, String state)
            throws MalformedJson {
        JsonEdits edits = new JsonEdits(params);
        if (!answers.isEmpty()) {
            JsonWriter responses = new JsonWriter().object();
            answers.forEach((key, answer) -> responses.name(key).raw(answer.bytes()));
            edits.put(params.root(), RESPONSES, responses.endObject().bytes());
        }
        edits.put(params.root(), STATE, new JsonWriter().text(state).bytes());
        return edits.apply(JsonLimits.EXAMINED);
    }

    /// A request of the stateful era without what only the stateless one has: it would be taken for a next leg.
    static Message.Request withoutStateless(Message.Request request) {
        JsonValue params = request.params().root();
        return params.get(RESPONSES).isEmpty() && params.get(STATE).isEmpty()
                ? request
                : without(request, Set.of(RESPONSES, STATE));
    }

    /// A request of the stateless era whose answers claim no error.
    static Message.Request withoutReserved(Message.Request request) {
        List<JsonValue> claims = request.params().root().get(RESPONSES).stream()
                .filter(responses -> responses.is(JsonKind.OBJECT))
                .flatMap(responses -> values(responses).stream())
                .filter(answer ->
                        answer.is(JsonKind.OBJECT) && answer.get(ERROR).isPresent())
                .toList();
        if (claims.isEmpty()) {
            return request;
        }
        JsonEdits edits = new JsonEdits(request.params());
        for (JsonValue claim : claims) {
            for (JsonValue.Member member : claim.members()) {
                if (member.name().says(ERROR)) {
                    edits.remove(member.name());
                }
            }
        }
        return applied(request, edits);
    }

    private static List<JsonValue> values(JsonValue object) {
        List<JsonValue> values = new ArrayList<>();
        object.members().forEach(member -> values.add(member.value()));
        return values;
    }

    private static Message.Request without(Message.Request request, Set<String> names) {
        JsonEdits edits = new JsonEdits(request.params());
        for (JsonValue.Member member : request.params().root().members()) {
            if (names.contains(member.name().text())) {
                edits.remove(member.name());
            }
        }
        return applied(request, edits);
    }

    private static Message.Request applied(Message.Request request, JsonEdits edits) {
        try {
            return new Message.Request(request.id(), request.method(), edits.apply(JsonLimits.EXAMINED));
        } catch (MalformedJson impossible) {
            throw new IllegalStateException("less than what was read can't be too much", impossible);
        }
    }
}
