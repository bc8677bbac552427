package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.identity.ProofKey;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Nonces of proofs (RFC 9449, section 9), over HTTP and in both eras: who has none is given one, and it is good for a
/// while, at each node.
@Timeout(60)
class DpopNoncesTest extends ProviderFixture {
    private final ProofKey key = new ProofKey();

    @Override
    String identity(int port) {
        return configured(port, "required");
    }

    private static String configured(int port, String nonce) {
        return """
                identity:
                  issuers: [ { issuer: "%s", jwks: "http://127.0.0.1:%d/keys", dpop: required, dpop-nonce: %s } ]
                """.formatted(TestProvider.ISSUER, port, nonce);
    }

    private String bound() {
        return TestProvider.rs256(claims("cnf", Map.of("jkt", key.thumbprint())));
    }

    private RawRequest with(RawRequest request, String token, Map<String, Object> more) {
        String proof = key.proof(request.method(), url("/mcp"), Optional.of(token), clock.instant(), more);
        return request.but("Authorization", "DPoP " + token).but("DPoP", proof);
    }

    private String wanted(Answer answer) throws IOException {
        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        assertThat(header(answer, "WWW-Authenticate"))
                .singleElement()
                .asString()
                .startsWith("DPoP realm=\"tidegate\", error=\"use_dpop_nonce\"");
        assertThat(MAPPER.readTree(started.records(RecordKind.REFUSED).getLast())
                        .path("detail")
                        .asString())
                .isEqualTo("nonce-needed");
        return header(answer, "DPoP-Nonce").getFirst();
    }

    @Test
    void whoHasNoNonceIsGivenOneInBothEras() throws IOException {
        String token = bound();
        String nonce = wanted(send(with(call("echo"), token, Map.of())));
        assertThat(echo.called()).isEmpty();
        RawRequest initialize =
                RawRequest.old("initialize", "\"protocolVersion\": \"2025-11-25\", \"capabilities\": {}");
        wanted(send(with(initialize, token, Map.of("nonce", "made-up"))));
        Answer opened = send(with(initialize, token, Map.of("nonce", nonce)));
        assertThat(opened.status()).as(opened.body()).isEqualTo(200);
        RawRequest older = RawRequest.old("tools/call", "\"name\": \"echo\", \"arguments\": {}")
                .with("Mcp-Session-Id", opened.session());
        for (RawRequest each : List.of(call("echo"), older)) {
            assertThat(send(with(each, token, Map.of("nonce", nonce))).body()).contains("done");
        }
    }

    @Test
    void aChallengeBringsANonceAtOnce() throws IOException {
        Answer answer = send(call("echo"));
        assertThat(answer.status()).isEqualTo(401);
        String nonce = header(answer, "DPoP-Nonce").getFirst();
        RawRequest whole = with(call("echo"), bound(), Map.of("nonce", nonce));
        assertThat(send(whole).body()).contains("done");
        Answer replayed = send(whole);
        assertThat(replayed.status()).as("a nonce makes no proof new").isEqualTo(401);
        assertThat(header(replayed, "WWW-Authenticate").getFirst()).contains("error=\"invalid_dpop_proof\"");
    }

    @Test
    void aNonceEndsAndIsNobodyElsesText() throws IOException {
        String token = TestProvider.rs256(claims("cnf", Map.of("jkt", key.thumbprint()))); // lives as long as the nonce
        String nonce = header(send(call("echo")), "DPoP-Nonce").getFirst();
        for (String wrong : List.of("", "AAAA", nonce.substring(1), changed(nonce), nonce + "AAAA", "!")) {
            wanted(send(with(call("echo"), token, Map.of("nonce", wrong))));
        }
        wanted(send(with(call("echo"), token, Map.of("nonce", List.of(nonce)))));
        later.set(Duration.ofMinutes(5));
        String next = wanted(send(with(call("echo"), bound(), Map.of("nonce", nonce))));
        assertThat(send(with(call("echo"), bound(), Map.of("nonce", next))).body())
                .contains("done");
    }

    private static String changed(String nonce) {
        return nonce.substring(0, nonce.length() - 1) + (nonce.endsWith("A") ? "B" : "A");
    }

    @Test
    void eachNodeWithTheSameKeysKnowsIt() throws Exception {
        String nonce = header(send(call("echo")), "DPoP-Nonce").getFirst();
        Path two = Files.createDirectory(folder.resolve("two"));
        Files.createSymbolicLink(two.resolve("state"), folder.resolve("state"));
        String same = Files.readString(folder.resolve("tidegate.yaml")).lines().skip(5).toList().stream()
                .reduce("public-url: http://localhost:8420\n", (all, line) -> all + line + "\n");
        try (Started other = Started.in(two, same, clock)) {
            String token = TestProvider.rs256(other(claims("cnf", Map.of("jkt", key.thumbprint()))));
            String proof = key.proof(
                    "POST", "http://localhost:8420/mcp", Optional.of(token), clock.instant(), Map.of("nonce", nonce));
            RawRequest request =
                    call("echo").but("Authorization", "DPoP " + token).but("DPoP", proof);
            assertThat(request.send(other.gateway().address()).body()).contains("done");
        }
    }

    private static Map<String, Object> other(Map<String, Object> claims) {
        claims.put("aud", "http://localhost:8420/mcp");
        return claims;
    }

    @Test
    void noneIsAskedForWhereThatIsNotConfigured() throws IOException {
        started.reload(configured(documents.getAddress().getPort(), "accepted") + "servers: { echo: { url: \""
                + echo.url() + "\" } }\n");
        assertThat(header(send(call("echo")), "DPoP-Nonce")).isEmpty();
        assertThat(send(with(call("echo"), bound(), Map.of())).body()).contains("done");
        assertThat(send(with(call("echo"), bound(), Map.of("nonce", "of somebody else")))
                        .body())
                .contains("done");
    }
}
