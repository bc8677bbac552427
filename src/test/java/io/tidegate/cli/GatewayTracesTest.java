package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tidegate.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does a call's span continue the caller's trace, and does the server's continue ours?
class GatewayTracesTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String OTHER_TRACE = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private static final String SPAN = "00f067aa0ba902b7";
    /// Sampled; a 2 added to the flags says that the trace's id is random.
    private static final Pattern PARENT = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-0[13]");

    @TempDir
    private Path folder;

    private final List<byte[]> received = new CopyOnWriteArrayList<>();
    private EchoServer echo;
    private HttpServer collector;

    @BeforeEach
    void serve() throws IOException {
        echo = EchoServer.start();
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            boolean squeezed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            var body = exchange.getRequestBody();
            received.add((squeezed ? new java.util.zip.GZIPInputStream(body) : body).readAllBytes());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
    }

    @AfterEach
    void stop() {
        collector.stop(0);
        echo.close();
    }

    private Started start(String traces) throws Exception {
        return Started.in(folder, traces + "servers:\n  echo: { url: \"" + echo.url() + "\" }\n");
    }

    private String on() {
        return "traces: { endpoint: \"http://127.0.0.1:"
                + collector.getAddress().getPort() + "\" }\n";
    }

    private JsonValue lastMeta() {
        return echo.called().getLast().get("_meta").orElseThrow();
    }

    private String[] told() {
        Matcher matcher = PARENT.matcher(lastMeta().string("traceparent").orElse("none"));
        assertThat(matcher.matches()).isTrue();
        return new String[] {matcher.group(1), matcher.group(2)};
    }

    /// Protobuf, looked at as bytes: ids stand in it as they are, and so does text.
    private boolean exported(String hex) {
        String wanted = new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
        return all().contains(wanted);
    }

    private String all() {
        StringBuilder all = new StringBuilder();
        received.forEach(body -> all.append(new String(body, StandardCharsets.ISO_8859_1)));
        return all.toString();
    }

    @Test
    void continuesTheTraceThatTheMessageNames() throws Exception {
        try (Started started = start(on())) {
            String body = started.call(
                    "echo",
                    ", \"traceparent\": \"00-" + TRACE + "-" + SPAN + "-01\"",
                    "traceparent",
                    "00-" + OTHER_TRACE + "-" + SPAN + "-01");
            assertThat(body).contains("done");
            String[] told = told();
            assertThat(told[0]).isEqualTo(TRACE);
            assertThat(told[1]).isNotEqualTo(SPAN);
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> exported(told[1]));
            assertThat(exported(TRACE)).isTrue();
            assertThat(exported(SPAN)).isTrue();
            assertThat(exported(OTHER_TRACE)).isFalse();
            assertThat(all())
                    .contains("tools/call", "tidegate.server", "tidegate.tool", "tidegate.outcome", "released")
                    .doesNotContain("anonymous");
        }
    }

    @Test
    void continuesTheTraceOfTheHeader() throws Exception {
        try (Started started = start(on())) {
            started.call(
                    "echo", ", \"traceparent\": \"00-nonsense\"", "traceparent", "00-" + TRACE + "-" + SPAN + "-01");
            assertThat(told()[0]).isEqualTo(TRACE);
        }
    }

    @Test
    void beginsATraceWhereNoneIsNamed() throws Exception {
        try (Started started = start(on())) {
            started.call("echo", "");
            assertThat(told()[0]).isNotEqualTo(TRACE);
        }
    }

    @Test
    void tellsTheReasonOfARefusal() throws Exception {
        try (Started started = start(on())) {
            started.call("no-such-tool", "");
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> all().contains("unknown-tool"));
            assertThat(all()).contains("refused").doesNotContain("no-such-tool");
        }
    }

    private static HttpResponse<String> post(HttpClient client, Started started, String session, String body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + started.gateway().address().getPort() + "/mcp"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!session.isEmpty()) {
            request.header("Mcp-Session-Id", session).header("MCP-Protocol-Version", "2025-11-25");
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void tracesEveryMethod() throws Exception {
        try (Started started = start(on());
                HttpClient client = HttpClient.newHttpClient()) {
            for (String method : List.of("tools/list", "ping", "resources/read", "tidegate/none")) {
                String span = "00f067aa0ba9020" + method.length() % 10;
                String request = """
                        {"jsonrpc":"2.0","id":1,"method":"%s","params":{"uri":"private:///x","protocolVersion":"2025-11-25",
                         "_meta":{"traceparent":"00-%s-%s-01"}}}""".formatted(method, TRACE, span);
                String session = post(client, started, "", """
                                {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",
                                 "capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""")
                        .headers()
                        .firstValue("Mcp-Session-Id")
                        .orElseThrow();
                post(client, started, session, request);
                Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> exported(span));
            }
            assertThat(all())
                    .contains("tools/list", "ping", "resources/read", "unknown method", "unknown-method")
                    .doesNotContain("tidegate/none", "private:");
        }
    }

    @Test
    void endsTheSpanOfACallWhoseIdIsInUse() throws Exception {
        try (Started started = start(on());
                HttpClient client = HttpClient.newHttpClient();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String session = post(client, started, "", """
                            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",
                             "capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""")
                    .headers()
                    .firstValue("Mcp-Session-Id")
                    .orElseThrow();
            String call = "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\"}}";
            CountDownLatch held = echo.hold();
            Future<?> first = threads.submit(() -> post(client, started, session, call));
            Awaitility.await().until(() -> !echo.called().isEmpty());

            assertThat(post(client, started, session, call).body()).contains("in use");

            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> all().contains("malformed"));
            held.countDown();
            first.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void carriesTheCallersContextUntouchedWhereTracingIsOff() throws Exception {
        try (Started started = start("")) {
            String parent = "00-" + TRACE + "-" + SPAN + "-01";
            started.call("echo", ", \"traceparent\": \"" + parent + "\", \"baggage\": \"a=1\"");
            assertThat(lastMeta().string("traceparent")).hasValue(parent);
            assertThat(lastMeta().string("baggage")).hasValue("a=1");
            assertThat(received).isEmpty();
        }
    }

    @Test
    void dropsContextThatIsTooLong() throws Exception {
        try (Started started = start(on())) {
            started.call(
                    "echo",
                    ", \"baggage\": \"a=" + "x".repeat(600) + "\", \"tracestate\": \"a=" + "y".repeat(600) + "\"");
            assertThat(lastMeta().get("baggage")).isEmpty();
            assertThat(lastMeta().get("tracestate")).isEmpty();
            told();
        }
    }

    @Test
    void goesOnWithoutItsCollector() throws Exception {
        try (Started started = start(on())) {
            collector.stop(0);
            assertThat(started.call("echo", "")).contains("done");
        }
    }
}
