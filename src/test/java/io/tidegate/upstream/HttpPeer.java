package io.tidegate.upstream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An MCP server over HTTP that does what a test tells it to. It shares no code with what it is called by.
public final class HttpPeer implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /// What is done with one message, or with a GET (whose message is missing).
    public interface Script {
        void play(Turn turn) throws IOException;
    }

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Map<String, BlockingQueue<JsonNode>> replies = new ConcurrentHashMap<>();
    private final List<JsonNode> heard = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final List<String> lost = new CopyOnWriteArrayList<>();
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    public HttpPeer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        on("server/discover", turn -> turn.error(-32601, "unknown"));
        on("tools/list", turn -> turn.result("{\"tools\":[{\"name\":\"t\",\"inputSchema\":{}}]}"));
        http.start();
    }

    /// A server of the older era with these capabilities.
    public static HttpPeer legacy(String capabilities) throws IOException {
        HttpPeer peer = new HttpPeer();
        peer.on("initialize", turn -> {
            turn.header("Mcp-Session-Id", "session-" + peer.sessions.incrementAndGet());
            turn.result("{\"protocolVersion\":\"2025-11-25\",\"capabilities\":" + capabilities
                    + ",\"serverInfo\":{\"name\":\"peer\",\"version\":\"1\"},\"instructions\":\"be kind\"}");
        });
        return peer;
    }

    /// A server of 2026-07-28 with these capabilities.
    public static HttpPeer modern(String capabilities) throws IOException {
        HttpPeer peer = new HttpPeer();
        peer.on(
                "server/discover",
                turn -> turn.result("{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":" + capabilities
                        + ",\"instructions\":\"be brief\"}"));
        return peer;
    }

    public HttpPeer on(String method, Script script) {
        scripts.put(method, script);
        return this;
    }

    /// What is done with what the client answers.
    public HttpPeer onReply(Script script) {
        return on("", script);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/mcp");
    }

    /// All messages that came, in their order.
    public List<JsonNode> heard() {
        return heard;
    }

    public List<JsonNode> heard(String method) {
        return heard.stream()
                .filter(message -> message.path("method").asString("").equals(method))
                .toList();
    }

    /// The last message that came, as it came.
    public String lastBody() {
        return bodies.getLast();
    }

    /// The sessions that were ended with DELETE.
    public List<String> ended() {
        return ended;
    }

    /// From now on it does not know that session.
    public HttpPeer lose(String session) {
        lost.add(session);
        return this;
    }

    /// How many exchanges it is in the middle of.
    public int open() {
        return open.get();
    }

    /// One exchange.
    public final class Turn {
        private final HttpExchange exchange;
        private final JsonNode message;
        private boolean streaming;

        Turn(HttpExchange exchange, JsonNode message) {
            this.exchange = exchange;
            this.message = message;
        }

        public JsonNode message() {
            return message;
        }

        public Optional<String> header(String name) {
            return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
        }

        public void header(String name, String value) {
            exchange.getResponseHeaders().set(name, value);
        }

        /// Of the address that was asked for; empty where it has none.
        public String query() {
            String query = exchange.getRequestURI().getRawQuery();
            return query == null ? "" : query;
        }

        public String id() {
            return message.path("id").toString();
        }

        /// The id of the last request of that method, whoever's.
        public String lastId(String method) {
            return heard(method).getLast().path("id").toString();
        }

        public void status(int status) throws IOException {
            exchange.sendResponseHeaders(status, -1);
        }

        public void result(String json) throws IOException {
            last("\"result\":" + json);
        }

        public void error(int code, String text) throws IOException {
            failure("{\"code\":" + code + ",\"message\":\"" + text + "\"}");
        }

        public void failure(String json) throws IOException {
            last("\"error\":" + json);
        }

        private void last(String outcome) throws IOException {
            String json = "{\"jsonrpc\":\"2.0\",\"id\":" + id() + "," + outcome + "}";
            if (streaming) {
                event(json);
                return;
            }
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            header("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }

        /// Whatever it is.
        public void answer(int status, String type, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            header("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }

        public void event(String json) throws IOException {
            raw("data: " + json + "\n\n");
        }

        public void raw(String text) throws IOException {
            raw(text.getBytes(StandardCharsets.UTF_8));
        }

        public void raw(byte[] bytes) throws IOException {
            if (!streaming) {
                streaming = true;
                header("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 0);
            }
            OutputStream out = exchange.getResponseBody();
            synchronized (this) {
                out.write(bytes);
                out.flush();
            }
        }

        public void notify(String method, String params) throws IOException {
            event("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + "}");
        }

        /// Asks the client for something.
        public void ask(String id, String method, String params) throws IOException {
            replies.computeIfAbsent(id, _ -> new ArrayBlockingQueue<>(4));
            event("{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"" + method + "\",\"params\":" + params
                    + "}");
        }

        /// What the client said to that: the whole message.
        public JsonNode answer(String id) throws IOException {
            try {
                JsonNode said = replies.computeIfAbsent(id, _ -> new ArrayBlockingQueue<>(4))
                        .poll(20, TimeUnit.SECONDS);
                if (said == null) {
                    throw new IOException("no answer");
                }
                return said;
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
        }

        /// Says nothing until the peer is closed.
        public void keepSilent() throws IOException {
            try {
                closed.await();
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
        }

        /// Until the peer is closed or the client hangs up.
        public void hold() throws IOException {
            try {
                while (!closed.await(20, TimeUnit.MILLISECONDS)) {
                    raw(": still here\n\n");
                }
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        open.incrementAndGet();
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            bodies.add(body);
            Turn turn = new Turn(exchange, MAPPER.readTree(body));
            String session = turn.header("Mcp-Session-Id").orElse("");
            if (lost.contains(session)) {
                turn.status(404);
            } else if (exchange.getRequestMethod().equals("DELETE")) {
                ended.add(session);
                turn.status(200);
            } else if (exchange.getRequestMethod().equals("GET")) {
                scripts.getOrDefault("GET", missing -> missing.status(405)).play(turn);
            } else {
                post(turn);
            }
        } finally {
            open.decrementAndGet();
        }
    }

    private void post(Turn turn) throws IOException {
        heard.add(turn.message());
        String method = turn.message().path("method").asString("");
        if (method.isEmpty()) {
            scripts.getOrDefault("", reply -> reply.status(202)).play(turn);
            boolean _ = replies.computeIfAbsent(
                            turn.message().path("id").asString(""), _ -> new ArrayBlockingQueue<>(4))
                    .offer(turn.message());
        } else if (turn.message().path("id").isMissingNode()) {
            turn.status(202);
        } else {
            scripts.getOrDefault(method, unknown -> unknown.error(-32601, "unknown"))
                    .play(turn);
        }
    }

    /// Dies.
    public void end() {
        close();
    }

    @Override
    public void close() {
        closed.countDown();
        http.stop(0);
        threads.shutdownNow();
    }
}
