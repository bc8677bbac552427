package io.tidegate.mcp;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Puts the protocol's own fields around content, which is copied byte for byte.
public final class Envelope {
    /// What stands around content, about.
    private static final int FRAME = 256;

    private Envelope() {}

    /// A request; `params` is JSON that was judged or composed.
    public static byte[] request(RequestId id, String method, byte[] params) {
        return open(id, params.length)
                .member("method", method)
                .name("params")
                .raw(params)
                .endObject()
                .bytes();
    }

    public static byte[] notification(String method, byte[] params) {
        return new JsonWriter()
                .object()
                .member("jsonrpc", "2.0")
                .member("method", method)
                .name("params")
                .raw(params)
                .endObject()
                .bytes();
    }

    public static byte[] result(RequestId id, byte[] result) {
        return open(id, result.length).name("result").raw(result).endObject().bytes();
    }

    /// @param id empty where it could not be read: written as null (JSON-RPC 2.0, section 5)
    public static byte[] failure(Optional<RequestId> id, byte[] error) {
        JsonWriter out = new JsonWriter().object().member("jsonrpc", "2.0").name("id");
        out.raw(id.map(RequestId::json).orElse("null").getBytes(StandardCharsets.UTF_8));
        return out.name("error").raw(error).endObject().bytes();
    }

    public static byte[] error(int code, String message) {
        return new JsonWriter()
                .object()
                .member("code", code)
                .member("message", message)
                .endObject()
                .bytes();
    }

    private static JsonWriter open(RequestId id, int carried) {
        return new JsonWriter(carried + FRAME)
                .object()
                .member("jsonrpc", "2.0")
                .name("id")
                .raw(id.json().getBytes(StandardCharsets.UTF_8));
    }

    /// The object with its `_meta` rewritten: what belongs to one hop is taken out, `added` is put in, the rest stays.
    ///
    /// Taken out are the names that the protocol reserves, the progress token, what `added` replaces, and trace
    /// context that is too long. Where nothing remains there is no `_meta`.
    public static byte[] withMeta(JsonDocument params, Map<String, byte[]> added) {
        return withMeta(params, added, Set.of());
    }

    /// The same, without some of its other members.
    public static byte[] withMeta(JsonDocument params, Map<String, byte[]> added, Set<String> without) {
        JsonWriter out = new JsonWriter(params.length() + FRAME).object();
        Optional<JsonValue> meta = Optional.empty();
        for (JsonValue.Member member : params.root().members()) {
            if (member.name().says(MetaKey.META)) {
                meta = Optional.of(member.value());
                continue;
            }
            String name = member.name().text();
            if (!without.contains(name)) {
                out.name(name).value(member.value());
            }
        }
        writeMeta(out, meta, added);
        return out.endObject().bytes();
    }

    private static void writeMeta(JsonWriter out, Optional<JsonValue> meta, Map<String, byte[]> added) {
        boolean open = false;
        for (JsonValue.Member member : meta.map(JsonValue::members).orElse(List.of())) {
            String name = member.name().text();
            if (ofTheHop(name) || added.containsKey(name) || oversized(name, member.value())) {
                continue;
            }
            if (!open) {
                out.name(MetaKey.META).object();
                open = true;
            }
            out.name(name).value(member.value());
        }
        if (!open && !added.isEmpty()) {
            out.name(MetaKey.META).object();
            open = true;
        }
        added.forEach((name, json) -> out.name(name).raw(json));
        if (open) {
            out.endObject();
        }
    }

    private static boolean ofTheHop(String name) {
        return name.startsWith(MetaKey.RESERVED_PREFIX) || name.equals(MetaKey.PROGRESS_TOKEN);
    }

    private static boolean oversized(String name, JsonValue value) {
        return MetaKey.TRACE.contains(name) && value.end() - value.start() > MetaKey.TRACE_BYTES_MAX;
    }

    /// The object without some of its members, and with others at its end.
    public static byte[] adapted(JsonDocument object, Set<String> without, Map<String, byte[]> added) {
        JsonWriter out = new JsonWriter(object.length() + FRAME).object();
        for (JsonValue.Member member : object.root().members()) {
            String name = member.name().text();
            if (!without.contains(name) && !added.containsKey(name)) {
                out.name(name).value(member.value());
            }
        }
        added.forEach((name, json) -> out.name(name).raw(json));
        return out.endObject().bytes();
    }
}
