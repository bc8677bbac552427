package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.http.Authority;
import io.tidegate.http.Authority.Issued;
import io.tidegate.http.Authority.Wish;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A whole gateway over TLS that takes certificates of one authority, revoked ones by its list, and tokens of one
/// issuer.
abstract class CertificateFixture extends ProviderFixture {
    static final String ALICE = "spiffe://acme.example/alice";

    final Authority authority = made("clients");

    static Authority made(String name) {
        try {
            return Authority.named(name);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    void serve(HttpServer documents) {
        try {
            Issued server = made("servers")
                    .issue(Wish.of("CN=localhost", "DNS:localhost").toUse(Authority.SERVERS));
            Files.writeString(folder.resolve("chain.pem"), pem(server.certificate()));
            Files.writeString(
                    folder.resolve("key.pem"),
                    Authority.pem("PRIVATE KEY", server.keys().getPrivate().getEncoded()));
            Files.writeString(folder.resolve("clients.pem"), authority.pem());
            revoke();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String pem(X509Certificate certificate) throws Exception {
        return Authority.pem("CERTIFICATE", certificate.getEncoded());
    }

    /// Writes the list of the revoked, in force for an hour.
    void revoke(X509Certificate... revoked) throws Exception {
        Files.writeString(
                folder.resolve("clients.crl"), authority.revoked(Instant.now().plus(Duration.ofHours(1)), revoked));
    }

    @Override
    String identity(int port) {
        return """
                tls: { certificate: chain.pem, key: key.pem }
                identity:
                  issuers: [ { issuer: "%s", jwks: "http://127.0.0.1:%d/keys" } ]
                  certificates:
                    authorities: clients.pem
                    revoked: clients.crl
                    user: uri
                    groups: { "spiffe://acme.example/*": [workloads] }
                """.formatted(TestProvider.ISSUER, port);
    }

    @Override
    String url(String path) {
        return "https://localhost:" + started.gateway().address().getPort() + path;
    }

    Issued alice() throws Exception {
        return authority.issue(Wish.of("CN=alice", "URI:" + ALICE));
    }

    InetSocketAddress gateway() {
        return started.gateway().address();
    }

    Answer send(Issued own, RawRequest request) throws Exception {
        return TlsClient.with(own).send(request, gateway());
    }

    /// A token of alice that only this certificate may show.
    String boundTo(X509Certificate certificate) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        String thumbprint = Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        return TestProvider.rs256(claims("cnf", Map.of("x5t#S256", thumbprint)));
    }

    JsonNode who() throws IOException {
        return last().path("who");
    }

    void assertRefused(Answer answer, int status, String why) throws IOException {
        assertThat(answer.status()).as(why).isEqualTo(status);
        assertThat(last().path("detail").asString()).isEqualTo(why);
        assertThat(last().path("decision").asString()).isEqualTo("turned-away");
        assertThat(echo.called()).as(why).isEmpty();
    }

    static String ascii(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
