package io.tidegate.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Does a client that is slow, or gone, cost the server only what it must?
class ServerDeadlinesTest {
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Servers servers = new Servers();

    @AfterEach
    void stop() {
        servers.close();
    }

    private HttpServer start(ServerDeadlines deadlines, HttpHandler handler) throws IOException {
        return servers.start(servers.settings().withDeadlines(deadlines), handler);
    }

    private static boolean soon(CountDownLatch latch) throws InterruptedException {
        return latch.await(1, TimeUnit.SECONDS);
    }

    @Test
    void closesOnAHeadThatDripsIn() throws Exception {
        HttpServer server = start(ServerDeadlines.standard().withHead(SHORT), Servers::echo);
        try (RawPeer peer = RawPeer.connect(server.address())) {
            Thread dripping = Thread.startVirtualThread(() -> {
                try {
                    peer.send("GET / HTTP/1.1\r\nX: ");
                    while (true) {
                        peer.send("a");
                        Thread.sleep(10);
                    }
                } catch (IOException | InterruptedException _) {
                    return;
                }
            });
            assertThat(peer.rest()).isEmpty();
            assertThat(dripping.join(Duration.ofSeconds(2))).isTrue();
        }
    }

    @Test
    void closesAConnectionThatSaysNothing() throws IOException {
        HttpServer server = start(ServerDeadlines.standard().withHead(SHORT), Servers::echo);
        try (RawPeer peer = RawPeer.connect(server.address())) {
            assertThat(peer.rest()).isEmpty();
        }
    }

    @Test
    void closesAKeptConnectionThatIsIdle() throws IOException {
        HttpServer server = start(ServerDeadlines.standard().withIdle(SHORT), Servers::echo);
        try (RawPeer peer = RawPeer.connect(server.address())) {
            assertThat(peer.send(GET).answer()).startsWith("HTTP/1.1 200");
            assertThat(peer.rest()).isEmpty();
        }
    }

    @Test
    void failsABodyThatDripsIn() throws Exception {
        AtomicReference<HttpFailure> failure = new AtomicReference<>();
        CountDownLatch failed = new CountDownLatch(1);
        HttpServer server =
                start(ServerDeadlines.standard().withBody(new ServerDeadlines.BodyPace(SHORT, 1000)), exchange -> {
                    try {
                        exchange.body(1000);
                    } catch (HttpFailure thrown) {
                        failure.set(thrown);
                        failed.countDown();
                        throw thrown;
                    }
                });
        try (RawPeer peer = RawPeer.connect(server.address())) {
            peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");
            assertThat(soon(failed)).isTrue();
            assertThat(failure.get()).isInstanceOf(HttpFailure.TooLate.class);
            assertThat(peer.rest()).isEmpty();
        }
    }

    @Test
    void cutsAClientThatDoesNotRead() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        HttpServer server = start(ServerDeadlines.standard().withWrite(SHORT), exchange -> {
            try {
                exchange.respond(200, Headers.none(), new byte[64 << 20]);
            } catch (HttpFailure.TooLate late) {
                failed.countDown();
                throw late;
            }
        });
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4 << 10);
            InetSocketAddress address = server.address();
            socket.connect(address);
            socket.getOutputStream().write(Servers.bytes(GET));
            assertThat(failed.await(3, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void noticesAClientThatGoesAway() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        HttpServer server = servers.start(exchange -> {
            exchange.onDisconnect(() -> {
                calls.incrementAndGet();
                gone.countDown();
            });
            await(gone);
            done.countDown();
            exchange.respond(200, Headers.none(), new byte[0]);
        });
        try (RawPeer peer = RawPeer.connect(server.address())) {
            peer.send(GET);
        }
        assertThat(soon(gone)).isTrue();
        assertThat(soon(done)).isTrue();
        assertThat(calls).hasValue(1);
    }

    @Test
    void keepsWhatItReadAheadForTheNextRequest() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger gone = new AtomicInteger();
        HttpServer server = servers.start(exchange -> {
            exchange.onDisconnect(gone::incrementAndGet);
            if (exchange.path().equals("/slow")) {
                await(release);
            }
            exchange.respond(200, Headers.none(), exchange.body(1000));
        });
        try (RawPeer peer = RawPeer.connect(server.address())) {
            peer.send("POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n01234");
            TimeUnit.MILLISECONDS.sleep(150); // the watcher has to be reading before the rest comes
            peer.send("56789POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nne");
            TimeUnit.MILLISECONDS.sleep(100);
            release.countDown();
            assertThat(peer.answer()).endsWith("\r\n\r\n0123456789");
            assertThat(peer.send("xt").answer()).endsWith("\r\n\r\nnext");
            assertThat(peer.send(GET).answer()).startsWith("HTTP/1.1 200");
            assertThat(gone).hasValue(0);
        }
    }

    @Test
    void keepsASilentEventStreamOpenAndNoticesItsEnd() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        HttpServer server = start(ServerDeadlines.standard().withStreamSilence(Duration.ofMillis(50)), exchange -> {
            exchange.onDisconnect(gone::countDown);
            try (EventStream stream = exchange.events(Headers.none())) {
                stream.send(Servers.bytes("x"));
                await(gone);
            }
        });
        try (RawPeer peer = RawPeer.connect(server.address())) {
            peer.send(GET).until("data: x\n\n\r\n");
            assertThat(peer.until(":\n\n\r\n")).isEqualTo("00000003\r\n:\n\n\r\n");
        }
        assertThat(soon(gone)).isTrue();
    }

    @Test
    void failsSendingEventsToAClientThatWentAway() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        HttpServer server = servers.start(exchange -> {
            try (EventStream stream = exchange.events(Headers.none())) {
                while (true) {
                    stream.send(new byte[1000]);
                }
            } catch (HttpFailure.Gone gone) {
                failed.countDown();
                throw gone;
            }
        });
        try (RawPeer peer = RawPeer.connect(server.address())) {
            peer.send(GET).until("data: ");
        }
        assertThat(soon(failed)).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
