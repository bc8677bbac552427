package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Is a client told scopes of the issuer only that it gets its token from? Another issuer refuses scopes that it does
/// not know (RFC 6749, section 4.1.2.1: `invalid_scope`), and then nobody gets in or steps up.
class SeveralIssuersTest extends ProviderFixture {
    private static final String METADATA = "/.well-known/oauth-protected-resource/mcp";

    @Override
    String identity(int port) {
        return """
                public-url: http://localhost:8420
                identity:
                  issuers:
                    - { issuer: "%s", jwks: "http://127.0.0.1:%d/keys", scopes: [mcp, openid] }
                    - { issuer: https://other.example.com, scopes: [api-of-other, openid] }
                  scopes: { "secret-*": [echo:secret] }
                """.formatted(TestProvider.ISSUER, port);
    }

    @Override
    String url(String path) {
        return "http://localhost:8420" + path;
    }

    private String challenge(String rest) {
        return "Bearer realm=\"tidegate\", " + rest + "resource_metadata=\"" + url(METADATA) + "\"";
    }

    @Test
    void whoeverIsNotKnownYetIsToldNoScopeThatOnlySomeIssuersHave() throws IOException {
        assertThat(header(send(call("echo")), "WWW-Authenticate")).containsExactly(challenge(""));
        JsonNode metadata = MAPPER.readTree(
                send(new RawRequest("GET", METADATA, List.of(), "")).body());
        assertThat(metadata.path("scopes_supported").toString())
                .as("a client that is told no scope asks for all of these")
                .isEqualTo("[\"echo:secret\",\"openid\"]");
    }

    @Test
    void aTokenThatIsTooNarrowToGetInIsToldThoseOfItsIssuer() throws IOException {
        Answer narrow = send(call("echo").as(scoped("profile")));
        assertThat(narrow.status()).isEqualTo(403);
        assertThat(header(narrow, "WWW-Authenticate"))
                .containsExactly(challenge("error=\"insufficient_scope\", scope=\"mcp openid\", "));
    }

    @Test
    void aCallThatNeedsMoreIsToldThoseAndItsOwn() throws IOException {
        String token = scoped("mcp openid");
        for (RawRequest call : calls("secret-read", token)) {
            Answer narrow = send(call.as(token));
            assertThat(narrow.status()).isEqualTo(403);
            assertThat(header(narrow, "WWW-Authenticate"))
                    .containsExactly(challenge("error=\"insufficient_scope\", scope=\"echo:secret mcp openid\", "));
            assertThat(send(call.as(scoped("mcp openid echo:secret"))).body()).contains("done");
        }
    }
}
