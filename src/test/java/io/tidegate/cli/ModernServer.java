package io.tidegate.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// An MCP server of 2026-07-28 over HTTP that answers each method as the test says, and keeps what it was sent.
final class ModernServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Function<JsonValue, String>> answers = new ConcurrentHashMap<>();
    private final List<JsonValue> called = new CopyOnWriteArrayList<>();

    private ModernServer(HttpServer server) {
        this.server = server;
    }

    /// @param tools their definitions, a list of JSON
    static ModernServer start(String tools) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ModernServer server = new ModernServer(http);
        server.answer("server/discover", _ -> """
                "result": {"supportedVersions": ["2026-07-28"], "resultType": "complete",
                  "capabilities": {"tools": {}, "prompts": {}, "resources": {"subscribe": true}, "logging": {}},
                  "serverInfo": {"name": "modern", "version": "1"}}""");
        server.answer("tools/list", _ -> "\"result\": {\"resultType\": \"complete\", \"tools\": [" + tools + "]}");
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/mcp", server::handle);
        http.start();
        return server;
    }

    static String tool(String name) {
        return "{\"name\": \"" + name + "\", \"inputSchema\": {\"type\": \"object\"}}";
    }

    /// @param outcome by the params, the member `result` or `error`
    void answer(String method, Function<JsonValue, String> outcome) {
        answers.put(method, outcome);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
    }

    /// The params of every `tools/call`, `prompts/get` and `resources/read`, in order.
    List<JsonValue> called() {
        return called;
    }

    private void handle(HttpExchange exchange) throws IOException {
        JsonValue message = JsonDocument.of(
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                .root();
        String method = message.string("method").orElse("");
        JsonValue params = message.get("params").orElse(message);
        if (List.of("tools/call", "prompts/get", "resources/read").contains(method)) {
            called.add(params);
        }
        String outcome = answers.getOrDefault(method, _ -> "\"error\": {\"code\": -32601, \"message\": \"unknown\"}")
                .apply(params);
        String id = message.get("id").map(JsonValue::json).orElse("null");
        byte[] body = ("{\"jsonrpc\": \"2.0\", \"id\": " + id + ", " + outcome + "}").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
