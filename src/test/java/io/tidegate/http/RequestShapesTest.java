package io.tidegate.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Is every request that two parsers could read differently refused?
class RequestShapesTest {
    private static final String HOST = "Host: a\r\n";
    private static final String NEXT = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Servers servers = new Servers();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = servers.start(Servers::echo);
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    static Stream<Arguments> refused() {
        String post = "POST / HTTP/1.1\r\n" + HOST;
        String get = "GET / HTTP/1.1\r\n" + HOST;
        return Stream.of(
                of(
                        "lengthAndEncoding",
                        post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        Defect.LENGTH_AND_ENCODING),
                of(
                        "encodingAndLength",
                        post + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
                        Defect.LENGTH_AND_ENCODING),
                of("differingLengths", post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", null),
                of("repeatedEqualLengths", post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", null),
                of("listOfLengths", post + "Content-Length: 5, 5\r\n\r\nhello", null),
                of("signedLength", post + "Content-Length: +5\r\n\r\nhello", null),
                of("negativeLength", post + "Content-Length: -5\r\n\r\nhello", null),
                of("hexLength", post + "Content-Length: 0x5\r\n\r\nhello", null),
                of("emptyLength", post + "Content-Length:\r\n\r\nhello", null),
                of("hugeLength", post + "Content-Length: 99999999999999999999\r\n\r\nhello", null),
                of("unknownEncoding", post + "Transfer-Encoding: gzip\r\n\r\n", Defect.TRANSFER_ENCODING),
                of("encodingAfterChunked", post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", null),
                of("encodingBeforeChunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", null),
                of(
                        "twoEncodings",
                        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        null),
                of("obscuredEncoding", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", Defect.TRANSFER_ENCODING),
                of(
                        "encodingInHttp10",
                        "POST / HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        null),
                of("spaceBeforeColon", get + "Transfer-Encoding : chunked\r\n\r\n", Defect.HEADER_NAME),
                of("foldedHeader", get + "X: a\r\n b\r\n\r\n", Defect.FOLDED_HEADER),
                of("foldedFirstHeader", "GET / HTTP/1.1\r\n X: a\r\n\r\n", Defect.FOLDED_HEADER),
                of("bareLfInHead", "GET / HTTP/1.1\nHost: a\n\n", Defect.BARE_LINE_BREAK),
                of("bareLfInHeader", get + "X: a\nY: b\r\n\r\n", Defect.BARE_LINE_BREAK),
                of("bareCrInHeader", get + "X: a\rY: b\r\n\r\n", Defect.BARE_LINE_BREAK),
                of("nulInValue", get + "X: a\0b\r\n\r\n", Defect.HEADER_VALUE),
                of("controlInValue", get + "X: a\u0001b\r\n\r\n", Defect.HEADER_VALUE),
                of("latin1InName", get + "X\u00e9: a\r\n\r\n", Defect.HEADER_NAME),
                of("noColon", get + "nonsense\r\n\r\n", Defect.HEADER_NAME),
                of("emptyName", get + ": a\r\n\r\n", Defect.HEADER_NAME),
                of("noHost", "GET / HTTP/1.1\r\n\r\n", Defect.HOST),
                of("twoHosts", get + HOST + "\r\n", Defect.HOST),
                of("hostWithPath", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", Defect.HOST),
                of("absoluteFormOfOtherHost", "GET http://b/ HTTP/1.1\r\n" + HOST + "\r\n", Defect.HOST),
                of("absoluteFormOfOtherScheme", "GET ftp://a/ HTTP/1.1\r\n" + HOST + "\r\n", Defect.TARGET),
                of("authorityForm", "CONNECT a:443 HTTP/1.1\r\n" + HOST + "\r\n", Defect.TARGET),
                of("relativeTarget", "GET index HTTP/1.1\r\n" + HOST + "\r\n", Defect.TARGET),
                of("fragmentInTarget", "GET /a#b HTTP/1.1\r\n" + HOST + "\r\n", Defect.TARGET),
                of("latin1InTarget", "GET /\u00e9 HTTP/1.1\r\n" + HOST + "\r\n", Defect.TARGET),
                of("twoSpaces", "GET  / HTTP/1.1\r\n" + HOST + "\r\n", Defect.START_LINE),
                of("spaceInTarget", "GET /a b HTTP/1.1\r\n" + HOST + "\r\n", Defect.START_LINE),
                of("spaceAtEnd", "GET / HTTP/1.1 \r\n" + HOST + "\r\n", Defect.START_LINE),
                of("noVersion", "GET /\r\n" + HOST + "\r\n", Defect.START_LINE),
                of("http2Preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Defect.VERSION),
                of("futureVersion", "GET / HTTP/1.2\r\n" + HOST + "\r\n", Defect.VERSION),
                of(
                        "tlsToPlain",
                        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
                        Defect.START_LINE),
                of(
                        "longRequestLine",
                        "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\n" + HOST + "\r\n",
                        Defect.START_LINE_TOO_LONG),
                of("largeHead", get + "X: " + "a".repeat(33_000) + "\r\n\r\n", Defect.HEAD_TOO_LARGE),
                of("manyHeaders", get + "X: a\r\n".repeat(100) + "\r\n", Defect.TOO_MANY_HEADERS),
                of("unknownExpectation", post + "Expect: magic\r\nContent-Length: 0\r\n\r\n", Defect.EXPECTATION),
                of("chunkSizeNotHex", post + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n", Defect.CHUNK),
                of(
                        "chunkSizeSigned",
                        post + "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
                        Defect.CHUNK),
                of(
                        "chunkSizeOverflow",
                        post + "Transfer-Encoding: chunked\r\n\r\nfffffffff\r\nhello\r\n0\r\n\r\n",
                        Defect.CHUNK),
                of(
                        "chunkLongerThanSaid",
                        post + "Transfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n",
                        Defect.CHUNK),
                of("chunkSizeBareLf", post + "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n", Defect.CHUNK),
                of("chunkEndBareLf", post + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\n0\r\n\r\n", Defect.CHUNK));
    }

    private static Arguments of(String name, String bytes, @org.jspecify.annotations.Nullable Defect defect) {
        return Arguments.of(name, bytes, java.util.Optional.ofNullable(defect));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesAndCloses(String name, String bytes, java.util.Optional<Defect> defect) throws IOException {
        try (RawPeer peer = RawPeer.connect(server.address())) {
            String answers = peer.send(bytes).send(NEXT).rest();

            assertThat(answers).doesNotContain("smuggled").doesNotContain(" 200 ");
            assertThat(answers).startsWith("HTTP/1.1 ").containsIgnoringCase("connection: close");
            assertThat(answers.split("HTTP/1.1 ", -1)).as("one answer").hasSize(2);
            assertThat(servers.defects).hasSize(1);
            defect.ifPresent(one -> assertThat(servers.defects).containsExactly(one));
            assertThat(answers)
                    .startsWith("HTTP/1.1 " + servers.defects.getFirst().status());
        }
    }

    @Test
    void acceptsAbsoluteFormOfTheSameHost() throws IOException {
        try (RawPeer peer = RawPeer.connect(server.address())) {
            assertThat(peer.send("GET http://A/x?y=1 HTTP/1.1\r\n" + HOST + "\r\n")
                            .answer())
                    .endsWith("GET /x [y=1] ");
        }
    }

    @Test
    void closesAfterHttp10() throws IOException {
        try (RawPeer peer = RawPeer.connect(server.address())) {
            assertThat(peer.send("GET /x HTTP/1.0\r\n\r\n" + NEXT).rest())
                    .contains("connection: close")
                    .endsWith("GET /x [] ")
                    .doesNotContain("smuggled");
        }
    }

    @Test
    void skipsBlankLinesBeforeARequest() throws IOException {
        try (RawPeer peer = RawPeer.connect(server.address())) {
            assertThat(peer.send("\r\nGET /x HTTP/1.1\r\n" + HOST + "\r\n").answer())
                    .endsWith("GET /x [] ");
        }
    }

    @Test
    void keepsHeadersAsSent() throws IOException {
        HttpServer shows = servers.start(exchange -> {
            Headers headers = exchange.headers();
            String text =
                    headers.all("x-A") + headers.name(1) + headers.only("x-a").isPresent() + headers.first("empty");
            exchange.respond(200, Headers.none(), Servers.bytes(text));
        });
        try (RawPeer peer = RawPeer.connect(shows.address())) {
            String sent = "GET / HTTP/1.1\r\n" + HOST + "X-a: \t caf\u00e9 \t \r\nx-A:2\r\nempty: \r\n\r\n";
            assertThat(peer.send(sent).answer()).endsWith("[caf\u00e9, 2]X-afalseOptional[]");
        }
    }

    @Test
    void refusesAfterAValidRequest() throws IOException {
        try (RawPeer peer = RawPeer.connect(server.address())) {
            String answers =
                    peer.send(NEXT + "GET / HTTP/1.1\r\nHost : a\r\n\r\n").rest();
            assertThat(answers).contains("GET /smuggled").contains("HTTP/1.1 400");
            assertThat(servers.defects).containsExactly(Defect.HEADER_NAME);
        }
    }
}
