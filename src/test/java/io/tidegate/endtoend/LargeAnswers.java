package io.tidegate.endtoend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A server whose tool `text` answers with as many bytes as it is asked for, over HTTP or as a program on its pipes.
final class LargeAnswers implements AutoCloseable {
    private static final byte[] PIECE =
            "The tide comes in and goes out. ".repeat(2_048).getBytes(US_ASCII);

    /// How an answer travels.
    enum Way {
        LENGTH_DECLARED,
        CHUNKED,
        EVENT_STREAM
    }

    private final HttpServer server;
    private final Way way;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private LargeAnswers(HttpServer server, Way way) {
        this.server = server;
        this.way = way;
    }

    static LargeAnswers start(Way way) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        LargeAnswers answers = new LargeAnswers(server, way);
        server.setExecutor(answers.threads);
        server.createContext("/mcp", answers::answer);
        server.start();
        return answers;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
    }

    /// The same server as a program that speaks on its standard input and output.
    static List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                LargeAnswers.class.getName());
    }

    /// Answers lines until there are no more. Calls are answered one after the other.
    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        PrintStream out = System.out;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Said said = Said.about(JsonDocument.of(line).root());
            if (said.expected()) {
                said.writeTo(out);
                out.write('\n');
                out.flush();
            }
        }
    }

    /// What is answered: the start, so many bytes of text, the end. The id comes last, as some servers write it.
    private record Said(boolean expected, String start, int bytes, String end) {
        static Said about(JsonValue message) {
            if (message.get("id").isEmpty()) {
                return new Said(false, "", 0, "");
            }
            String end =
                    ",\"jsonrpc\":\"2.0\",\"id\":" + message.get("id").get().json() + "}";
            return switch (message.string("method").orElse("")) {
                case "initialize" ->
                    new Said(
                            true,
                            "{\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                                    + "\"serverInfo\":{\"name\":\"large\",\"version\":\"1\"}}",
                            0,
                            end);
                case "tools/list" ->
                    new Said(
                            true,
                            "{\"result\":{\"tools\":[{\"name\":\"text\",\"inputSchema\":{\"type\":\"object\","
                                    + "\"properties\":{\"bytes\":{\"type\":\"integer\"}}}}]}",
                            0,
                            end);
                case "tools/call" ->
                    new Said(
                            true,
                            "{\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"",
                            Integer.parseInt(message.get("params")
                                    .flatMap(params -> params.get("arguments"))
                                    .flatMap(given -> given.get("bytes"))
                                    .orElseThrow()
                                    .json()),
                            "\"}]}" + end);
                default -> new Said(true, "{\"error\":{\"code\":-32601,\"message\":\"unknown\"}", 0, end);
            };
        }

        long length() {
            return (long) start.length() + bytes + end.length();
        }

        void writeTo(OutputStream out) throws IOException {
            out.write(start.getBytes(US_ASCII));
            for (int left = bytes; left > 0; left -= PIECE.length) {
                out.write(PIECE, 0, Math.min(left, PIECE.length));
            }
            out.write(end.getBytes(US_ASCII));
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonValue message = JsonDocument.of(new String(exchange.getRequestBody().readAllBytes(), UTF_8))
                .root();
        Said said = Said.about(message);
        if (!said.expected()) {
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
            return;
        }
        boolean stream = way == Way.EVENT_STREAM;
        exchange.getResponseHeaders().set("Content-Type", stream ? "text/event-stream" : "application/json");
        exchange.sendResponseHeaders(200, way == Way.LENGTH_DECLARED ? said.length() : 0);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write((stream ? "data: " : "").getBytes(US_ASCII));
            said.writeTo(out);
            out.write((stream ? "\n\n" : "").getBytes(US_ASCII));
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
