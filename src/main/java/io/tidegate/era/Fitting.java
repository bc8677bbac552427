package io.tidegate.era;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.ErrorCode;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What of a server's words does a client's version not have? It is left out, or said in what the version has.
///
/// What every version carries along without knowing it is left in.
final class Fitting {
    private static final Set<String> ENVELOPE = Set.of("resultType", "ttlMs", "cacheScope");
    private static final byte[] COMPLETE = "\"complete\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PRIVATE = "\"private\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AT_ONCE = "0".getBytes(StandardCharsets.US_ASCII);
    static final int RESOURCE_NOT_FOUND = -32002; // until 2025-11-25
    private static final int URL_ELICITATION = -32042; // of 2025-11-25

    private Fitting() {}

    /// A result. The same bytes where nothing has to change.
    ///
    /// @param gateway what Tidegate says of itself
    static byte[] result(JsonDocument result, String method, ProtocolVersion version, byte[] gateway) {
        if (version.era() == Era.STATELESS) {
            return stateless(result, method, gateway);
        }
        return switch (method) {
            case Method.TASKS_GET, Method.TASKS_CANCEL -> TaskWords.task(result);
            default -> stateful(result, version);
        };
    }

    private static byte[] stateless(JsonDocument result, String method, byte[] gateway) {
        JsonValue root = result.root();
        Map<String, byte[]> added = new LinkedHashMap<>();
        added.put(MetaKey.META, meta(root, Optional.of(gateway)));
        // INVARIANT: what leaves here is complete. A server's own word is not enough: a control may have changed it
        // since it was looked at, for instance by taking a hidden character out of a name.
        if (root.get("resultType").filter(type -> type.says("complete")).isEmpty()) {
            added.put("resultType", COMPLETE);
        }
        if (method.equals(Method.RESOURCES_READ)) {
            boolean timed = root.get("ttlMs")
                    .filter(ttl -> ttl.is(JsonKind.NUMBER) && ttl.json().matches("[0-9]{1,12}"))
                    .isPresent();
            if (!timed) {
                added.put("ttlMs", AT_ONCE);
            }
            // what one may read another may not, whatever the server thinks
            added.put("cacheScope", PRIVATE);
        }
        return Envelope.adapted(result, Set.of(), added);
    }

    /// The `_meta` of a result. Who answers is whom the client asked (MCP 2026-07-28, `serverInfo`), not the server
    /// behind it; older versions say it once, at `initialize`.
    ///
    /// @param gateway what Tidegate says of itself, where the version has that
    static byte[] meta(JsonValue result, Optional<byte[]> gateway) {
        JsonWriter out = new JsonWriter().object();
        for (JsonValue.Member member :
                result.get(MetaKey.META).map(JsonValue::members).orElse(List.of())) {
            if (!member.name().says(MetaKey.SERVER_INFO)) {
                out.name(member.name().text()).value(member.value());
            }
        }
        gateway.ifPresent(info -> out.name(MetaKey.SERVER_INFO).raw(info));
        return out.endObject().bytes();
    }

    private static byte[] stateful(JsonDocument result, ProtocolVersion version) {
        JsonValue root = result.root();
        Set<String> without = new HashSet<>();
        Map<String, byte[]> added = new LinkedHashMap<>();
        ENVELOPE.stream().filter(name -> root.get(name).isPresent()).forEach(without::add);
        // From 2025-06-18 to 2025-11-25 structured content is an object; clients of that time break on anything else.
        Optional<JsonValue> structured = root.get("structuredContent");
        if (structured
                .filter(value -> isBefore(version, ProtocolVersion.V2025_06_18) || !value.is(JsonKind.OBJECT))
                .isPresent()) {
            without.add("structuredContent");
            if (root.get("content")
                    .filter(content -> content.elements().iterator().hasNext())
                    .isEmpty()) {
                added.put("content", text(structured.get().json()));
            }
        }
        if (root.get(MetaKey.META)
                .flatMap(meta -> meta.get(MetaKey.SERVER_INFO))
                .isPresent()) {
            added.put(MetaKey.META, meta(root, Optional.empty()));
        }
        if (isBefore(version, ProtocolVersion.V2025_06_18)) {
            OlderContent.of(root, version).forEach(added::put);
        }
        return without.isEmpty() && added.isEmpty() ? result.bytes() : Envelope.adapted(result, without, added);
    }

    static boolean isBefore(ProtocolVersion version, ProtocolVersion other) {
        return version.compareTo(other) < 0;
    }

    private static byte[] text(String text) {
        return new JsonWriter()
                .array()
                .object()
                .member("type", "text")
                .member("text", text)
                .endObject()
                .endArray()
                .bytes();
    }

    /// An entry of a list.
    static byte[] definition(JsonDocument definition, ProtocolVersion version) {
        JsonValue root = definition.root();
        Set<String> without = new HashSet<>();
        if (version != ProtocolVersion.V2025_11_25) {
            without.add("execution");
        }
        if (isBefore(version, ProtocolVersion.V2025_11_25)) {
            without.add("icons");
        }
        if (isBefore(version, ProtocolVersion.V2025_06_18)) {
            without.add("title");
            without.add("outputSchema");
        }
        boolean shaped = root.get("outputSchema")
                .filter(schema -> schema.is(JsonKind.OBJECT)
                        && schema.string("type").filter("object"::equals).isPresent())
                .isPresent();
        if (version.era() == Era.STATEFUL && !shaped) {
            without.add("outputSchema");
        }
        without.removeIf(name -> root.get(name).isEmpty());
        return without.isEmpty() ? definition.bytes() : Envelope.adapted(definition, without, Map.of());
    }

    /// An error of a server's.
    static byte[] failure(JsonDocument error, String method, ProtocolVersion version) {
        Optional<JsonValue> code = error.root().get("code");
        int said = code.map(JsonValue::json)
                .filter(json -> json.matches("-?[0-9]{1,9}"))
                .map(Integer::parseInt)
                .orElse(ErrorCode.INTERNAL_ERROR);
        boolean named = error.root()
                .get("data")
                .filter(data -> data.is(JsonKind.OBJECT) && data.get("uri").isPresent())
                .isPresent();
        int fit = version.era() == Era.STATELESS ? statelessCode(said) : statefulCode(said, method, named, version);
        if (isOfThisHop(said)) {
            Map<String, byte[]> changed = Map.of("code", Integer.toString(fit).getBytes(StandardCharsets.US_ASCII));
            return Envelope.adapted(error, Set.of("data"), changed);
        }
        return fit == said
                        && code.filter(value -> value.json().equals(Integer.toString(fit)))
                                .isPresent()
                ? error.bytes()
                : Envelope.adapted(
                        error, Set.of(), Map.of("code", Integer.toString(fit).getBytes(StandardCharsets.US_ASCII)));
    }

    /// Whether a server refuses the version or the headers that the gateway chose (MCP 2026-07-28, Version
    /// negotiation and Headers). A client that hears it, or what the server supports, would think that it is the
    /// gateway which does not speak its version.
    private static boolean isOfThisHop(int said) {
        return said == ErrorCode.UNSUPPORTED_VERSION || said == ErrorCode.HEADER_MISMATCH;
    }

    private static int statelessCode(int said) {
        if (said == RESOURCE_NOT_FOUND) {
            return ErrorCode.INVALID_PARAMS;
        }
        boolean known = said == ErrorCode.MISSING_CLIENT_CAPABILITY;
        return said >= -32_099 && said <= -32_020 && !known ? ErrorCode.INTERNAL_ERROR : said;
    }

    private static int statefulCode(int said, String method, boolean named, ProtocolVersion version) {
        if (said == ErrorCode.INVALID_PARAMS && named && method.equals(Method.RESOURCES_READ)) {
            return RESOURCE_NOT_FOUND;
        }
        boolean ofOther = said >= ErrorCode.UNSUPPORTED_VERSION && said <= ErrorCode.HEADER_MISMATCH;
        boolean early = said == URL_ELICITATION && version != ProtocolVersion.V2025_11_25;
        return ofOther || early ? ErrorCode.INTERNAL_ERROR : said;
    }

    /// The HTTP status with which an error of a server's goes to a stateless client, by the code as it goes out.
    static int status(JsonDocument error, ProtocolVersion version) {
        if (version.era() == Era.STATEFUL) {
            return 200;
        }
        return switch (error.root().get("code").map(JsonValue::json).orElse("")) {
            case "-32601" -> 404;
            case "-32021" -> 400;
            default -> 200;
        };
    }
}
