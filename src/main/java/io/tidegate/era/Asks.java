package io.tidegate.era;

import io.tidegate.call.Release;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How a client of the stateful era is asked for what a server needs: by requests of its own, one for each thing.
public final class Asks {
    private static final String MODE = "mode";
    private static final String ELICITATION_ID = "elicitationId";

    private Asks() {}

    /// One thing that a client is asked for. Made from a release only.
    public static final class Question {
        private final String key;
        private final RequestId id;
        private final String method;
        private final JsonDocument params;

        private Question(String key, RequestId id, String method, JsonDocument params) {
            this.key = key;
            this.id = id;
            this.method = method;
            this.params = params;
        }

        /// The server's name for it.
        public String key() {
            return key;
        }

        public RequestId id() {
            return id;
        }

        /// The page that the client is asked to open, where it is that.
        public Optional<String> url() {
            return method.equals(Method.ELICIT)
                            && params.root().string(MODE).filter("url"::equals).isPresent()
                    ? params.root().string("url")
                    : Optional.empty();
        }

        /// The request, as that version has it.
        public byte[] message(ProtocolVersion version) {
            return Envelope.request(id, method, Envelope.withMeta(elicited(version), task(version)));
        }

        /// To which task it belongs (2025-11-25, Tasks).
        private Map<String, byte[]> task(ProtocolVersion version) {
            Optional<JsonValue> task = version == ProtocolVersion.V2025_11_25
                    ? params.root().get(MetaKey.META).flatMap(meta -> meta.get(MetaKey.RELATED_TASK))
                    : Optional.empty();
            return task.map(found -> Map.of(MetaKey.RELATED_TASK, found.raw())).orElseGet(Map::of);
        }

        /// Forms have no mode before 2025-11-25; pages have an id of their own in it, and none after.
        private JsonDocument elicited(ProtocolVersion version) {
            if (!method.equals(Method.ELICIT)) {
                return params;
            }
            if (url().isPresent()) {
                return params.root().get(ELICITATION_ID).isPresent()
                        ? params
                        : read(Envelope.adapted(
                                params,
                                Set.of(),
                                Map.of(ELICITATION_ID, id.json().getBytes(StandardCharsets.UTF_8))));
            }
            return version == ProtocolVersion.V2025_11_25
                            || params.root().get(MODE).isEmpty()
                    ? params
                    : read(Envelope.adapted(params, Set.of(MODE), Map.of()));
        }

        /// Says that the answer is not waited for any longer.
        public byte[] withdrawal() {
            return Envelope.notification(
                    Method.CANCELLED,
                    new JsonWriter()
                            .object()
                            .name("requestId")
                            .raw(id.json().getBytes(StandardCharsets.UTF_8))
                            .member("reason", "the answer is not waited for any longer")
                            .endObject()
                            .bytes());
        }
    }

    /// What a server needs, without what only the stateful era has: pages have no id of their own in the other.
    static JsonDocument withoutOlder(JsonDocument asked) {
        JsonEdits edits = new JsonEdits(asked);
        for (JsonValue.Member request :
                asked.root().get("inputRequests").map(JsonValue::members).orElse(List.of())) {
            boolean elicits = request.value().is(JsonKind.OBJECT)
                    && request.value()
                            .string("method")
                            .filter(Method.ELICIT::equals)
                            .isPresent();
            for (JsonValue.Member param : elicits
                    ? request.value().get("params").map(JsonValue::members).orElse(List.of())
                    : List.<JsonValue.Member>of()) {
                if (param.name().says(ELICITATION_ID)) {
                    edits.remove(param.name());
                }
            }
        }
        try {
            return edits.isEmpty() ? asked : edits.apply(JsonLimits.EXAMINED);
        } catch (MalformedJson impossible) {
            throw new IllegalStateException("less than what was read can't be too much", impossible);
        }
    }

    private static JsonDocument read(byte[] composed) {
        return new JsonWriter().raw(composed).document();
    }

    /// What the release asks for, in the server's order.
    ///
    /// @param stem unlike that of every other call; the ids of the questions begin with it
    public static List<Question> of(Release.Body.Asking asking, String stem) {
        List<Question> questions = new ArrayList<>();
        Optional<JsonValue> requests = asking.asked().content().json().root().get("inputRequests");
        for (JsonValue.Member member : requests.map(JsonValue::members).orElse(List.of())) {
            questions.add(new Question(
                    member.name().text(),
                    RequestId.of(stem + "-" + questions.size()),
                    member.value().string("method").orElseThrow(),
                    member.value().get("params").map(JsonValue::detached).orElse(Message.NO_PARAMS)));
        }
        return questions;
    }
}
