package io.tidegate.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Does the client read every framing of an answer, and refuse what could be read in two ways?
class AnswerShapesTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private HttpClient client;

    @BeforeEach
    void open() throws IOException {
        client = new HttpClient(ClientSettings.standard());
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static URI url(int port) {
        return URI.create("http://127.0.0.1:" + port + "/p?q=1");
    }

    private static ClientRequest post(int port) {
        return new ClientRequest("POST", url(port), Headers.of("x", "y"), Servers.bytes("body"));
    }

    private String text(ClientRequest request) throws HttpFailure {
        try (ClientResponse response = client.send(request, SOON)) {
            return response.status() + " "
                    + new String(response.body(1 << 20), java.nio.charset.StandardCharsets.ISO_8859_1);
        }
    }

    private static String request(RawPeer peer) throws IOException {
        return peer.answer();
    }

    private static HttpFailure failure(CheckedCall call) {
        try {
            call.run();
        } catch (HttpFailure thrown) {
            return thrown;
        }
        throw new AssertionError("nothing failed");
    }

    private interface CheckedCall {
        void run() throws HttpFailure;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\no\r\n1;x=y\r\nk\r\n0\r\nt: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\nok",
                "HTTP/1.0 200 OK\r\n\r\nok",
                "HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nlink: x\r\n\r\nHTTP/1.1 200 Very Fine\r\nContent-Length:2\r\n\r\nok"
            })
    void readsAnswersOfEveryFraming(String answer) throws Exception {
        try (ServerSocket server = ScriptedServer.start((peer, _) -> {
            request(peer);
            for (int i = 0; i < answer.length(); i++) {
                peer.send(answer.substring(i, i + 1));
            }
        })) {
            assertThat(text(post(server.getLocalPort()))).isEqualTo("200 ok");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nx: a\r\n b\r\ncontent-length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\ncontent-length: 2\n\nok",
                "HTTP/1.1 200 OK\r\nx y: a\r\ncontent-length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\nok",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nok",
                "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n",
                "HTTP/2.0 200 OK\r\ncontent-length: 2\r\n\r\nok",
                "ICY 200 OK\r\ncontent-length: 2\r\n\r\nok",
                "<html>hello</html>\r\n\r\n"
            })
    void refusesMalformedAnswers(String answer) throws Exception {
        try (ServerSocket server = ScriptedServer.start((peer, _) -> {
            request(peer);
            peer.send(answer).rest();
        })) {
            assertThat(failure(() -> text(post(server.getLocalPort())))).isInstanceOf(HttpFailure.Malformed.class);
            assertThat(client.keptConnections()).isZero();
        }
    }

    @Test
    void failsOnABodyThatIsCutOff() throws Exception {
        try (ServerSocket server = ScriptedServer.start((peer, _) -> {
            request(peer);
            peer.send("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok");
        })) {
            assertThat(failure(() -> text(post(server.getLocalPort())))).isInstanceOf(HttpFailure.Gone.class);
        }
    }
}
