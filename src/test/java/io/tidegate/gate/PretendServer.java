package io.tidegate.gate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.call.Samples;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server of 2026-07-28 that writes down every call that reaches it and answers as it is told to.
///
/// It shares no code with what it is called by: the JDK's HTTP server, and Jackson's tree.
final class PretendServer implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /// How a call is answered.
    sealed interface Reply {
        /// @param json the `result`
        record Result(String json) implements Reply {}

        /// @param json the `error`
        record Failure(String json) implements Reply {}

        /// An event stream: notices, each a whole notification, then the last word.
        record Stream(List<String> notices, Reply last) implements Reply {}

        /// A body that is no answer.
        record Garbage(String body) implements Reply {}

        /// Begins an answer and never goes on.
        record Silence() implements Reply {}

        /// Closes the connection.
        record Gone() implements Reply {}

        static Reply text(String text) {
            return new Result(Samples.textResult(text));
        }
    }

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final String tools;
    private volatile boolean down;
    private volatile Function<JsonNode, Reply> answers = _ -> Reply.text("ok");

    /// @param tools the `tools` of its list
    PretendServer(String tools) throws IOException {
        this.tools = tools;
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/mcp");
    }

    /// @param next makes the answer of a call's `params`; runs before anything is answered
    void answer(Function<JsonNode, Reply> next) {
        answers = next;
    }

    /// The bodies of all calls that reached it since this was asked last.
    List<String> reached() {
        List<String> all = List.copyOf(calls);
        calls.clear();
        return all;
    }

    /// Whether it hangs up on everybody; what it hangs up on has not reached it.
    void down(boolean now) {
        down = now;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (down) {
                return;
            }
            JsonNode message = MAPPER.readTree(body);
            switch (message.path("method").asString()) {
                case "server/discover" ->
                    send(exchange, message, new Reply.Result("{\"supportedVersions\":[\"2026-07-28\"]}"));
                case "tools/list" -> send(exchange, message, new Reply.Result("{\"tools\":" + tools + "}"));
                default -> {
                    calls.add(new String(body, StandardCharsets.UTF_8));
                    send(exchange, message, answers.apply(message.path("params")));
                }
            }
        }
    }

    private void send(HttpExchange exchange, JsonNode message, Reply reply) throws IOException {
        String id = message.path("id").toString();
        switch (reply) {
            case Reply.Result _, Reply.Failure _ -> body(exchange, envelope(id, reply));
            case Reply.Garbage(String body) -> body(exchange, body);
            case Reply.Stream stream -> events(exchange, id, stream);
            case Reply.Gone _ -> exchange.close();
            case Reply.Silence _ -> silence(exchange);
        }
    }

    private static String envelope(String id, Reply reply) {
        String start = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",";
        return switch (reply) {
            case Reply.Result(String json) -> start + "\"result\":" + json + "}";
            case Reply.Failure(String json) -> start + "\"error\":" + json + "}";
            case Reply.Stream _, Reply.Garbage _, Reply.Silence _, Reply.Gone _ -> throw new IllegalArgumentException();
        };
    }

    private static void body(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void events(HttpExchange exchange, String id, Reply.Stream stream) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (String notice : stream.notices()) {
            out.write(("data: " + notice + "\n\n").getBytes(StandardCharsets.UTF_8));
        }
        out.write(("data: " + envelope(id, stream.last()) + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    /// Begins a stream and says nothing until the server ends.
    private void silence(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        try {
            ended.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        http.stop(0);
        threads.shutdownNow();
    }
}
