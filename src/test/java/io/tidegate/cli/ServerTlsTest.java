package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.http.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Does a server over TLS have to prove who it is, as the configuration says, before it is called?
@Timeout(90)
class ServerTlsTest {
    @TempDir
    private Path folder = Path.of("");

    private Certificates first;
    private Certificates second;

    @BeforeEach
    void make() throws Exception {
        first = Certificates.make(folder, "EC", "localhost");
        second = Certificates.make(folder, "EC", "localhost");
        first.write(folder.resolve("first.pem"), folder.resolve("first-key.pem"));
        second.write(folder.resolve("second.pem"), folder.resolve("second-key.pem"));
        Files.writeString(
                folder.resolve("both.pem"),
                Files.readString(folder.resolve("first.pem")) + Files.readString(folder.resolve("second.pem")));
    }

    private static String yaml(SecurePeer peer, String tls) {
        return "servers: { one: { url: \"" + peer.url() + "\", era: modern" + tls + " } }\n";
    }

    /// As `tidegate pin` shows it.
    private String pin(SecurePeer peer, String tls) throws Exception {
        Started.configure(folder, yaml(peer, tls));
        Files.writeString(folder.resolve("test.cedar"), Started.OPEN);
        Ran ran =
                Ran.of("pin", "one", "--config", folder.resolve("tidegate.yaml").toString());
        assertThat(ran.code()).as(ran.toString()).isZero();
        return ran.out()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("- sha256/"))
                .findFirst()
                .orElseThrow()
                .substring(2);
    }

    private static String health(Started started) throws Exception {
        return started.admin("/health/ready").body();
    }

    @Test
    void isCalledWhereItsAuthorityVouchesForIt() throws Exception {
        try (SecurePeer peer = SecurePeer.start(0, first, Optional.empty())) {
            try (Started started = Started.in(folder, yaml(peer, ", tls: { authorities: first.pem }"))) {
                assertThat(started.call("t", "")).contains("over TLS");
            }
        }
    }

    @Test
    void isNotCalledWhereNobodyVouchesForIt() throws Exception {
        try (SecurePeer peer = SecurePeer.start(0, first, Optional.empty());
                Started started = Started.in(folder, yaml(peer, ", tls: { authorities: second.pem }"))) {
            assertThat(health(started)).contains("\"down\"", "no trusted authority vouches for it");
            started.reload(yaml(peer, ""));
            Awaitility.await().until(() -> health(started).contains("no trusted authority vouches for it"));
            assertThat(peer.calls()).isZero();
        }
    }

    /// Both certificates are good, and one has the pinned key: who shows the other is left alone, for good, also when
    /// the first is back, until the configuration says otherwise.
    @Test
    void isQuarantinedWhenItSwapsItsCertificate() throws Exception {
        SecurePeer peer = SecurePeer.start(0, first, Optional.empty());
        String pin = pin(peer, ", tls: { authorities: both.pem }");
        String pinned = ", tls: { authorities: both.pem, pins: [\"" + pin + "\"] }";
        try (Started started = Started.in(folder, yaml(peer, pinned))) {
            assertThat(started.call("t", "")).contains("over TLS");
            int port = peer.port();
            peer.close();
            try (SecurePeer other = SecurePeer.start(port, second, Optional.empty())) {
                Awaitility.await().until(() -> started.call("t", "").contains("server-changed"));
                assertThat(started.call("t", "")).contains("server-changed", "not the one that was configured");
                assertThat(health(started)).contains("\"quarantined\"", "none of the pinned keys");
                assertThat(started.admin("/metrics").body())
                        .contains("tidegate_upstream_quarantined{server=\"one\"} 1");
                assertThat(ServeCommand.readyLine(
                                started.gateway(), started.gateway().running().configuration()))
                        .contains("one (quarantined: the server's certificate has none of the pinned keys)");
                assertThat(started.changes())
                        .filteredOn(change -> change.contains("server-quarantined"))
                        .hasSize(1);
                String theirs = pin(other, pinned);
                assertThat(theirs).isNotEqualTo(pin);
                assertThat(other.calls()).as("it got nothing").isZero();
                started.reload(yaml(other, ", tls: { authorities: both.pem, pins: [\"" + theirs + "\"] }"));
                Awaitility.await()
                        .untilAsserted(() -> assertThat(started.call("t", "")).contains("over TLS"));
            }
        } finally {
            peer.close();
        }
    }

    @Test
    void isQuarantinedAtTheStartToo() throws Exception {
        try (SecurePeer peer = SecurePeer.start(0, first, Optional.empty());
                SecurePeer other = SecurePeer.start(0, second, Optional.empty())) {
            String pin = pin(other, ", tls: { authorities: both.pem }");
            try (Started started =
                    Started.in(folder, yaml(peer, ", tls: { authorities: both.pem, pins: [\"" + pin + "\"] }"))) {
                assertThat(health(started)).contains("\"quarantined\"");
                assertThat(started.changes()).anyMatch(change -> change.contains("server-quarantined"));
                assertThat(peer.calls()).isZero();
            }
        }
    }

    @Test
    void isShownTheGatewaysCertificate() throws Exception {
        try (SecurePeer peer = SecurePeer.start(0, first, Optional.of(second.certificate()))) {
            String shown = ", tls: { authorities: first.pem, certificate: second.pem, key: second-key.pem }";
            try (Started started = Started.in(folder, yaml(peer, shown))) {
                assertThat(started.call("t", "")).contains("over TLS");
                started.reload(yaml(peer, ", tls: { authorities: first.pem }"));
                Awaitility.await().until(() -> health(started).contains("does not take the gateway's certificate"));
            }
        }
    }

    @Test
    void saysWhichFileIsWrong() throws Exception {
        String server = "servers: { one: { url: \"https://localhost:1/mcp\", tls: { %s } } }\n";
        Files.writeString(folder.resolve("test.cedar"), Started.OPEN);
        Started.configure(folder, server.formatted("certificate: first.pem, key: second-key.pem"));
        assertThat(Started.load(folder).toString())
                .contains("servers.one.tls", "the private key does not belong to the certificate");
        Started.configure(folder, server.formatted("authorities: first-key.pem"));
        assertThat(Started.load(folder).toString()).contains("servers.one.tls", "first-key.pem");
        Started.configure(folder, server.formatted("certificate: first.pem"));
        assertThat(Started.load(folder).toString()).contains("servers.one.tls.certificate is not taken without `key`");
        Started.configure(folder, server.formatted("pins: [sha256/short]"));
        assertThat(Started.load(folder).toString()).contains("servers.one.tls.pins");
        Started.configure(folder, server.formatted("pins: []").replace("https", "http"));
        assertThat(Started.load(folder).toString()).contains("servers.one.tls is not taken without an https `url`");
    }
}
