package io.tidegate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Does the client reuse connections, end when told, and never send twice what must be sent once?
class HttpClientTest extends ClientFixture {
    private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

    private final Servers servers = new Servers();

    @AfterEach
    void closeServers() {
        servers.close();
    }

    private static ClientRequest safe(int port) {
        return new ClientRequest("GET", url(port), Headers.none(), new byte[0], ClientRequest.Repeat.SAFE);
    }

    @Test
    void reusesAConnection() throws Exception {
        HttpServer server = servers.start(Servers::echo);
        for (int i = 0; i < 20; i++) {
            assertThat(text(post(server.address().getPort()))).isEqualTo("200 POST /p [q=1] body");
        }
        assertThat(server.connections()).isEqualTo(1);
        assertThat(client.keptConnections()).isEqualTo(1);
    }

    /// Names that lead nowhere, and servers that nobody talks to any more, use up no place for good.
    @Test
    void talksToEverMoreServersButNotToManyAtATime() throws Exception {
        ClientSettings settings = ClientSettings.standard();
        try (HttpClient few = new HttpClient(settings.withLimits(
                new ClientSettings.Limits(4, 2, settings.limits().headBytesMax())))) {
            HttpServer server = servers.start(Servers::echo);
            for (int port = 1; port <= 6; port++) {
                ClientRequest nobody = safe(port);
                assertThat(failure(() -> few.send(nobody, SOON))).isInstanceOf(HttpFailure.Gone.class);
            }
            ClientResponse open = few.send(post(server.address().getPort()), SOON);
            HttpServer second = servers.start(Servers::echo);
            ClientResponse other = few.send(post(second.address().getPort()), SOON);
            assertThat(failure(() -> few.send(safe(1), SOON)))
                    .as("both places are in use")
                    .isInstanceOf(HttpFailure.NoRoom.class);
            open.close();
            other.close();
        }
    }

    @Test
    void sendsHostAndLengthInOneHead() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>();
        try (ServerSocket server = ScriptedServer.start((peer, _) -> {
            seen.set(request(peer));
            peer.send(OK).rest();
        })) {
            int port = server.getLocalPort();
            assertThat(text(post(port))).isEqualTo("200 ok");
            assertThat(seen.get())
                    .isEqualTo("POST /p?q=1 HTTP/1.1\r\nhost: 127.0.0.1:" + port
                            + "\r\nx: y\r\ncontent-length: 4\r\n\r\nbody");
        }
    }

    @Test
    void refusesABodyOverTheLimitAndThrowsTheConnectionAway() throws Exception {
        HttpServer server = servers.start(Servers::echo);
        ClientResponse response = client.send(post(server.address().getPort()), SOON);
        assertThat(failure(() -> response.body(3))).isInstanceOf(HttpFailure.TooLarge.class);
        assertThat(client.keptConnections()).isZero();
    }

    @Test
    void replacesAConnectionThatTheServerHasClosed() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        CountDownLatch closed = new CountDownLatch(1);
        try (ServerSocket server = ScriptedServer.start((peer, connection) -> {
            request(peer);
            requests.incrementAndGet();
            peer.send(OK);
            if (connection == 1) {
                peer.close();
                closed.countDown();
            } else {
                peer.rest();
            }
        })) {
            assertThat(text(post(server.getLocalPort()))).isEqualTo("200 ok");
            assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(text(post(server.getLocalPort()))).isEqualTo("200 ok");
            assertThat(requests).hasValue(2);
        }
    }

    @Test
    void neverSendsAPostTwice() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (ServerSocket server = ScriptedServer.start(HttpClientTest.closesOnTheSecond(requests))) {
            assertThat(text(post(server.getLocalPort()))).isEqualTo("200 ok");
            assertThat(failure(() -> text(post(server.getLocalPort()))))
                    .isInstanceOfSatisfying(HttpFailure.Gone.class, gone -> assertThat(gone.mayHaveArrived())
                            .isTrue());
            assertThat(requests).hasValue(2);
        }
    }

    @Test
    void sendsASafeRequestOnceMore() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (ServerSocket server = ScriptedServer.start(HttpClientTest.closesOnTheSecond(requests))) {
            assertThat(text(safe(server.getLocalPort()))).isEqualTo("200 ok");
            assertThat(text(safe(server.getLocalPort()))).isEqualTo("200 ok");
            assertThat(requests).hasValue(3);
        }
    }

    /// Answers the first request of a connection; takes the second of the first connection and closes without a
    /// word.
    private static ScriptedServer.Script closesOnTheSecond(AtomicInteger requests) {
        return (peer, connection) -> {
            request(peer);
            requests.incrementAndGet();
            peer.send(OK);
            if (connection == 1) {
                request(peer);
                requests.incrementAndGet();
            } else {
                peer.rest();
            }
        };
    }

    @Test
    void closesIdleConnections() throws Exception {
        HttpServer server = servers.start(Servers::echo);
        ClientSettings.Deadlines brief = new ClientSettings.Deadlines(SOON, Duration.ofMillis(50), SOON);
        try (HttpClient hasty = new HttpClient(ClientSettings.standard().withDeadlines(brief))) {
            hasty.send(post(server.address().getPort()), SOON).body(1000);
            assertThat(hasty.keptConnections()).isEqualTo(1);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(hasty.keptConnections()).isZero());
            Awaitility.await()
                    .untilAsserted(() -> assertThat(server.connections()).isZero());
        }
    }

    @Test
    void waitsForAPlaceAndGivesUpAtTheDeadline() throws Exception {
        HttpServer server = servers.start(Servers::echo);
        ClientSettings.Limits one = new ClientSettings.Limits(1, 10, 1 << 10);
        try (HttpClient narrow = new HttpClient(ClientSettings.standard().withLimits(one))) {
            ClientRequest request = post(server.address().getPort());
            ClientResponse held = narrow.send(request, SOON);
            assertThat(failure(() -> narrow.send(request, Duration.ofMillis(50))))
                    .isInstanceOf(HttpFailure.NoRoom.class);
            held.close();
            assertThat(narrow.send(request, SOON).body(1000)).isNotEmpty();
        }
    }

    @Test
    void givesUpAtTheDeadline() throws Exception {
        try (ServerSocket server = ScriptedServer.start((peer, _) -> peer.rest())) {
            assertThat(failure(() -> client.send(post(server.getLocalPort()), Duration.ofMillis(100))))
                    .isInstanceOf(HttpFailure.TooLate.class);
        }
    }

    @Test
    void saysThatNothingWasSentIfThereIsNoConnection() throws Exception {
        int free;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = taken.getLocalPort();
        }
        assertThat(failure(() -> text(post(free))))
                .isInstanceOfSatisfying(HttpFailure.Gone.class, gone -> assertThat(gone.mayHaveArrived())
                        .isFalse());
    }

    @Test
    void connectsToTheAddressThatWasChosen() throws Exception {
        HttpServer server = servers.start(Servers::echo);
        AtomicReference<String> asked = new AtomicReference<>();
        AddressChooser chooser = host -> {
            asked.set(host);
            if (host.equals("forbidden.test")) {
                throw new UnknownHostException("not allowed");
            }
            return InetAddress.getLoopbackAddress();
        };
        try (HttpClient choosing = new HttpClient(ClientSettings.standard().withAddresses(chooser))) {
            URI url = URI.create("http://Nowhere.test:" + server.address().getPort() + "/");
            ClientRequest request = new ClientRequest("GET", url, Headers.none(), new byte[0]);
            assertThat(choosing.send(request, SOON).status()).isEqualTo(200);
            assertThat(asked).hasValue("nowhere.test");
            URI forbidden = URI.create("http://forbidden.test/");
            ClientRequest refused = new ClientRequest("GET", forbidden, Headers.none(), new byte[0]);
            assertThat(failure(() -> choosing.send(refused, SOON))).isInstanceOf(HttpFailure.Gone.class);
        }
    }

    @Test
    void readsEventsUntilTheirEnd() throws Exception {
        HttpServer server = servers.start(exchange -> {
            EventStream stream = exchange.events(Headers.none());
            stream.send(Servers.bytes("one"), Optional.of("1"), Optional.empty());
            stream.comment();
            stream.send(Servers.bytes("two\nlines"));
        });
        EventStreamReader reader =
                client.send(post(server.address().getPort()), SOON).events(1000);
        assertThat(reader.next(SOON).orElseThrow().id()).contains("1");
        assertThat(reader.next(SOON).orElseThrow().data().orElseThrow()).isEqualTo(Servers.bytes("two\nlines"));
        assertThat(reader.next(SOON)).isEmpty();
        assertThat(client.keptConnections()).isEqualTo(1);
    }

    @Test
    void waitsNoLongerForAnEventHoweverManyCommentsCome() throws Exception {
        HttpServer server = servers.start(exchange -> {
            EventStream stream = exchange.events(Headers.none());
            AtomicBoolean gone = new AtomicBoolean();
            exchange.onDisconnect(() -> gone.set(true));
            while (!gone.get()) {
                stream.comment();
            }
        });
        EventStreamReader reader =
                client.send(post(server.address().getPort()), SOON).events(1000);
        assertThatThrownBy(() -> reader.next(SOON, Duration.ofMillis(200))).isInstanceOf(HttpFailure.TooLate.class);
    }

    @Test
    void wakesAReaderThatIsCancelledFromAnotherThread() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        HttpServer server = servers.start(exchange -> {
            exchange.onDisconnect(gone::countDown);
            exchange.events(Headers.none()).send(Servers.bytes("x"));
            await(gone);
        });
        ClientResponse response = client.send(post(server.address().getPort()), SOON);
        EventStreamReader reader = response.events(1000);
        assertThat(reader.next(SOON)).isPresent();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread reading = Thread.startVirtualThread(() -> {
            try {
                reader.next(SOON);
            } catch (HttpFailure failure) {
                thrown.set(failure);
            }
        });
        Awaitility.await().until(() -> reading.getState() == Thread.State.WAITING);
        response.close();
        assertThat(reading.join(Duration.ofSeconds(2))).isTrue();
        assertThat(thrown.get()).isInstanceOf(HttpFailure.Cancelled.class);
        assertThat(gone.await(1, TimeUnit.SECONDS)).as("the server noticed").isTrue();
        assertThat(client.keptConnections()).isZero();
    }

    @Test
    void wakesASenderThatIsCancelledBeforeTheAnswer() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (ServerSocket server = ScriptedServer.start((peer, _) -> {
            request(peer);
            arrived.countDown();
            peer.rest();
        })) {
            Cancellation cancellation = new Cancellation();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread sending = Thread.startVirtualThread(() -> {
                try {
                    client.send(post(server.getLocalPort()), SOON, cancellation);
                } catch (HttpFailure failure) {
                    thrown.set(failure);
                }
            });
            assertThat(arrived.await(5, TimeUnit.SECONDS)).isTrue();
            cancellation.cancel();
            assertThat(sending.join(Duration.ofSeconds(2))).isTrue();
            assertThat(thrown.get()).isInstanceOf(HttpFailure.Cancelled.class);
            assertThat(failure(() -> client.send(post(server.getLocalPort()), SOON, cancellation)))
                    .as("what was cancelled stays so")
                    .isInstanceOf(HttpFailure.Cancelled.class);
        }
    }

    @Test
    void doesNotCancelTheNextExchangeOnTheSameConnection() throws Exception {
        HttpServer server = servers.start(Servers::echo);
        ClientRequest request = post(server.address().getPort());
        Cancellation first = new Cancellation();
        ClientResponse done = client.send(request, SOON, first);
        done.body(1000);
        ClientResponse second = client.send(request, SOON);
        first.cancel();
        done.close();
        assertThat(second.body(1000)).isNotEmpty();
        assertThat(server.connections()).isEqualTo(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
