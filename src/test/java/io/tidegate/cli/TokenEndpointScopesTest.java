package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.RawRequest.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Are clients told scopes that Tidegate itself gives, where it gives out tokens beside an issuer that wants scopes of
/// its own? A client that is told another's scope asks for it, and gets `invalid_scope` here.
class TokenEndpointScopesTest extends TokenEndpointFixture {
    private static final String METADATA = "/.well-known/oauth-protected-resource/mcp";

    @Override
    String more(int port) {
        return """
                  issuers:
                    - { issuer: https://other.example.com, scopes: [api-of-other] }
                  scopes: { "secret-*": [crm:write] }
                """;
    }

    private static String challenge(String rest) {
        return "Bearer realm=\"tidegate\", " + rest + "resource_metadata=\"" + SITE + METADATA + "\"";
    }

    @Test
    void whoeverIsNotKnownYetIsToldNoScopeThatIsNotGivenHere() throws IOException {
        assertThat(header(send(call("echo")), "WWW-Authenticate")).containsExactly(challenge(""));
        assertThat(header(send(call("echo").as("nonsense")), "WWW-Authenticate").toString())
                .doesNotContain("api-of-other");
        JsonNode metadata = MAPPER.readTree(
                send(new RawRequest("GET", METADATA, List.of(), "")).body());
        assertThat(metadata.path("authorization_servers").toString())
                .isEqualTo("[\"https://other.example.com\",\"" + SITE + "\"]");
        assertThat(metadata.path("scopes_supported").toString()).isEqualTo("[\"crm:write\"]");
    }

    @Test
    void whatAnotherIssuerWantsIsNotWantedOfTokensThatAreGivenHere() throws IOException {
        assertThat(send(call("echo").as(token(assertion()))).body()).contains("done");
    }

    @Test
    void aCallThatNeedsMoreIsToldThatAlone() throws IOException {
        String token = token(assertion());
        for (RawRequest call : calls("secret-read", token)) {
            Answer narrow = send(call.as(token));
            assertThat(narrow.status()).isEqualTo(403);
            assertThat(header(narrow, "WWW-Authenticate"))
                    .containsExactly(challenge("error=\"insufficient_scope\", scope=\"crm:write\", "));
        }
    }

    /// What the challenges are held against: the scope of another issuer can't be had here.
    @Test
    void theScopeOfAnotherIsRefusedHere() throws IOException {
        Answer answer = send(by(
                form(Map.of("grant_type", JAG, "assertion", jag(assertion()), "scope", "api-of-other")),
                "editor",
                SECRET));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_scope");
    }
}
