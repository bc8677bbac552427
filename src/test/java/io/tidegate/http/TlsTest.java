package io.tidegate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Do both sides prove and verify who they are, also after the certificate changed?
class TlsTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    private static Path made;

    private static Certificates ec;
    private static Certificates rsa;
    private static Certificates stranger;

    @TempDir
    private Path folder;

    private final Servers servers = new Servers();
    private final List<TlsReload> reloads = new CopyOnWriteArrayList<>();
    private Path chain;
    private Path key;

    @BeforeAll
    static void make() throws Exception {
        ec = Certificates.make(made, "EC", "localhost");
        rsa = Certificates.make(made, "RSA", "localhost");
        stranger = Certificates.make(made, "EC", "stranger.test");
    }

    @BeforeEach
    void files() throws Exception {
        chain = folder.resolve("chain.pem");
        key = folder.resolve("key.pem");
        ec.write(chain, key);
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private HttpServer start(Duration look) throws IOException {
        return start(look, Duration.ofSeconds(10));
    }

    private HttpServer start(Duration look, Duration handshake) throws IOException {
        ServerSettings settings = ServerSettings.on(Servers.anyPort())
                .withTls(new TlsSettings(chain, key, look))
                .withDeadlines(ServerDeadlines.standard().withHead(handshake))
                .withEvents(new ServerEvents() {
                    @Override
                    public void certificates(TlsReload outcome) {
                        reloads.add(outcome);
                    }
                });
        return servers.start(settings, exchange -> {
            byte[] body = exchange.body(1 << 20);
            exchange.respond(exchange.secure() ? 200 : 500, Headers.none(), body);
        });
    }

    private static HttpClient clientThatTrusts(Path pem) throws IOException {
        return new HttpClient(ClientSettings.standard().withTrust(new ClientSettings.Trust.Authorities(pem)));
    }

    private static byte[] post(HttpClient client, HttpServer server, byte[] body) throws HttpFailure {
        URI url = URI.create("https://localhost:" + server.address().getPort() + "/x");
        try (ClientResponse response = client.send(new ClientRequest("POST", url, Headers.none(), body), SOON)) {
            assertThat(response.status()).isEqualTo(200);
            return response.body(1 << 20);
        }
    }

    @Test
    void answersOverTlsOnAKeptConnection() throws Exception {
        HttpServer server = start(SOON);
        try (HttpClient client = clientThatTrusts(chain)) {
            byte[] large = new byte[300_000];
            assertThat(post(client, server, large)).hasSize(300_000);
            assertThat(post(client, server, Servers.bytes("again"))).isEqualTo(Servers.bytes("again"));
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void findsAnIdleConnectionAliveWithoutHarmingIt() throws Exception {
        HttpServer server = start(SOON);
        try (HttpClient client = clientThatTrusts(chain)) {
            for (int i = 0; i < 3; i++) {
                post(client, server, new byte[1]);
                TimeUnit.MILLISECONDS.sleep(550); // longer than a TLS connection is trusted unasked
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void readsRsaKeysAndOldForms() throws Exception {
        for (Certificates kind : List.of(ec, rsa)) {
            kind.write(chain, key);
            assertAnswers();
            kind.writeOldForm(key);
            assertAnswers();
        }
    }

    private void assertAnswers() throws Exception {
        HttpServer server = start(SOON);
        try (HttpClient client = clientThatTrusts(chain)) {
            assertThat(post(client, server, Servers.bytes("x"))).isEqualTo(Servers.bytes("x"));
        }
    }

    @Test
    void clientRefusesAnUnknownAuthority() throws Exception {
        HttpServer server = start(SOON);
        try (HttpClient client = new HttpClient(ClientSettings.standard())) {
            assertThatThrownBy(() -> post(client, server, new byte[1])).isInstanceOf(HttpFailure.NotTrusted.class);
        }
    }

    @Test
    void clientRefusesACertificateForAnotherName() throws Exception {
        stranger.write(chain, key);
        HttpServer server = start(SOON);
        try (HttpClient client = clientThatTrusts(chain)) {
            assertThatThrownBy(() -> post(client, server, new byte[1])).isInstanceOf(HttpFailure.NotTrusted.class);
        }
    }

    @Test
    void newConnectionsGetTheNewCertificateAndOldOnesLive() throws Exception {
        HttpServer server = start(SOON);
        Path oldChain = Files.copy(chain, folder.resolve("old.pem"));
        try (HttpClient kept = clientThatTrusts(oldChain);
                HttpClient late = clientThatTrusts(oldChain)) {
            post(kept, server, new byte[1]);
            rsa.write(chain, key);
            assertThat(server.reload()).isInstanceOf(TlsReload.Replaced.class);
            assertThat(server.reload()).isInstanceOf(TlsReload.Same.class);

            post(kept, server, new byte[1]);
            assertThatThrownBy(() -> post(late, server, new byte[1])).isInstanceOf(HttpFailure.NotTrusted.class);
            try (HttpClient fresh = clientThatTrusts(chain)) {
                post(fresh, server, new byte[1]);
            }
        }
    }

    @Test
    void keepsTheOldCertificateIfTheNewOneCannotBeUsed() throws Exception {
        HttpServer server = start(SOON);
        Path oldChain = Files.copy(chain, folder.resolve("old.pem"));
        Files.writeString(key, "nonsense");
        assertThat(server.reload()).isInstanceOf(TlsReload.Kept.class);
        stranger.write(folder.resolve("ignored.pem"), key);
        assertThat(server.reload()).as("a key of another certificate").isInstanceOf(TlsReload.Kept.class);
        Files.delete(chain);
        assertThat(server.reload()).isInstanceOf(TlsReload.Kept.class);
        try (HttpClient client = clientThatTrusts(oldChain)) {
            post(client, server, new byte[1]);
        }
        assertThat(reloads).hasSize(3);
    }

    @Test
    void noticesChangedFilesByItself() throws Exception {
        start(Duration.ofMillis(100));
        Path newChain = folder.resolve("new-chain.pem");
        Path newKey = folder.resolve("new-key.pem");
        rsa.write(newChain, newKey);
        Files.move(newChain, chain, StandardCopyOption.REPLACE_EXISTING);
        Files.move(newKey, key, StandardCopyOption.REPLACE_EXISTING);
        Awaitility.await().untilAsserted(() -> assertThat(reloads).contains(new TlsReload.Replaced()));
    }

    @Test
    void refusesToStartWithoutUsableFiles() throws Exception {
        Files.writeString(chain, "nonsense");
        assertThatThrownBy(() -> start(SOON)).isInstanceOf(IOException.class);
    }

    @Test
    void closesAHandshakeThatDoesNotComeAndOneThatIsNotTls() throws Exception {
        HttpServer server = start(SOON, Duration.ofMillis(300));
        try (RawPeer silent = RawPeer.connect(server.address());
                RawPeer plain = RawPeer.connect(server.address())) {
            assertThat(plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").rest()).doesNotContain("HTTP/1.1");
            assertThat(silent.rest()).isEmpty();
        }
        Awaitility.await().untilAsserted(() -> assertThat(server.connections()).isZero());
    }
}
