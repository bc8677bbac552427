package io.tidegate.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// An MCP server over HTTP, of either era, with one resource that it tells of, and a tool.
final class TellingServer implements AutoCloseable {
    private final HttpServer server;
    private final boolean modern;
    private final List<Stream> streams = new CopyOnWriteArrayList<>();
    private final List<String> watched = new CopyOnWriteArrayList<>();
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final AtomicInteger sessions = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile String error = "{\"code\": -32000, \"message\": \"no\"}";
    private volatile CountDownLatch slow = new CountDownLatch(0);

    /// @param id of the subscription that it belongs to; empty in the older era
    private record Stream(OutputStream out, String session, String id) {}

    private TellingServer(HttpServer server, boolean modern) {
        this.server = server;
        this.modern = modern;
    }

    static TellingServer start(boolean modern) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TellingServer server = new TellingServer(http, modern);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/mcp", server::handle);
        http.start();
        return server;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
    }

    /// What it was asked to tell of, in order, whoever asked.
    List<String> watched() {
        return watched;
    }

    /// How its tool fails from now on.
    void failsWith(String json) {
        error = json;
    }

    /// From now on it does not answer who asks it to tell, until what is returned is counted down.
    CountDownLatch hesitate() {
        slow = new CountDownLatch(1);
        return slow;
    }

    /// Says that the resource changed.
    void updated(String uri) {
        say("notifications/resources/updated", "\"uri\": \"" + uri + "\"");
    }

    /// Says something on every stream.
    void say(String method, String params) {
        for (Stream stream : streams) {
            String meta = stream.id().isEmpty()
                    ? ""
                    : ", \"_meta\": {\"io.modelcontextprotocol/subscriptionId\": " + stream.id() + "}";
            event(stream, method, params + meta);
        }
    }

    /// Asks for something on every stream.
    void ask(String method) {
        streams.forEach(stream ->
                write(stream, "{\"jsonrpc\": \"2.0\", \"id\": \"" + method + "\", \"method\": \"" + method + "\"}"));
    }

    /// What it was answered.
    List<String> answers() {
        return answers;
    }

    private void event(Stream stream, String method, String params) {
        write(stream, "{\"jsonrpc\": \"2.0\", \"method\": \"" + method + "\", \"params\": {" + params + "}}");
    }

    private void write(Stream stream, String json) {
        try {
            synchronized (stream) {
                stream.out().write(("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
                stream.out().flush();
            }
        } catch (IOException gone) {
            streams.remove(stream);
        }
    }

    /// Ends all its streams, as a server that is started again.
    void hangUp() throws IOException {
        List<Stream> all = List.copyOf(streams);
        streams.clear();
        for (Stream stream : all) {
            stream.out().close();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (exchange.getRequestMethod().equals("GET")) {
            listen(exchange, "");
            return;
        }
        if (body.length == 0) {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
            return;
        }
        JsonValue message =
                JsonDocument.of(new String(body, StandardCharsets.UTF_8)).root();
        Optional<JsonValue> id = message.get("id");
        if (message.get("method").isEmpty()) {
            answers.add(message.json());
        }
        if (id.isEmpty() || message.get("method").isEmpty()) {
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
            return;
        }
        String method = message.string("method").orElse("");
        JsonValue params = message.get("params").orElse(message);
        if (method.equals("subscriptions/listen")) {
            params.get("notifications")
                    .flatMap(wanted -> wanted.get("resourceSubscriptions"))
                    .ifPresent(uris -> uris.elements().forEach(uri -> watched.add(uri.text())));
            listen(exchange, id.get().json());
            return;
        }
        String outcome = outcome(exchange, method, params);
        byte[] bytes = ("{\"jsonrpc\": \"2.0\", \"id\": " + id.get().json() + ", " + outcome + "}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String outcome(HttpExchange exchange, String method, JsonValue params) {
        String type = modern ? "\"resultType\": \"complete\", " : "";
        String can = "\"capabilities\": {\"tools\": {}, \"resources\": {\"subscribe\": true}}";
        boolean greets = method.equals(modern ? "server/discover" : "initialize");
        if (greets && !modern) {
            exchange.getResponseHeaders().set("Mcp-Session-Id", "s" + sessions.incrementAndGet());
        }
        return switch (greets ? "greet" : method) {
            case "greet" ->
                "\"result\": {" + type
                        + "\"supportedVersions\": [\"2026-07-28\"], \"protocolVersion\": \"2025-11-25\", " + can
                        + ", \"serverInfo\": {\"name\": \"telling\", \"version\": \"1\"}}";
            case "tools/list" ->
                "\"result\": {" + type + "\"tools\": [{\"name\": \"sign\", \"inputSchema\": {\"type\": \"object\"}}]}";
            case "resources/list" ->
                "\"result\": {" + type + "\"resources\": [{\"uri\": \"file:///a\", \"name\": \"a\"}]}";
            case "resources/templates/list" -> "\"result\": {" + type + "\"resourceTemplates\": []}";
            case "resources/subscribe" -> {
                await();
                watched.add(params.string("uri").orElse(""));
                yield "\"result\": {}";
            }
            case "resources/unsubscribe", "ping" -> "\"result\": {}";
            case "tools/call" -> "\"error\": " + error;
            default -> "\"error\": {\"code\": -32601, \"message\": \"unknown\"}";
        };
    }

    private void await() {
        try {
            boolean _ = slow.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen(HttpExchange exchange, String id) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        String session = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Mcp-Session-Id"))
                .orElse("");
        Stream stream = new Stream(exchange.getResponseBody(), session, id);
        synchronized (stream) {
            stream.out().write(":\n\n".getBytes(StandardCharsets.US_ASCII));
            stream.out().flush();
        }
        streams.add(stream);
        if (!id.isEmpty()) {
            event(
                    stream,
                    "notifications/subscriptions/acknowledged",
                    "\"notifications\": {\"resourceSubscriptions\": [\"file:///a\"]}, \"_meta\":"
                            + " {\"io.modelcontextprotocol/subscriptionId\": " + id + "}");
        }
        try {
            while (streams.contains(stream) && !closed.await(20, TimeUnit.MILLISECONDS)) {
                synchronized (stream) {
                    stream.out().write(":\n\n".getBytes(StandardCharsets.US_ASCII));
                    stream.out().flush();
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            streams.remove(stream);
            exchange.close();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        slow.countDown();
        server.stop(0);
    }
}
