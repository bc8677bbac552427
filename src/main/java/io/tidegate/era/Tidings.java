package io.tidegate.era;

import io.tidegate.call.Answer;
import io.tidegate.call.Own;
import io.tidegate.call.Release;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.RequestId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// How a stateless client that listens is told what it listens for: each message names the request that began it, by
/// the id as it came (MCP 2026-07-28, Subscriptions).
public final class Tidings {
    private static final String SUBSCRIPTION = MetaKey.RESERVED_PREFIX + "subscriptionId";

    private final Speech speech;
    private final RequestId id;

    public Tidings(Speech speech, RequestId id) {
        this.speech = speech;
        this.id = id;
    }

    /// The first message: what is heard from now on.
    public byte[] acknowledged(Release release) {
        if (!(release.body() instanceof Release.Body.Spoken(Own.Listening listening))) {
            throw new IllegalArgumentException("nobody listens");
        }
        JsonWriter out = new JsonWriter().object().name("notifications").object();
        listening.kinds().stream().sorted().forEach(kind -> {
            switch (kind) {
                case TOOL -> out.member("toolsListChanged", true);
                case PROMPT -> out.member("promptsListChanged", true);
                case RESOURCE -> out.member("resourcesListChanged", true);
                case TEMPLATE -> {}
            }
        });
        if (!listening.uris().isEmpty()) {
            out.name("resourceSubscriptions").array();
            listening.uris().forEach(out::text);
            out.endArray();
        }
        if (!listening.tasks().isEmpty()) {
            out.name("taskIds").array();
            listening.tasks().forEach(out::text);
            out.endArray();
        }
        return notification(Method.LISTENING, out.endObject().endObject().document());
    }

    /// News, whether of a list, of a resource, or of a task: then what `tasks/get` gave.
    public byte[] told(Release release) {
        return switch (release.body()) {
            case Release.Body.Spoken(Own.Changed(var kind)) -> notification(kind.changed(), Own.NOTHING);
            case Release.Body.Judged(Answer.Notice(String method, var content)) -> notification(method, content.json());
            case Release.Body.Judged(Answer.Result(var content)) ->
                notification(Method.TASK_TOLD, plain(content.json()));
            case Release.Body.Judged _, Release.Body.Spoken _, Release.Body.Asking _, Release.Body.Denied _ ->
                throw new IllegalArgumentException("not news");
        };
    }

    private static JsonDocument plain(JsonDocument task) {
        return new JsonWriter()
                .raw(Envelope.adapted(task, Set.of("resultType"), Map.of()))
                .document();
    }

    private byte[] notification(String method, JsonDocument params) {
        return Envelope.notification(method, Envelope.withMeta(params, Map.of(SUBSCRIPTION, json())));
    }

    /// The last message, where the gateway ends it.
    public byte[] ended() {
        Map<String, byte[]> meta = new LinkedHashMap<>();
        meta.put(SUBSCRIPTION, json());
        meta.put(MetaKey.SERVER_INFO, speech.serverInfo());
        byte[] complete = Envelope.adapted(
                Own.NOTHING, Set.of(), Map.of("resultType", "\"complete\"".getBytes(StandardCharsets.UTF_8)));
        JsonDocument result = new JsonWriter().raw(complete).document();
        return Envelope.result(id, Envelope.withMeta(result, meta));
    }

    private byte[] json() {
        return id.json().getBytes(StandardCharsets.UTF_8);
    }
}
