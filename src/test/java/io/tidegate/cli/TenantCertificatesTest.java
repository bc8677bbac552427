package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.http.Authority;
import io.tidegate.http.Authority.Issued;
import io.tidegate.http.Authority.Wish;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Does each tenant judge client certificates by its own authorities, on a listener that all share?
@Timeout(60)
class TenantCertificatesTest extends TenantsFixture {
    private static final String ALICE = "spiffe://example/alice";

    private final Map<String, Authority> authorities =
            Map.of("acme", CertificateFixture.made("acme"), "beta", CertificateFixture.made("beta"));

    @Override
    String host() {
        try {
            Issued server = CertificateFixture.made("servers")
                    .issue(Wish.of("CN=localhost", "DNS:localhost").toUse(Authority.SERVERS));
            Files.writeString(
                    folder.resolve("chain.pem"),
                    Authority.pem("CERTIFICATE", server.certificate().getEncoded()));
            Files.writeString(
                    folder.resolve("key.pem"),
                    Authority.pem("PRIVATE KEY", server.keys().getPrivate().getEncoded()));
            return "tls: { certificate: chain.pem, key: key.pem }\n" + super.host();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    String settings(String name) {
        try {
            Files.createDirectories(folder.resolve(name));
            Files.writeString(folder.resolve(name).resolve("clients.pem"), of(name).pem());
            return "identity: { certificates: { authorities: clients.pem, user: uri } }\n" + server(name);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private Authority of(String name) {
        return Objects.requireNonNull(authorities.get(name));
    }

    private Answer send(String authority, RawRequest request) throws Exception {
        InetSocketAddress gateway = started.gateway().address();
        return TlsClient.with(of(authority).issue(Wish.of("CN=alice", "URI:" + ALICE)))
                .send(request, gateway);
    }

    @Test
    void eachTakesThoseOfItsOwnAuthority() throws Exception {
        for (String name : List.of("acme", "beta")) {
            String path = "/t/" + name + "/mcp";
            String other = name.equals("acme") ? "beta" : "acme";
            assertThat(send(name, call(path)).body()).contains("by " + name);
            List<String> records = recordedBy(name, () -> {
                Answer answer = send(other, call(path));
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.head() + answer.body()).doesNotContain(other);
            });
            assertThat(records).singleElement().asString().contains("unknown-authority");
        }
    }

    @Test
    void theOthersAreStillAskedWhenOneIsGone() throws Exception {
        started.reload(
                "tls: { certificate: chain.pem, key: key.pem }\nidentity: { api-keys: allowed }\n" + tenants("beta"));
        await("acme", false);
        Awaitility.await()
                .untilAsserted(() -> assertThat(send("beta", call(BETA)).body()).contains("by beta"));
        assertThat(send("acme", call(ACME)).status()).isEqualTo(404);
    }
}
