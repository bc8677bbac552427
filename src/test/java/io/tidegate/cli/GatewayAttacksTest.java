package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.audit.RecordKind;
import io.tidegate.call.Reason;
import io.tidegate.cli.RawRequest.Answer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Does a request of a wrong shape end as it must on the wire, in one record of the trail, and at no server? The whole
/// gateway, from the socket on; what well-formed calls may do is in `AttacksTest`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayAttacksTest {
    /// Of one address only twenty in a second get a record of their own.
    private static final Duration APART = Duration.ofMillis(60);

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int BODY_MAX = 64 << 10;

    private EchoServer echo;
    private Started started;
    private int recorded;
    private int asked;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        echo = EchoServer.start();
        started = Started.in(
                folder, "limits: { request-bytes: 64KiB }\nservers:\n  echo: { url: \"" + echo.url() + "\" }\n");
        // what the requests here are made from is in order
        assertThat(RawRequest.call().send(started.gateway().address()).status()).isEqualTo(200);
        assertThat(echo.called()).hasSize(1);
        echo.called().clear();
    }

    @AfterAll
    void stop() {
        started.close();
        echo.close();
    }

    /// Of one address so many are recorded one by one in a second; the test stays below it.
    @BeforeEach
    void keepPace() throws InterruptedException {
        if (++asked % 15 == 0) {
            TimeUnit.MILLISECONDS.sleep(1_050);
        }
    }

    @BeforeEach
    void count() throws IOException {
        recorded = started.records(RecordKind.SEALED, RecordKind.REFUSED).size();
    }

    @AfterEach
    void noServerSawAnything() {
        assertThat(echo.called()).isEmpty();
    }

    private static Arguments wrong(String name, RawRequest request, int status, Reason reason) {
        return Arguments.of(name, request, status, reason);
    }

    static Stream<Arguments> contradictions() {
        RawRequest call = RawRequest.call();
        Reason mismatch = Reason.HEADER_MISMATCH;
        return Stream.of(
                wrong("another method", call.but("Mcp-Method", "tools/list"), 400, mismatch),
                wrong("no method", call.without("Mcp-Method"), 400, mismatch),
                wrong("two methods", call.with("Mcp-Method", "tools/call"), 400, mismatch),
                wrong("another name", call.but("Mcp-Name", "other"), 400, mismatch),
                wrong("no name", call.without("Mcp-Name"), 400, mismatch),
                wrong("two names", call.with("Mcp-Name", "other"), 400, mismatch),
                wrong("another name, encoded", call.but("Mcp-Name", "=?base64?b3RoZXI=?="), 400, mismatch),
                wrong("an older version", call.but("MCP-Protocol-Version", "2025-11-25"), 400, mismatch),
                wrong("no version", call.without("MCP-Protocol-Version"), 400, mismatch),
                wrong("two versions", call.with("MCP-Protocol-Version", "2025-11-25"), 400, mismatch),
                wrong(
                        "a version that is not there",
                        call.but("MCP-Protocol-Version", "2030-01-01").saying("2026-07-28", "2030-01-01"),
                        400,
                        Reason.UNSUPPORTED_VERSION),
                wrong(
                        "a newer header on an older body",
                        RawRequest.old("tools/call", "\"name\": \"echo\"").with("MCP-Protocol-Version", "2026-07-28"),
                        400,
                        Reason.MALFORMED),
                wrong(
                        "no version that is spoken",
                        RawRequest.old("tools/call", "\"name\": \"echo\"").with("MCP-Protocol-Version", "1"),
                        400,
                        Reason.UNSUPPORTED_VERSION),
                wrong("a path where nothing is served", call.to("/mcp/nobody"), 404, Reason.NOT_SERVED),
                wrong("another host", call.with("Host", "evil.example.com"), 403, Reason.HOST_NOT_ALLOWED),
                wrong(
                        "a page's origin",
                        call.with("Origin", "https://evil.example.com"),
                        403,
                        Reason.ORIGIN_NOT_ALLOWED));
    }

    static Stream<Arguments> bodies() {
        RawRequest call = RawRequest.call();
        Reason malformed = Reason.MALFORMED;
        String deep = "[".repeat(100) + "]".repeat(100);
        String bottomless = "{\"a\":".repeat(10_000);
        return Stream.of(
                wrong("text", call.but("Content-Type", "text/plain"), 400, malformed),
                wrong("a form", call.but("Content-Type", "application/x-www-form-urlencoded"), 400, malformed),
                wrong("json's cousin", call.but("Content-Type", "application/json-seq"), 400, malformed),
                wrong("no type", call.without("Content-Type"), 400, malformed),
                wrong("two types", call.with("Content-Type", "text/plain"), 400, malformed),
                wrong(
                        "cut utf-8",
                        call.saying("\"arguments\": {}", "\"arguments\": {\"a\": \"\u00e2\u0082\"}"),
                        400,
                        malformed),
                wrong(
                        "overlong utf-8",
                        call.saying("\"arguments\"", "\"\u00c0\u00af\": 1, \"arguments\""),
                        400,
                        malformed),
                wrong(
                        "a surrogate",
                        call.saying("\"arguments\"", "\"\u00ed\u00a0\u0080\": 1, \"arguments\""),
                        400,
                        malformed),
                wrong(
                        "two methods in the body",
                        call.saying("\"id\": 1", "\"id\": 1, \"method\": \"ping\""),
                        400,
                        malformed),
                wrong(
                        "two names in the body",
                        call.saying("\"name\": \"echo\"", "\"name\": \"x\", \"name\": \"echo\""),
                        400,
                        malformed),
                wrong(
                        "an escaped twin",
                        call.saying("\"name\": \"echo\"", "\"n\\u0061me\": \"x\", \"name\": \"echo\""),
                        400,
                        malformed),
                wrong(
                        "two arguments",
                        call.saying("\"arguments\": {}", "\"arguments\": {\"a\": 1, \"a\": 2}"),
                        400,
                        malformed),
                wrong("deep", call.saying("\"arguments\": {}", "\"arguments\": {\"a\": " + deep + "}"), 400, malformed),
                wrong("bottomless", call.body(bottomless), 400, malformed),
                wrong("a batch", call.body("[" + call.body() + "]"), 400, malformed),
                wrong("something after it", call.body(call.body() + "{}"), 400, malformed),
                wrong("a byte order mark", call.body("\u00ef\u00bb\u00bf" + call.body()), 400, malformed),
                wrong("nothing", call.body(""), 400, malformed),
                wrong("an id that is an object", call.saying("\"id\": 1", "\"id\": {}"), 400, malformed),
                wrong("more than may be", call.body(call.body() + " ".repeat(BODY_MAX)), 413, Reason.TOO_LARGE));
    }

    static Stream<Arguments> framings() {
        RawRequest call = RawRequest.call();
        Reason malformed = Reason.MALFORMED;
        return Stream.of(
                wrong("a gigabyte, told", call.with("Content-Length", "1073741824"), 413, Reason.TOO_LARGE),
                wrong("more than a number holds", call.with("Content-Length", "92233720368547758080"), 400, malformed),
                wrong("two lengths", call.with("Content-Length", "5").with("Content-Length", "6"), 400, malformed),
                wrong(
                        "length and chunks",
                        call.with("Content-Length", "5").with("Transfer-Encoding", "chunked"),
                        400,
                        malformed),
                wrong(
                        "a chunk that is none",
                        call.with("Transfer-Encoding", "chunked").body("zz\r\n{}\r\n0\r\n\r\n"),
                        400,
                        malformed),
                wrong("a folded header", call.with("X", "a\r\n b"), 400, malformed),
                wrong("a header with a control character", call.with("X", "a\u0000b"), 400, malformed));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"contradictions", "bodies", "framings"})
    void isRefusedAndRecordedOnce(String name, RawRequest request, int status, Reason reason) throws IOException {
        await().pollDelay(APART).until(() -> true);
        Answer answer = request.send(started.gateway().address());
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        JsonNode record = onlyRecord();
        assertThat(record.path("reason").asString()).isEqualTo(reason.code());
        assertThat(record.path("decision").asString()).isEqualTo("turned-away");
        assertThat(record.path("source").asString()).isEqualTo("127.0.0.1");
        if (answer.body().contains("io.tidegate/decision")) {
            assertThat(answer.body()).contains(record.path("call").asString());
        }
    }

    /// A name that no header and no terminal should see; both eras.
    @Test
    void refusesToolNamesWithControlCharacters() throws IOException {
        String encoded = Base64.getEncoder().encodeToString("echo\u0000\u001b[2J".getBytes(StandardCharsets.UTF_8));
        RawRequest modern = RawRequest.call()
                .saying("\"echo\"", "\"echo\\u0000\\u001b[2J\"")
                .but("Mcp-Name", "=?base64?" + encoded + "?=");
        RawRequest old = RawRequest.old("tools/call", "\"name\": \"echo\\r\\n\\u001b[2J\", \"arguments\": {}");
        for (RawRequest request : List.of(modern, old)) {
            count();
            Answer answer = request.send(started.gateway().address());
            assertThat(answer.body()).contains("unknown-tool").doesNotContain("\u001b", "[2J");
            JsonNode record = onlyRecord();
            assertThat(record.path("reason").asString()).isEqualTo("unknown-tool");
            assertThat(record.path("decision").asString()).isEqualTo("refused");
            assertThat(record.toString()).doesNotContain("\u001b");
        }
    }

    /// No length is told, and the client sends as long as it is let.
    @Test
    void refusesABodyThatDoesNotEnd() throws IOException {
        InetSocketAddress gateway = started.gateway().address();
        try (Socket socket = new Socket(gateway.getAddress(), gateway.getPort())) {
            socket.setSoTimeout(15_000);
            RawRequest request =
                    RawRequest.call().with("Transfer-Encoding", "chunked").body("");
            socket.getOutputStream().write(request.bytes(gateway.getPort()));
            long sent = flood(socket);
            assertThat(sent).as("bytes that could be sent").isLessThan(32L << 20);
            Answer answer = RawRequest.read(socket);
            assertThat(answer.status()).isIn(413, 0); // what was not read may cut the answer off
        }
        assertThat(onlyRecord().path("reason").asString()).isEqualTo("too-large");
    }

    private static long flood(Socket socket) {
        byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        long sent = 0;
        try {
            while (sent < 1L << 30) {
                socket.getOutputStream().write(chunk);
                sent += chunk.length;
            }
        } catch (IOException _) {
            return sent; // the gateway has had enough
        }
        return sent;
    }

    @Test
    void sessionIsSpokenInItsOwnVersionOnly() throws IOException {
        Answer opened = RawRequest.old("initialize", "\"protocolVersion\": \"2025-06-18\", \"capabilities\": {}")
                .send(started.gateway().address());
        String session = opened.session();
        RawRequest list = RawRequest.old("tools/list", "").with("Mcp-Session-Id", session);
        assertThat(list.send(started.gateway().address()).body()).contains("\"echo\"");
        assertThat(list.with("MCP-Protocol-Version", "2025-06-18")
                        .send(started.gateway().address())
                        .body())
                .contains("\"echo\"");
        count();
        // some clients name another one of their era, and are served in the session's
        assertThat(list.with("MCP-Protocol-Version", "2025-11-25")
                        .send(started.gateway().address())
                        .body())
                .contains("\"echo\"");
        count();
        Answer refused = list.with("MCP-Protocol-Version", "2030-01-01")
                .send(started.gateway().address());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(onlyRecord().path("reason").asString()).isEqualTo("unsupported-version");
    }

    private JsonNode onlyRecord() throws IOException {
        List<String> records = started.records(RecordKind.SEALED, RecordKind.REFUSED);
        assertThat(records).hasSize(recorded + 1);
        return MAPPER.readTree(records.getLast());
    }
}
