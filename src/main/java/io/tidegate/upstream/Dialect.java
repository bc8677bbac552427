package io.tidegate.upstream;

import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    /// What a server of the older era does not know: its requests are answered as such.
    private static final Set<String> OF_ROUNDS = Set.of("inputResponses", "requestState");

    private final Era era;

    Dialect(Era era) {
        this.era = era;
    }

    static Dialect of(Era era) {
        return switch (era) {
            case STATEFUL -> STATEFUL;
            case STATELESS -> STATELESS;
        };
    }

    Era era() {
        return era;
    }

    /// The params of a question as they are sent.
    ///
    /// @param progressToken what the server shall put into progress notifications, where the caller wants any
    byte[] params(Question question, Optional<RequestId> progressToken) {
        Map<String, byte[]> meta = new LinkedHashMap<>();
        progressToken.ifPresent(
                token -> meta.put(MetaKey.PROGRESS_TOKEN, token.json().getBytes(StandardCharsets.UTF_8)));
        question.traceparent().ifPresent(span -> meta.put(MetaKey.TRACEPARENT, quoted(span)));
        return switch (this) {
            case STATEFUL -> Envelope.withMeta(question.params(), meta, OF_ROUNDS);
            case STATELESS -> {
                meta.put(MetaKey.VERSION, VERSION);
                meta.put(MetaKey.CLIENT_INFO, CLIENT_INFO);
                meta.put(MetaKey.CLIENT_CAPABILITIES, told(question.asker().declared()));
                question.asker().log().ifPresent(level -> meta.put(MetaKey.LOG_LEVEL, quoted(level.id())));
                yield Envelope.withMeta(question.params(), meta);
            }
        };
    }

    private static byte[] told(Capabilities capabilities) {
        return capabilities.equals(Capabilities.NONE) ? NO_CAPABILITIES : capabilities.json();
    }

    /// The params of `initialize` in a session that is this asker's alone.
    static byte[] initialize(Asker asker) {
        return initialize(asker.told());
    }

    /// The params of `initialize` at a process that all share.
    static byte[] initializeForAll() {
        return initialize(Asker.OF_ALL);
    }

    private static byte[] initialize(Capabilities capabilities) {
        return new JsonWriter()
                .object()
                .member("protocolVersion", ProtocolVersion.LATEST_STATEFUL.id())
                .name("capabilities")
                .raw(told(capabilities))
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
