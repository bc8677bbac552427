package io.tidegate.upstream;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// How requests are put to a server of one era. What was judged is copied; only the hop's own `_meta` names change.
enum Dialect {
    STATEFUL(Era.STATEFUL),
    STATELESS(Era.STATELESS);

    private static final byte[] VERSION = quoted(ProtocolVersion.LATEST_STATELESS.id());
    private static final byte[] CLIENT_INFO = new JsonWriter()
            .object()
            .member("name", "tidegate")
            .member("version", "0.1.0")
            .endObject()
            .bytes();
    private static final byte[] NO_CAPABILITIES = "{}".getBytes(StandardCharsets.US_ASCII);

    private final Era era;

    Dialect(Era era) {
        this.era = era;
    }

    Era era() {
        return era;
    }

    /// @param progressToken what the server shall put into progress notifications, where the caller wants any
    /// @param traceparent of the call's span, where it is traced
    byte[] params(JsonDocument params, Optional<RequestId> progressToken, Optional<String> traceparent) {
        Map<String, byte[]> meta = new LinkedHashMap<>();
        progressToken.ifPresent(
                token -> meta.put(MetaKey.PROGRESS_TOKEN, token.json().getBytes(StandardCharsets.UTF_8)));
        traceparent.ifPresent(span -> meta.put(MetaKey.TRACEPARENT, quoted(span)));
        if (this == STATELESS) {
            meta.put(MetaKey.VERSION, VERSION);
            meta.put(MetaKey.CLIENT_INFO, CLIENT_INFO);
            meta.put(MetaKey.CLIENT_CAPABILITIES, NO_CAPABILITIES);
        }
        return Envelope.withMeta(params, meta);
    }

    /// The params of `initialize`.
    static byte[] initialize() {
        return new JsonWriter()
                .object()
                .member("protocolVersion", ProtocolVersion.LATEST_STATEFUL.id())
                .name("capabilities")
                .raw(NO_CAPABILITIES)
                .name("clientInfo")
                .raw(CLIENT_INFO)
                .endObject()
                .bytes();
    }

    /// The params of `notifications/cancelled`.
    static byte[] cancelled(RequestId id) {
        return new JsonWriter()
                .object()
                .name("requestId")
                .raw(id.json().getBytes(StandardCharsets.UTF_8))
                .member("reason", "the caller gave up")
                .endObject()
                .bytes();
    }

    private static byte[] quoted(String text) {
        return new JsonWriter().text(text).bytes();
    }
}
