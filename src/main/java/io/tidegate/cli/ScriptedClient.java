package io.tidegate.cli;

import io.tidegate.http.ClientRequest;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpClient;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// What would a person's client send, and what comes back? Speaks to a gateway over HTTP, in either era.
///
/// For demonstrations: it keeps no stream open and answers nothing that a server asks.
final class ScriptedClient {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int ANSWER_BYTES_MAX = 4 << 20;
    private static final byte[] INITIALIZE = """
            {"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"tidegate-demo","version":"1"}}""".getBytes(StandardCharsets.UTF_8);
    private static final Map<String, byte[]> STATELESS_META = Map.of(
            MetaKey.VERSION,
            "\"2026-07-28\"".getBytes(StandardCharsets.UTF_8),
            MetaKey.CLIENT_CAPABILITIES,
            "{}".getBytes(StandardCharsets.UTF_8));

    private final URI url;
    private final String key;
    private final HttpClient client;
    private final AtomicLong ids = new AtomicLong();
    private Optional<String> session = Optional.empty();

    ScriptedClient(URI url, String key, HttpClient client) {
        this.url = url;
        this.key = key;
        this.client = client;
    }

    /// The answer to one request: a whole JSON-RPC message, as JSON.
    record Said(JsonDocument message) {
        private Optional<JsonValue> result() {
            return message.root().get("result");
        }

        /// Whether it is a result, and not one that tells of a mistake or a refusal.
        boolean good() {
            return result().isPresent()
                    && result().flatMap(result -> result.get("isError"))
                            .filter(flag -> flag.is(JsonKind.TRUE))
                            .isEmpty();
        }

        /// Why the gateway refused, in its code; empty where it did not.
        String reason() {
            return refusal()
                    .flatMap(facts -> facts.string("io.tidegate/reason"))
                    .orElse("");
        }

        /// How long the gateway says to wait.
        Duration pause() {
            return refusal()
                    .flatMap(facts -> facts.get("io.tidegate/retryAfterMs"))
                    .map(millis -> Duration.ofMillis(Long.parseLong(millis.json())))
                    .orElse(Duration.ZERO);
        }

        boolean marked() {
            return result().flatMap(result -> result.get(MetaKey.META))
                    .flatMap(meta -> meta.get("io.tidegate/untrusted"))
                    .isPresent();
        }

        private Optional<JsonValue> refusal() {
            return result().flatMap(result -> result.get(MetaKey.META))
                    .or(() -> message.root().get("error").flatMap(error -> error.get("data")));
        }

        /// All that a model would read: the text blocks, or the error's message.
        String text() {
            StringBuilder text = new StringBuilder();
            result().flatMap(result -> result.get("content")).ifPresent(content -> content.elements()
                    .forEach(block -> block.string("text").ifPresent(text::append)));
            message.root()
                    .get("error")
                    .flatMap(error -> error.string("message"))
                    .ifPresent(text::append);
            return text.toString();
        }
    }

    /// Opens a session, as clients until 2025-11-25 do.
    Said initialize() throws IOException {
        Said said = send(Method.INITIALIZE, INITIALIZE, headers());
        Headers headers = headers();
        put(Envelope.notification(Method.INITIALIZED, "{}".getBytes(StandardCharsets.UTF_8)), headers);
        return said;
    }

    /// Asks within the session.
    Said ask(String method, String params) throws IOException {
        return send(method, params.getBytes(StandardCharsets.UTF_8), headers());
    }

    Said call(String tool, String arguments) throws IOException {
        return ask(Method.TOOLS_CALL, call(tool, JsonDocument.of(arguments)));
    }

    /// Asks as a client of 2026-07-28: without a session, headers repeating the body.
    Said askStateless(String method, Optional<String> name, String params) throws IOException {
        Headers headers = common().and("MCP-Protocol-Version", ProtocolVersion.LATEST_STATELESS.id())
                .and("Mcp-Method", method);
        return send(
                method,
                Envelope.withMeta(JsonDocument.of(params), STATELESS_META),
                name.isPresent() ? headers.and("Mcp-Name", name.get()) : headers);
    }

    Said callStateless(String tool, String arguments) throws IOException {
        return askStateless(Method.TOOLS_CALL, Optional.of(tool), call(tool, JsonDocument.of(arguments)));
    }

    private static String call(String tool, JsonDocument arguments) {
        byte[] params = new io.tidegate.json.JsonWriter()
                .object()
                .member("name", tool)
                .name("arguments")
                .value(arguments.root())
                .endObject()
                .bytes();
        return new String(params, StandardCharsets.UTF_8);
    }

    private Headers common() {
        return Headers.of(
                "Content-Type",
                "application/json",
                "Accept",
                "application/json, text/event-stream",
                "Authorization",
                "Bearer " + key);
    }

    private Headers headers() {
        return session.map(id -> common().and("Mcp-Session-Id", id)
                        .and("MCP-Protocol-Version", ProtocolVersion.LATEST_STATEFUL.id()))
                .orElseGet(this::common);
    }

    private Said send(String method, byte[] params, Headers headers) throws IOException {
        byte[] answer = put(Envelope.request(RequestId.of(ids.incrementAndGet()), method, params), headers);
        try {
            return new Said(JsonDocument.parse(answer, JsonLimits.DEFAULT));
        } catch (MalformedJson malformed) {
            throw new IOException("the gateway's answer is not JSON: " + malformed.getMessage(), malformed);
        }
    }

    private byte[] put(byte[] body, Headers headers) throws IOException {
        try (ClientResponse response = client.send(new ClientRequest("POST", url, headers, body), DEADLINE)) {
            Optional<String> opened = response.headers().first("Mcp-Session-Id");
            if (opened.isPresent()) {
                session = opened;
            }
            if (response.headers().first("Content-Type").orElse("").startsWith("text/event-stream")) {
                return lastEvent(response);
            }
            return response.body(ANSWER_BYTES_MAX);
        }
    }

    private static byte[] lastEvent(ClientResponse response) throws IOException {
        var events = response.events(ANSWER_BYTES_MAX);
        byte[] last = new byte[0];
        for (var event = events.next(DEADLINE); event.isPresent(); event = events.next(DEADLINE)) {
            byte[] data = event.get().data().orElse(last);
            last = data.length > 0 ? data : last;
        }
        return last;
    }
}
