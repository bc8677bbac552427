package io.tidegate.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Does the server answer in order, within its limits, and stop when told?
class HttpServerTest {
    private static final String GET = "GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Servers servers = new Servers();

    @AfterEach
    void stop() {
        servers.close();
    }

    private static String post(String headers, String body) {
        return "POST / HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body;
    }

    @Test
    void keepsTheConnectionForTheNextRequest() throws IOException {
        try (RawPeer peer = RawPeer.connect(servers.start(Servers::echo).address())) {
            assertThat(peer.send(GET).answer()).endsWith("GET /a [b=c] ").doesNotContain("connection:");
            assertThat(peer.send(post("Content-Length: 5\r\n", "hello")).answer())
                    .endsWith("POST / [] hello");
            assertThat(peer.send(GET.replace("\r\n\r\n", "\r\nConnection: x, Close\r\n\r\n"))
                            .rest())
                    .contains("connection: close");
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws IOException {
        try (RawPeer peer = RawPeer.connect(servers.start(Servers::echo).address())) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                all.append(post("Content-Length: 4\r\n", String.format("%04d", i)));
            }
            peer.send(all.toString());
            for (int i = 0; i < 50; i++) {
                assertThat(peer.answer()).endsWith(String.format("POST / [] %04d", i));
            }
        }
    }

    @Test
    void readsChunkedBodiesInAnyPieces() throws IOException {
        String request =
                post("Transfer-Encoding: chunked\r\n", "5;x=y\r\nhello\r\n00006\r\n world\r\n0\r\nT: x\r\n\r\n");
        try (RawPeer peer = RawPeer.connect(servers.start(Servers::echo).address())) {
            assertThat(peer.send(request + GET).answer()).endsWith("POST / [] hello world");
            assertThat(peer.answer()).endsWith("GET /a [b=c] ");
            for (int i = 0; i < request.length(); i++) {
                peer.send(request.substring(i, i + 1));
            }
            assertThat(peer.answer()).endsWith("POST / [] hello world");
        }
    }

    @Test
    void readsALargeBody() throws IOException {
        String large = "0123456789".repeat(50_000);
        try (RawPeer peer = RawPeer.connect(servers.start(Servers::echo).address())) {
            assertThat(peer.send(post("Content-Length: 500000\r\n", large) + GET)
                            .answer())
                    .endsWith("[] " + large);
            assertThat(peer.answer()).endsWith("GET /a [b=c] ");
        }
    }

    @Test
    void sendsNoBodyToHead() throws IOException {
        try (RawPeer peer = RawPeer.connect(servers.start(Servers::echo).address())) {
            assertThat(peer.send(GET.replace("GET", "HEAD")).until("\r\n\r\n")).contains("content-length: 14");
            assertThat(peer.send(GET).answer()).endsWith("GET /a [b=c] ").startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void asksForABodyThatWaitsToBeAskedFor() throws IOException {
        try (RawPeer peer = RawPeer.connect(servers.start(Servers::echo).address())) {
            peer.send(post("Content-Length: 5\r\nExpect: 100-continue\r\n", ""));
            assertThat(peer.until("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(peer.send("hello").answer()).endsWith("POST / [] hello");
        }
    }

    @Test
    void closesIfAWaitingBodyWasNotAskedFor() throws IOException {
        HttpServer server = servers.start(exchange -> exchange.respond(401, Headers.none(), new byte[0]));
        try (RawPeer peer = RawPeer.connect(server.address())) {
            assertThat(peer.send(post("Content-Length: 5\r\nExpect: 100-continue\r\n", ""))
                            .rest())
                    .startsWith("HTTP/1.1 401")
                    .doesNotContain("100 Continue");
        }
    }

    @Test
    void refusesADeclaredLengthOverTheLimitBeforeReading() throws IOException {
        try (RawPeer peer = RawPeer.connect(servers.start(Servers::echo).address())) {
            assertThat(peer.send(post("Content-Length: 1000000000000\r\n", "")).answer())
                    .startsWith("HTTP/1.1 413")
                    .contains("connection: close");
        }
    }

    @Test
    void refusesAChunkedBodyOverTheLimit() throws IOException {
        HttpServer server = servers.start(exchange -> {
            try {
                exchange.respond(200, Headers.none(), exchange.body(10));
            } catch (HttpFailure.TooLarge tooLarge) {
                exchange.respond(413, Headers.none(), Servers.bytes("max " + tooLarge.bytesMax()));
            }
        });
        try (RawPeer peer = RawPeer.connect(server.address())) {
            assertThat(peer.send(post("Transfer-Encoding: chunked\r\n", "a\r\n0123456789\r\n0\r\n\r\n"))
                            .answer())
                    .endsWith("0123456789");
            assertThat(peer.send(post("Transfer-Encoding: chunked\r\n", "b\r\n0123456789a\r\n0\r\n\r\n") + GET)
                            .answer())
                    .startsWith("HTTP/1.1 413")
                    .endsWith("max 10");
        }
    }

    @Test
    void dropsABodyThatNobodyRead() throws IOException {
        HttpServer server = servers.start(exchange -> exchange.respond(404, Headers.none(), new byte[0]));
        try (RawPeer peer = RawPeer.connect(server.address())) {
            assertThat(peer.send(post("Content-Length: 5\r\n", "hello") + GET).answer())
                    .startsWith("HTTP/1.1 404");
            assertThat(peer.answer()).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void answers500ForAHandlerThatThrowsOrSaysNothing() throws IOException {
        HttpServer server = servers.start(exchange -> {
            if (exchange.path().equals("/throw")) {
                throw new IllegalStateException("secret");
            }
        });
        try (RawPeer peer = RawPeer.connect(server.address())) {
            assertThat(peer.send(GET.replace("/a", "/throw")).answer())
                    .startsWith("HTTP/1.1 500")
                    .doesNotContain("secret");
            assertThat(peer.send(GET).answer()).startsWith("HTTP/1.1 500");
            assertThat(servers.failures).hasSize(2);
        }
    }

    @Test
    void refusesHeadersThatWouldSplitTheAnswer() throws IOException {
        List<Class<?>> thrown = new ArrayList<>();
        HttpServer server = servers.start(exchange -> {
            for (String[] bad :
                    new String[][] {{"x", "a\r\nb"}, {"x y", "a"}, {"content-length", "1"}, {"x", "\u0100"}}) {
                try {
                    exchange.respond(200, Headers.of(bad), new byte[0]);
                } catch (IllegalArgumentException refused) {
                    thrown.add(refused.getClass());
                }
            }
        });
        try (RawPeer peer = RawPeer.connect(server.address())) {
            peer.send(GET).answer();
            assertThat(thrown).hasSize(4);
        }
    }

    @Test
    void sendsEvents() throws IOException {
        HttpServer server = servers.start(exchange -> {
            EventStream stream = exchange.events(Headers.of("x", "y"));
            stream.send(Servers.bytes("{}"));
            stream.send(Servers.bytes("a\nb\r\nc\rd"), Optional.of("7"), Optional.of("message"));
            stream.comment();
        });
        try (RawPeer peer = RawPeer.connect(server.address())) {
            assertThat(peer.send(GET).until("\r\n\r\n"))
                    .contains("content-type: text/event-stream", "transfer-encoding: chunked", "x: y");
            assertThat(peer.until("0\r\n\r\n"))
                    .isEqualTo("0000000a\r\ndata: {}\n\n\r\n"
                            + "00000035\r\nevent: message\nid: 7\ndata: a\ndata: b\ndata: c\ndata: d\n\n\r\n"
                                    .replace("35", "36")
                            + "00000003\r\n:\n\n\r\n0\r\n\r\n");
            assertThat(peer.send(GET).until("\r\n\r\n")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void turnsAwayConnectionsBeyondTheLimit() throws IOException {
        ServerSettings one =
                servers.settings().withLimits(ServerLimits.standard().withConnectionsMax(1));
        HttpServer server = servers.start(one, Servers::echo);
        try (RawPeer first = RawPeer.connect(server.address())) {
            first.send(GET).answer();
            try (RawPeer second = RawPeer.connect(server.address())) {
                assertThat(second.rest()).startsWith("HTTP/1.1 503").contains("retry-after: 1");
            }
            assertThat(first.send(GET).answer()).startsWith("HTTP/1.1 200");
        }
        Awaitility.await().untilAsserted(() -> assertThat(server.connections()).isZero());
        try (RawPeer third = RawPeer.connect(server.address())) {
            assertThat(third.send(GET).answer()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void closesAfterTheMostRequestsOfAConnection() throws IOException {
        ServerSettings two =
                servers.settings().withLimits(ServerLimits.standard().withRequestsPerConnectionMax(2));
        try (RawPeer peer = RawPeer.connect(servers.start(two, Servers::echo).address())) {
            assertThat(peer.send(GET).answer()).doesNotContain("connection: close");
            assertThat(peer.send(GET + GET).rest())
                    .containsOnlyOnce("HTTP/1.1 200")
                    .contains("connection: close");
        }
    }

    @Test
    void letsRunningRequestsEndWhenStopping() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        HttpServer server = servers.start(exchange -> {
            if (exchange.path().equals("/slow")) {
                entered.countDown();
                await(release);
            }
            exchange.respond(200, Headers.none(), new byte[0]);
        });
        try (RawPeer slow = RawPeer.connect(server.address());
                RawPeer kept = RawPeer.connect(server.address())) {
            kept.send(GET).answer();
            slow.send(GET.replace("/a", "/slow"));
            assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
            AtomicInteger cut = new AtomicInteger(-1);
            Thread stopper = Thread.startVirtualThread(() -> cut.set(server.stop(Duration.ofSeconds(5))));
            Awaitility.await().until(server::stopping);

            assertThat(kept.send(GET).rest()).startsWith("HTTP/1.1 503").contains("connection: close");
            release.countDown();
            assertThat(slow.rest()).startsWith("HTTP/1.1 200").contains("connection: close");
            stopper.join(5_000);
            assertThat(cut).hasValue(0);
        }
    }

    @Test
    void cutsRequestsThatDoNotEndInTime() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        HttpServer server = servers.start(exchange -> {
            entered.countDown();
            await(release);
        });
        try (RawPeer peer = RawPeer.connect(server.address())) {
            peer.send(GET);
            assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(server.stop(Duration.ofMillis(20))).isEqualTo(1);
            assertThat(peer.rest()).isEmpty();
        } finally {
            release.countDown();
        }
    }

    @Test
    void knowsItsClient() throws IOException {
        AtomicReference<String> seen = new AtomicReference<>();
        HttpServer server = servers.start(exchange -> {
            seen.set(exchange.remote().getPort() + " " + exchange.local().getPort() + " " + exchange.secure());
            exchange.respond(204, Headers.none(), new byte[0]);
        });
        try (RawPeer peer = RawPeer.connect(server.address())) {
            assertThat(peer.send(GET).answer()).startsWith("HTTP/1.1 204").doesNotContain("content-length");
            assertThat(seen)
                    .hasValue(peer.socket().getLocalPort() + " "
                            + server.address().getPort() + " false");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
