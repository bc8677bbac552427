package io.tidegate.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Does the client read every framing of an answer, and refuse what could be read in two ways?
class AnswerShapesTest extends ClientFixture {
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
