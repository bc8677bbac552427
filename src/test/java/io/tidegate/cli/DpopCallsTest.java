package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.identity.ProofKey;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Are proofs of keys (RFC 9449) asked for and taken over HTTP, in both eras? What a proof must be is in `DpopTest`.
class DpopCallsTest extends ProviderFixture {
    private final ProofKey key = new ProofKey();

    @Override
    String identity(int port) {
        return """
                identity:
                  issuers: [ { issuer: "%s", jwks: "http://127.0.0.1:%d/keys", dpop: required } ]
                """.formatted(TestProvider.ISSUER, port);
    }

    private String bound() {
        return TestProvider.rs256(claims("cnf", Map.of("jkt", key.thumbprint())));
    }

    private RawRequest with(RawRequest request, String token) {
        return request.but("Authorization", "DPoP " + token)
                .but("DPoP", key.proof(request.method(), url("/mcp"), Optional.of(token), clock.instant()));
    }

    @Test
    void takesABoundTokenWithANewProofEachTime() throws IOException {
        String token = bound();
        assertThat(send(with(call("echo"), token)).body()).contains("done");
        Answer opened = send(
                with(RawRequest.old("initialize", "\"protocolVersion\": \"2025-11-25\", \"capabilities\": {}"), token));
        RawRequest older = RawRequest.old("tools/call", "\"name\": \"echo\", \"arguments\": {}")
                .with("Mcp-Session-Id", opened.session());
        RawRequest whole = with(older, token);
        assertThat(send(whole).body()).contains("done");
        echo.called().clear();
        Answer again = send(whole);
        assertThat(again.status()).isEqualTo(401);
        assertThat(header(again, "WWW-Authenticate").getFirst())
                .startsWith("DPoP realm=\"tidegate\", error=\"invalid_dpop_proof\"")
                .contains("algs=\"RS256 ", " ES256 ");
        assertThat(last().path("detail").asString()).isEqualTo("proof-replayed");
        assertThat(echo.called()).isEmpty();
    }

    @Test
    void refusesABoundTokenAsBearerAndAFreeOneAtAll() throws IOException {
        for (String token : List.of(bound(), TestProvider.rs256(claims()))) {
            Answer answer = send(call("echo").as(token));
            assertThat(answer.status()).isEqualTo(401);
            assertThat(header(answer, "WWW-Authenticate").getFirst())
                    .startsWith("DPoP realm=\"tidegate\", error=\"invalid_token\"");
            assertThat(last().path("detail").asString()).isEqualTo("proof-missing");
        }
        assertThat(echo.called()).isEmpty();
    }

    @Test
    void saysThatProofsAreNeeded() throws IOException {
        Answer nothing = send(call("echo"));
        assertThat(header(nothing, "WWW-Authenticate"))
                .singleElement()
                .asString()
                .startsWith("DPoP realm=\"tidegate\", resource_metadata=");
        JsonNode metadata =
                MAPPER.readTree(send(new RawRequest("GET", "/.well-known/oauth-protected-resource/mcp", List.of(), ""))
                        .body());
        assertThat(metadata.path("dpop_bound_access_tokens_required").asBoolean())
                .isTrue();
        assertThat(metadata.path("dpop_signing_alg_values_supported").toString())
                .contains("\"ES256\"")
                .doesNotContain("HS", "none");
    }

    /// A configuration that is read anew does not make old proofs new.
    @Test
    void remembersProofsOverAReload() throws IOException {
        RawRequest whole = with(call("echo"), bound());
        assertThat(send(whole).status()).isEqualTo(200);
        started.gateway().reload(Started.load(folder));
        assertThat(send(whole).status()).isEqualTo(401);
        assertThat(last().path("detail").asString()).isEqualTo("proof-replayed");
    }
}
