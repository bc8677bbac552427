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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// An MCP server of the older era over HTTP with a tool, `echo`, or more; it keeps the params that it was called with.
final class EchoServer implements AutoCloseable {
    private final HttpServer server;
    private final String tools;
    private final List<JsonValue> called = new CopyOnWriteArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch held = new CountDownLatch(0);

    private EchoServer(HttpServer server, String tools) {
        this.server = server;
        this.tools = tools;
    }

    static EchoServer start() throws IOException {
        return start(List.of("echo"));
    }

    /// @param names of its tools; each does what `echo` does
    static EchoServer start(List<String> names) throws IOException {
        String tools = names.stream()
                .map(name -> "{\"name\": \"" + name + "\", \"inputSchema\": {\"type\": \"object\"}}")
                .collect(Collectors.joining(", "));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        EchoServer echo = new EchoServer(server, tools);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/mcp", echo::answer);
        server.start();
        return echo;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
    }

    /// The params of each `tools/call`, in order.
    List<JsonValue> called() {
        return called;
    }

    /// From now on no call is answered until what is returned is counted down.
    CountDownLatch hold() {
        held = new CountDownLatch(1);
        return held;
    }

    private void await() {
        try {
            held.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Each request as it came: its headers and its body.
    List<String> seen() {
        return seen;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        seen.add(exchange.getRequestHeaders().entrySet() + "\n" + sent);
        JsonValue message = JsonDocument.of(sent).root();
        if (message.get("id").isEmpty()) {
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
            return;
        }
        String outcome =
                switch (message.string("method").orElse("")) {
                    case "initialize" -> """
                        "result": {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}},
                            "serverInfo": {"name": "echo", "version": "1"}}""";
                    case "tools/list" -> "\"result\": {\"tools\": [" + tools + "]}";
                    case "tools/call" -> {
                        called.add(message.get("params").orElseThrow());
                        await();
                        yield """
                        "result": {"content": [{"type": "text", "text": "done"}]}""";
                    }
                    default -> """
                        "error": {"code": -32601, "message": "unknown"}""";
                };
        String id = message.get("id").orElseThrow().json();
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
