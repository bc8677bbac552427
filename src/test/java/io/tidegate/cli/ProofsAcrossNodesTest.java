package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.http.Authority;
import io.tidegate.http.Authority.Issued;
import io.tidegate.http.Authority.Wish;
import io.tidegate.identity.ProofKey;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Do the proofs that callers show to one node count at the one that answers: certificates, and keys by DPoP? Over TLS
/// between all of them.
@Timeout(120)
class ProofsAcrossNodesTest extends CertificateFixture {
    private final Balancer toA = way();
    private final Balancer toB = way();
    private final ProofKey key = new ProofKey();
    private Optional<Started> second = Optional.empty();

    private static Balancer way() {
        try {
            return Balancer.untouched();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    String identity(int port) {
        return super.identity(port) + cluster("a");
    }

    private String cluster(String node) {
        return "cluster: { node: %s, authorities: chain.pem, nodes: { a: \"https://localhost:%d\", b: \"https://localhost:%d\" } }%n"
                .formatted(node, toA.url().getPort(), toB.url().getPort());
    }

    @BeforeEach
    void startSecond() throws Exception {
        Path home = Files.createDirectory(folder.resolve("b"));
        Path keys = Files.createDirectories(home.resolve("state")).resolve("keys");
        ClusterFixture.copy(folder.resolve("state/keys"), keys);
        for (String file : List.of("chain.pem", "key.pem", "clients.pem", "clients.crl")) {
            Files.copy(folder.resolve(file), home.resolve(file));
        }
        second = Optional.of(Started.in(
                home,
                super.identity(documents.getAddress().getPort())
                        + cluster("b")
                        + "servers: { echo: { url: \"%s\" } }%n".formatted(echo.url()),
                clock));
        toA.to(List.of(gateway().getPort()));
        toB.to(List.of(b().getPort()));
    }

    @AfterEach
    void stopSecond() throws IOException {
        second.ifPresent(Started::close);
        toA.close();
        toB.close();
    }

    private InetSocketAddress b() {
        return second.orElseThrow().gateway().address();
    }

    private static RawRequest opening() {
        return RawRequest.old("initialize", "\"protocolVersion\": \"2025-11-25\", \"capabilities\": {}");
    }

    private static RawRequest older(Answer opened) {
        return RawRequest.old("tools/call", "\"name\": \"echo\", \"arguments\": {}")
                .with("Mcp-Session-Id", opened.session());
    }

    private long passedOn() throws IOException {
        return second.orElseThrow().records(RecordKind.SEALED).stream()
                .filter(record -> record.contains("passed-on"))
                .count();
    }

    @Test
    void aCertificateCountsAtTheNodeThatAnswers() throws Exception {
        Issued alice = alice();
        Answer opened = send(alice, opening());
        Answer answer = TlsClient.with(alice).send(older(opened), b());
        assertThat(answer.body()).contains("done");
        assertThat(who().path("certificate").asString()).isEqualTo(ALICE);
        assertThat(last().path("source").asString()).isEqualTo("127.0.0.1");
        assertThat(passedOn()).isOne();
        Issued bob = authority.issue(Wish.of("CN=bob", "URI:spiffe://acme.example/bob"));
        assertThat(TlsClient.with(bob).send(older(opened), b()).status()).isEqualTo(404);
        assertThat(TlsClient.without().send(older(opened), b()).status()).isEqualTo(401);
        assertThat(passedOn()).isOne();
    }

    /// The node that answers judges for itself: what it knows to be revoked does not get in by another one.
    @Test
    void aCertificateThatTheAnsweringNodeKnowsToBeRevokedIsRefused() throws Exception {
        Issued alice = alice();
        Answer opened = send(alice, opening());
        revoke(alice.certificate());
        started.gateway().reload(Started.load(folder));
        Answer answer = TlsClient.with(alice).send(older(opened), b());
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.head()).contains("WWW-Authenticate");
        assertThat(last().path("detail").asString()).isEqualTo("certificate-revoked");
        assertThat(echo.called()).isEmpty();
    }

    /// A proof is about the URL that its client called, which is that of the node that it came to.
    @Test
    void aProofOfAKeyCountsAtTheNodeThatAnswers() throws Exception {
        String site = "https://localhost:" + b().getPort();
        Map<String, Object> claims = claims("cnf", Map.of("jkt", key.thumbprint()));
        claims.put("aud", List.of(url("/mcp"), site + "/mcp"));
        String token = TestProvider.rs256(claims);
        Answer opened = TlsClient.without().send(proven(opening(), token, url("/mcp")), gateway());
        assertThat(opened.status()).as(opened.body()).isEqualTo(200);
        RawRequest asked = proven(older(opened), token, site + "/mcp");
        assertThat(TlsClient.without().send(asked, b()).body()).contains("done");
        assertThat(who().path("proofs").toString()).contains("dpop");
        echo.called().clear();
        assertThat(TlsClient.without().send(asked, b()).status()).as("once").isEqualTo(401);
        RawRequest elsewhere = proven(older(opened), token, url("/mcp"));
        assertThat(TlsClient.without().send(elsewhere, b()).status()).isEqualTo(401);
        assertThat(echo.called()).isEmpty();
    }

    private RawRequest proven(RawRequest request, String token, String url) {
        return request.but("Authorization", "DPoP " + token)
                .but("DPoP", key.proof(request.method(), url, Optional.of(token), clock.instant()));
    }

    @Test
    void aNodeThatNobodyVouchesForGetsNothing() throws Exception {
        Issued alice = alice();
        Answer opened = send(alice, opening());
        Files.writeString(
                folder.resolve("b/others.pem"), Authority.named("others").pem());
        second.orElseThrow().close();
        second = Optional.of(Started.in(
                folder.resolve("b"),
                super.identity(documents.getAddress().getPort())
                        + cluster("b").replace("chain.pem", "others.pem")
                        + "servers: { echo: { url: \"%s\" } }%n".formatted(echo.url()),
                clock));
        int before = started.records(RecordKind.SEALED, RecordKind.REFUSED).size();
        assertThat(TlsClient.with(alice).send(older(opened), b()).status()).isEqualTo(404);
        assertThat(started.records(RecordKind.SEALED, RecordKind.REFUSED)).hasSize(before);
    }
}
