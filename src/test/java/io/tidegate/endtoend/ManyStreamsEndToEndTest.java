package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.endtoend.Gateway.Setup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What do two thousand clients that only listen cost, beside two hundred calls that take long? And what is left of
/// them when all of them vanish? Needs `/proc`.
@Tag("end-to-end")
final class ManyStreamsEndToEndTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Path MEASURED = Path.of("target", "many-streams.txt");
    private static final int STREAMS = 2_000;
    private static final int CALLS = 200;
    private static final long BYTES_MAX = 600L << 20;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int IDLE = 20; // sockets and threads that come and go: pools, the log, the trail

    @TempDir
    private Path folder = Path.of("");

    private final CountDownLatch answers = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void twoThousandStreamsAndTwoHundredSlowCallsFitAndLeaveNothing() throws Exception {
        HttpServer slow = server();
        Setup setup = Setup.open()
                .http("slow", URI.create("http://127.0.0.1:" + slow.getAddress().getPort() + "/mcp"))
                .keys("slow", "concurrency: 400")
                .more("limits: { connections: 5000, calls-per-user: 1000/s }");
        try (Gateway gateway = Gateway.asLaunched(setup, folder).awaitServer("slow");
                ExecutorService clients = Executors.newFixedThreadPool(32)) {
            vanish(clients, together(clients, 40, () -> listening(gateway))); // warm
            Awaitility.await().atMost(LIMIT).until(() -> connections(gateway) == 0);
            int files = files(gateway);
            int threads = threads(gateway);

            List<Socket> streams = together(clients, STREAMS, () -> listening(gateway));
            List<Socket> calls = together(clients, CALLS, () -> calling(gateway));
            Awaitility.await().atMost(LIMIT).until(() -> asked.get() == CALLS);
            assertThat(connections(gateway)).isGreaterThanOrEqualTo(STREAMS + CALLS);
            long bytes = memory(gateway, "VmHWM");
            Files.writeString(MEASURED, "most bytes in RAM: " + bytes + ", threads: " + threads(gateway) + "\n");
            assertThat(bytes).as("most bytes in RAM").isLessThan(BYTES_MAX);
            assertThat(ping(gateway)).as("others are served").contains(" 200 ");

            vanish(clients, streams);
            vanish(clients, calls);
            answers.countDown(); // clients with sessions may come back for their answers: only now the calls end
            Awaitility.await().atMost(LIMIT).until(() -> connections(gateway) == 0);
            Awaitility.await().atMost(LIMIT).untilAsserted(() -> {
                assertThat(threads(gateway)).as("threads").isLessThanOrEqualTo(threads + IDLE);
                assertThat(files(gateway)).as("open files").isLessThanOrEqualTo(files + IDLE);
            });
            assertThat(ping(gateway)).contains(" 200 ");
            assertThat(gateway.stop()).isIn(Gateway.STOPPED_CLEAN);
        } finally {
            slow.stop(0);
        }
    }

    /// Hanging up is how clients of the newer era give up: nothing waits for the server then.
    @Test
    void aServerThatIsSilentHoldsNothingOfClientsThatVanished() throws Exception {
        HttpServer silent = server();
        int port = silent.getAddress().getPort();
        Setup setup = Setup.open()
                .http("slow", URI.create("http://127.0.0.1:" + port + "/mcp"))
                .keys("slow", "concurrency: 400")
                .more("limits: { connections: 5000, calls-per-user: 1000/s }");
        try (Gateway gateway = Gateway.asLaunched(setup, folder).awaitServer("slow");
                ExecutorService clients = Executors.newFixedThreadPool(32)) {
            vanish(clients, together(clients, 1, () -> listening(gateway))); // warm
            Awaitility.await().atMost(LIMIT).until(() -> connections(gateway) == 0);
            int threads = threads(gateway);
            for (int round = 1; round <= 3; round++) {
                int before = asked.get();
                List<Socket> calls = together(clients, CALLS, () -> callingOnce(gateway));
                Awaitility.await().atMost(LIMIT).until(() -> asked.get() == before + CALLS);
                vanish(clients, calls);
                Awaitility.await().atMost(LIMIT).untilAsserted(() -> {
                    assertThat(connections(gateway)).as("of clients").isZero();
                    String remote = ":%04X".formatted(port);
                    assertThat(open("tcp", words -> words[2].endsWith(remote))
                                    + open("tcp6", words -> words[2].endsWith(remote)))
                            .as("to the server")
                            .isLessThanOrEqualTo(IDLE);
                    assertThat(threads(gateway)).as("threads").isLessThanOrEqualTo(threads + IDLE);
                });
            }
            assertThat(ping(gateway)).contains(" 200 ");
        } finally {
            answers.countDown();
            silent.stop(0);
        }
    }

    /// A call of a client of the newer era, under way.
    private static Socket callingOnce(Gateway gateway) throws IOException {
        Socket socket = connected(gateway);
        send(
                gateway,
                socket,
                "POST",
                "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: wait\r\n",
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"wait\",\"arguments\":{},"
                        + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}");
        return socket;
    }

    /// A session with its stream open.
    private static Socket listening(Gateway gateway) throws IOException {
        Socket socket = connected(gateway);
        String session = initialized(gateway, socket);
        send(gateway, socket, "GET", "Accept: text/event-stream\r\nMcp-Session-Id: " + session + "\r\n", "");
        assertThat(head(socket).getFirst()).contains(" 200 ");
        return socket;
    }

    /// A session with a call under way.
    private static Socket calling(Gateway gateway) throws IOException {
        Socket socket = connected(gateway);
        String session = initialized(gateway, socket);
        String call =
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"wait\",\"arguments\":{}}}";
        send(gateway, socket, "POST", "Mcp-Session-Id: " + session + "\r\n", call);
        return socket;
    }

    private static Socket connected(Gateway gateway) throws IOException {
        Socket socket = new Socket(gateway.url().getHost(), gateway.url().getPort());
        socket.setSoTimeout((int) LIMIT.toMillis());
        return socket;
    }

    private static String initialized(Gateway gateway, Socket socket) throws IOException {
        send(
                gateway,
                socket,
                "POST",
                "",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                        + "\"capabilities\":{},\"clientInfo\":{\"name\":\"many\",\"version\":\"1\"}}}");
        List<String> head = head(socket);
        socket.getInputStream().readNBytes(Integer.parseInt(header(head, "content-length")));
        return header(head, "mcp-session-id");
    }

    private static void send(Gateway gateway, Socket socket, String method, String headers, String body)
            throws IOException {
        String accept = method.equals("POST") ? "Accept: application/json, text/event-stream\r\n" : "";
        String request = method + " /mcp HTTP/1.1\r\nHost: " + gateway.url().getAuthority()
                + "\r\nContent-Type: application/json\r\n" + accept + headers + "Content-Length: " + body.length()
                + "\r\n\r\n" + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    /// The lines before the body, and nothing of it.
    private static List<String> head(Socket socket) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int letter = socket.getInputStream().read();
                letter >= 0;
                letter = socket.getInputStream().read()) {
            if (letter == '\n') {
                if (line.isEmpty()) {
                    return lines;
                }
                lines.add(line.toString());
                line.setLength(0);
            } else if (letter != '\r') {
                line.append((char) letter);
            }
        }
        throw new AssertionError("the answer ended within its head: " + lines);
    }

    private static String header(List<String> head, String name) {
        return head.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).trim())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no `" + name + "` in " + head));
    }

    private static String ping(Gateway gateway) throws IOException {
        return new String(
                RawHttp.post(gateway.url(), Map.of(), "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"),
                StandardCharsets.UTF_8);
    }

    private static List<Socket> together(ExecutorService clients, int count, Callable<Socket> client) throws Exception {
        List<Future<Socket>> coming = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            coming.add(clients.submit(client));
        }
        List<Socket> sockets = new ArrayList<>();
        for (Future<Socket> one : coming) {
            sockets.add(one.get());
        }
        return sockets;
    }

    /// Half of them say goodbye to the connection, the others are gone without a word.
    private static void vanish(ExecutorService clients, List<Socket> sockets) throws Exception {
        List<Future<?>> going = new ArrayList<>();
        for (int i = 0; i < sockets.size(); i++) {
            Socket socket = sockets.get(i);
            boolean abrupt = i % 2 == 0;
            going.add(clients.submit(() -> {
                if (abrupt) {
                    socket.setSoLinger(true, 0);
                }
                socket.close();
                return null;
            }));
        }
        for (Future<?> one : going) {
            one.get();
        }
    }

    /// Of all clients, as the system counts them.
    private static long connections(Gateway gateway) throws IOException {
        String local = ":%04X".formatted(gateway.url().getPort());
        return open("tcp", words -> words[1].endsWith(local)) + open("tcp6", words -> words[1].endsWith(local));
    }

    /// Connections that are not ended by both, of this table of the system's.
    private static long open(String table, Predicate<String[]> which) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/net/" + table))) {
            return lines.map(line -> line.trim().split("\\s+"))
                    .filter(words -> List.of("01", "08").contains(words[3]) && which.test(words))
                    .count();
        }
    }

    private static int files(Gateway gateway) throws IOException {
        try (Stream<Path> files =
                Files.list(Path.of("/proc/" + gateway.program().handle().pid() + "/fd"))) {
            return (int) files.count();
        }
    }

    /// Virtual ones too.
    private int threads(Gateway gateway) throws Exception {
        Path dump = folder.resolve("threads.json");
        Files.deleteIfExists(dump);
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(gateway.program().handle().pid()),
                        "Thread.dump_to_file",
                        "-format=json",
                        dump.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor()).as(said).isZero();
        int count = 0;
        for (JsonNode container :
                MAPPER.readTree(Files.readString(dump)).path("threadDump").path("threadContainers")) {
            count += container.path("threads").size();
        }
        return count;
    }

    private static long memory(Gateway gateway, String what) throws IOException {
        return Files.readString(Path.of("/proc/" + gateway.program().handle().pid() + "/status"))
                .lines()
                .filter(line -> line.startsWith(what + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .sum();
    }

    /// Speaks the older era, and answers calls when the test says so.
    private HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/mcp", this::answer);
        server.start();
        return server;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode message = MAPPER.readTree(exchange.getRequestBody().readAllBytes());
            String result =
                    switch (message.path("method").asString("")) {
                        case "initialize" ->
                            "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                                    + "\"serverInfo\":{\"name\":\"slow\",\"version\":\"1\"}}";
                        case "tools/list" -> "{\"tools\":[{\"name\":\"wait\",\"inputSchema\":{\"type\":\"object\"}}]}";
                        case "tools/call" -> {
                            asked.incrementAndGet();
                            await();
                            yield "{\"content\":[{\"type\":\"text\",\"text\":\"at last\"}]}";
                        }
                        default -> "";
                    };
            if (result.isEmpty()) {
                exchange.sendResponseHeaders(message.has("id") ? 404 : 202, -1);
                return;
            }
            byte[] body = ("{\"jsonrpc\":\"2.0\",\"id\":" + message.path("id") + ",\"result\":" + result + "}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void await() {
        try {
            answers.await();
        } catch (InterruptedException stopped) {
            throw new UncheckedIOException(new IOException(stopped));
        }
    }
}
