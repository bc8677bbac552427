package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.identity.TestProvider;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Are only tokens for access taken for access, where an issuer makes others for the same audience, and is nobody taken
/// for a service who only has such a name?
class TokenKindsTest extends ProviderFixture {
    private static final String APPLICATION = "6f0c1d9e-1111-2222-3333-444444444444";

    @Override
    String identity(int port) {
        return """
                identity:
                  issuers: [ { issuer: "%s", jwks: "http://127.0.0.1:%d/keys", audience: "%s" } ]
                """.formatted(TestProvider.ISSUER, port, APPLICATION);
    }

    private String token(Map<String, Object> more) {
        Map<String, Object> claims = claims("aud", APPLICATION);
        claims.putAll(more);
        return TestProvider.signed(
                "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"JWT\"}",
                JsonMapper.builder().build().writeValueAsString(claims),
                JWSAlgorithm.RS256,
                TestProvider.RSA);
    }

    /// RFC 8725, section 3.12, and RFC 9068, section 5.
    @Test
    void takesNoTokensThatWereMadeForSomethingElse() throws Exception {
        for (Map<String, Object> other : List.<Map<String, Object>>of(
                Map.of("typ", "ID"), // Keycloak
                Map.of("typ", "Refresh"),
                Map.of("token_use", "id"), // AWS Cognito
                Map.of("token_use", "refresh_token"), // Ory Hydra
                Map.of("at_hash", "elUzbv5Y6pzEz-dKfRmHDA"),
                Map.of("c_hash", "elUzbv5Y6pzEz-dKfRmHDA"),
                Map.of("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of())))) {
            Answer answer = send(call("echo").as(token(other)));
            assertThat(answer.status()).as(other.toString()).isEqualTo(401);
            assertThat(last().path("detail").asString()).isEqualTo("wrong-type");
        }
        assertThat(echo.called()).isEmpty();
        for (Map<String, Object> good :
                List.<Map<String, Object>>of(Map.of("typ", "Bearer"), Map.of("token_use", "access"), Map.of())) {
            assertThat(send(call("echo").as(token(good))).body()).contains("done");
        }
    }

    /// In Keycloak anybody may register with the name that it gives the user of a service.
    @Test
    void aPersonWithAServicesNameIsNone() throws Exception {
        Map<String, Object> person = Map.of("azp", "desktop", "preferred_username", "service-account-desktop");
        assertThat(send(call("echo").as(token(person))).body()).contains("done");
        assertThat(last().path("who").path("kind").asString()).isEqualTo("person");
        Map<String, Object> service =
                Map.of("azp", "desktop", "client_id", "desktop", "preferred_username", "service-account-desktop");
        assertThat(send(call("echo").as(token(service))).body()).contains("done");
        assertThat(last().path("who").path("kind").asString()).isEqualTo("service");
    }

    /// RFC 7517, section 5: what can't be read among the keys is left out.
    @Test
    void whatIsNoKeyAmongTheKeysIsPassedOver() throws Exception {
        provider.odd = "null, 5, \"key\", [], {}, {\"kty\": \"EC\"}, ";
        assertThat(send(call("echo").as(token(Map.of()))).body()).contains("done");
    }

    /// RFC 4648, section 3.5: else whoever withdrew or counts a token by its text would not know it again.
    @Test
    void aTokenHasOneText() throws Exception {
        String token = token(Map.of()); // of the last letter of 256 bytes four bits mean nothing
        char last = token.charAt(token.length() - 1);
        char other = last == 'A' ? 'B' : (char) (last + 1);
        assertThat(send(call("echo").as(token.substring(0, token.length() - 1) + other))
                        .status())
                .isEqualTo(401);
        assertThat(last().path("detail").asString()).isEqualTo("malformed");
        assertThat(send(call("echo").as(token)).body()).contains("done");
    }

    /// RFC 7519, section 7.1: the claims are UTF-8, so that nobody reads them otherwise.
    @Test
    void takesNoOtherEncodingOfClaims() throws Exception {
        String claims = JsonMapper.builder().build().writeValueAsString(claims("aud", APPLICATION));
        String sixteen = new String(claims.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_8);
        String token = TestProvider.signed(
                "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", sixteen, JWSAlgorithm.RS256, TestProvider.RSA);
        assertThat(send(call("echo").as(token)).status()).isEqualTo(401);
        assertThat(last().path("detail").asString()).isEqualTo("malformed");
    }
}
