package io.tidegate.front;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.http.ClientSettings;
import io.tidegate.http.EventStream;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpClient;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import io.tidegate.http.HttpServer;
import io.tidegate.http.ServerSettings;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Does the way over standard input and output carry every message, with the headers of its era? Against a gateway that
/// is played by the test.
@Timeout(30)
class StdioFrontTest {
    private static final String MODERN = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}";
    private static final Headers JSON = Headers.of("Content-Type", "application/json");
    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":"init","method":"initialize","params":{"protocolVersion":"2025-06-18"}}""";

    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private final CountDownLatch hungUp = new CountDownLatch(1);
    private final CountDownLatch listening = new CountDownLatch(1);
    private final CountDownLatch news = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch pipelined = new CountDownLatch(1);
    private volatile String knownSession = "first";
    private HttpServer gateway;
    private HttpClient client;
    private Thread front = Thread.ofVirtual().unstarted(() -> {});
    private OutputStream in;
    private BufferedReader out;

    /// A request as the gateway saw it.
    private record Seen(String method, Headers headers, JsonValue body) {}

    StdioFrontTest() throws IOException {
        gateway = new HttpServer(
                ServerSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), this::play);
        client = new HttpClient(ClientSettings.standard());
        Pipe input = Pipe.open();
        Pipe output = Pipe.open();
        in = Channels.newOutputStream(input.sink());
        out = new BufferedReader(
                new InputStreamReader(Channels.newInputStream(output.source()), StandardCharsets.UTF_8));
        gateway.start();
        URI url = URI.create("http://127.0.0.1:" + gateway.address().getPort() + "/mcp");
        front = Thread.ofVirtual().unstarted(() -> {
            try {
                new StdioFront(
                                url,
                                Headers.of("Authorization", "Bearer k"),
                                client,
                                Channels.newInputStream(input.source()),
                                Channels.newOutputStream(output.sink()))
                        .run();
                ended.countDown();
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        });
    }

    @BeforeEach
    void start() {
        front.start();
    }

    @AfterEach
    void stop() throws Exception {
        in.close();
        assertThat(ended.await(15, TimeUnit.SECONDS)).isTrue();
        client.close();
        gateway.stop(Duration.ZERO);
    }

    private void play(HttpExchange exchange) throws HttpFailure {
        if (exchange.method().equals("GET")) {
            listen(exchange);
            return;
        }
        if (exchange.method().equals("DELETE")) {
            exchange.respond(204, Headers.none(), new byte[0]);
            return;
        }
        JsonValue body = JsonDocument.of(new String(exchange.body(1 << 20), StandardCharsets.UTF_8))
                .root();
        String method = body.string("method").orElse("");
        seen.add(new Seen(method, exchange.headers(), body));
        String id = body.get("id").map(JsonValue::json).orElse("");
        boolean lost = exchange.headers()
                .first("Mcp-Session-Id")
                .filter(session -> !session.equals(knownSession))
                .isPresent();
        if (lost) {
            exchange.respond(
                    404, JSON, bytes("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":1,\"message\":\"gone\"}}"));
            return;
        }
        switch (method) {
            case "initialize" -> {
                if (id.equals("\"slow\"")) {
                    await(pipelined);
                }
                exchange.respond(
                        200,
                        JSON.and("Mcp-Session-Id", knownSession),
                        bytes(result(id, "{\"protocolVersion\":\"2025-06-18\"}")));
            }
            case "pretty" ->
                exchange.respond(200, JSON, bytes("{\"jsonrpc\":\"2.0\",\r\n\"id\":" + id + ",\n\"result\":{}}\n"));
            case "stream" -> stream(exchange, id);
            case "endless" -> endless(exchange, id);
            case "refuse" ->
                exchange.respond(
                        401,
                        JSON,
                        bytes("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":1403,\"message\":\"no\"}}"));
            case "page" -> exchange.respond(200, Headers.of("Content-Type", "text/html"), bytes("<html>"));
            case "notifications/initialized", "notifications/cancelled" ->
                exchange.respond(202, Headers.none(), new byte[0]);
            default -> exchange.respond(200, JSON, bytes(result(id, "{}")));
        }
    }

    private void listen(HttpExchange exchange) throws HttpFailure {
        try (EventStream events = exchange.events(Headers.none())) {
            exchange.onDisconnect(news::countDown);
            events.comment();
            listening.countDown();
            news.await();
            events.send(bytes("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}"));
            hungUp.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stream(HttpExchange exchange, String id) throws HttpFailure {
        try (EventStream events = exchange.events(Headers.none())) {
            events.send(
                    bytes("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progress\":1}}"));
            events.send(bytes(result(id, "{\"done\":true}")));
        }
    }

    private void endless(HttpExchange exchange, String id) throws HttpFailure {
        exchange.onDisconnect(hungUp::countDown);
        await(hungUp);
        exchange.respond(200, JSON, bytes(result(id, "{}")));
    }

    @Test
    void keepsSessionOfStatefulClientAndPassesOnWhatGatewaySays() throws Exception {
        say(INITIALIZE);
        assertThat(heard().string("id")).hasValue("init");
        assertThat(next().headers().has("MCP-Protocol-Version")).isFalse();
        say("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}");
        assertThat(heard().get("id").orElseThrow().json()).isEqualTo("2");
        Headers headers = next().headers();
        assertThat(headers.only("Mcp-Session-Id")).hasValue("first");
        assertThat(headers.only("MCP-Protocol-Version")).hasValue("2025-06-18");
        assertThat(headers.only("Authorization")).hasValue("Bearer k");
        assertThat(listening.await(10, TimeUnit.SECONDS)).isTrue();
        news.countDown();
        assertThat(heard().string("method")).hasValue("notifications/tools/list_changed");
        hungUp.countDown();
    }

    /// What follows `initialize` in one write needs the session that its answer opens.
    @Test
    void holdsBackWhatIsPipelinedBehindInitialize() throws Exception {
        say(INITIALIZE.replace("\"init\"", "\"slow\"") + """

                {"jsonrpc":"2.0","method":"notifications/initialized"}
                {"jsonrpc":"2.0","id":2,"method":"tools/list"}""");
        assertThat(next().method()).isEqualTo("initialize");
        pipelined.countDown();
        assertThat(heard().string("id")).hasValue("slow");
        Seen initialized = next();
        assertThat(initialized.method()).isEqualTo("notifications/initialized");
        assertThat(initialized.headers().only("Mcp-Session-Id")).hasValue("first");
        Seen listed = next();
        assertThat(listed.method()).isEqualTo("tools/list");
        assertThat(listed.headers().only("Mcp-Session-Id")).hasValue("first");
        assertThat(heard().get("id").orElseThrow().json()).isEqualTo("2");
        hungUp.countDown();
        news.countDown();
    }

    @Test
    void opensSessionAgainWhenGatewayLostIt() throws Exception {
        say(INITIALIZE);
        heard();
        knownSession = "second";
        say("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}");
        assertThat(heard().get("result")).isPresent();
        hungUp.countDown();
        news.countDown();
    }

    @Test
    void repeatsBodyOfStatelessRequestInHeaders() throws Exception {
        say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"caf\u00e9\"," + MODERN
                + "}}");
        heard();
        Headers headers = next().headers();
        assertThat(headers.only("MCP-Protocol-Version")).hasValue("2026-07-28");
        assertThat(headers.only("Mcp-Method")).hasValue("tools/call");
        assertThat(headers.only("Mcp-Name")).hasValue("=?base64?Y2Fmw6k=?=");
        assertThat(headers.has("Mcp-Session-Id")).isFalse();
    }

    @Test
    void cancelsStatelessRequestByHangingUp() throws Exception {
        say("{\"jsonrpc\":\"2.0\",\"id\":\"long\",\"method\":\"endless\",\"params\":{" + MODERN + "}}");
        next();
        say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"long\"}}");
        assertThat(hungUp.await(10, TimeUnit.SECONDS)).isTrue();
        say("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\",\"params\":{" + MODERN + "}}");
        assertThat(heard().get("id").orElseThrow().json()).isEqualTo("3");
        assertThat(next().method()).isEqualTo("ping");
    }

    @Test
    void passesStatefulCancellationOn() throws Exception {
        say("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"endless\"}");
        next();
        say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}");
        assertThat(next().method()).isEqualTo("notifications/cancelled");
        assertThat(hungUp.getCount()).isOne();
        hungUp.countDown();
        heard();
    }

    @Test
    void answersOutOfOrderAndMessageByMessage() throws Exception {
        say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"endless\"}");
        next();
        say("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"stream\"}");
        assertThat(heard().string("method")).hasValue("notifications/progress");
        assertThat(heard().get("result").orElseThrow().json()).isEqualTo("{\"done\":true}");
        say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
        assertThat(told(heard())).contains("in use");
        hungUp.countDown();
        heard();
    }

    @Test
    void writesNothingButMessagesEachOnOneLine() throws Exception {
        say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"pretty\"}");
        assertThat(heard().get("id").orElseThrow().json()).isEqualTo("1");
        say("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"page\"}");
        assertThat(told(heard())).contains("is no gateway");
        say("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"refuse\"}");
        JsonValue refused = heard();
        assertThat(refused.get("id").orElseThrow().json()).isEqualTo("3");
        assertThat(told(refused)).isEqualTo("no");
        say("rubbish");
        assertThat(told(heard())).contains("not JSON");
        say("");
        say("[]");
        assertThat(told(heard())).contains("no message");
    }

    @Test
    void tellsThatGatewayIsAwayAndGoesOnWhenItIsBack() throws Exception {
        gateway.stop(Duration.ZERO);
        for (int id = 1; id <= 2; id++) {
            say("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/list\"}");
            JsonValue answer = heard();
            assertThat(answer.get("id").orElseThrow().json()).isEqualTo(Integer.toString(id));
            // the first may still find a connection that breaks under it; then nobody can say whether it arrived
            assertThat(told(answer)).contains("The gateway at");
            assertThat(id == 1 || told(answer).contains("can't be reached. Start it with `tidegate serve`"))
                    .isTrue();
        }
        gateway = new HttpServer(ServerSettings.on(gateway.address()), this::play);
        gateway.start();
        say("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/list\"}");
        assertThat(heard().get("result")).isPresent();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static String told(JsonValue message) {
        return message.get("error").flatMap(error -> error.string("message")).orElse("");
    }

    private void say(String line) throws IOException {
        in.write(bytes(line + "\n"));
        in.flush();
    }

    private JsonValue heard() throws IOException {
        return JsonDocument.of(out.readLine()).root();
    }

    /// The next request that reached the gateway, greetings aside.
    private Seen next() throws InterruptedException {
        Seen next = seen.poll(10, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private static String result(String id, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
