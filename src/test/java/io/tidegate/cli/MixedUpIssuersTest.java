package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.audit.RecordKind;
import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two issuers whose keys have the same id: does each speak for itself alone, through the whole gateway and in both
/// eras? Each has an audience of its own.
@Timeout(60)
class MixedUpIssuersTest extends ProviderFixture {
    private static final String SECOND = "https://login.second.example.com";
    private static final String AUDIENCE = "second-audience";
    private static final ECKey KEY =
            new ECKey.Builder(TestProvider.EC_NEW).keyID("rsa-1").build();

    @Override
    void serve(HttpServer server) {
        server.createContext("/second", exchange -> {
            byte[] body = ("{\"keys\":[" + KEY.toPublicJWK().toJSONString() + "]}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @Override
    String identity(int port) {
        return """
                identity:
                  issuers:
                    - { issuer: "%s", jwks: "http://127.0.0.1:%d/keys", algorithms: [RS256, ES256] }
                    - { issuer: "%s", jwks: "http://127.0.0.1:%d/second", audience: "%s", algorithms: [ES256] }
                """.formatted(TestProvider.ISSUER, port, SECOND, port, AUDIENCE);
    }

    private static String bySecond(Map<String, Object> claims) {
        return TestProvider.signed(
                "{\"alg\":\"ES256\",\"kid\":\"rsa-1\"}", TestProvider.json(claims), JWSAlgorithm.ES256, KEY);
    }

    private Map<String, Object> ofSecond() {
        Map<String, Object> claims = claims("iss", SECOND);
        claims.put("aud", AUDIENCE);
        return claims;
    }

    @Test
    void eachSpeaksForItself() throws IOException {
        for (String token : List.of(TestProvider.rs256(claims()), bySecond(ofSecond()))) {
            for (RawRequest call : calls("echo", token)) {
                assertThat(send(call.as(token)).body()).contains("done");
            }
        }
    }

    /// Both know a user of this name: the trail tells them apart.
    @Test
    void theTrailSaysWhoseUserItWas() throws IOException {
        Map<String, String> tokens =
                Map.of(TestProvider.ISSUER, TestProvider.rs256(claims()), SECOND, bySecond(ofSecond()));
        for (Map.Entry<String, String> each : tokens.entrySet()) {
            assertThat(send(calls("echo", each.getValue()).getFirst().as(each.getValue()))
                            .body())
                    .contains("done");
            assertThat(MAPPER.readTree(started.records(RecordKind.SEALED).getLast())
                            .path("who")
                            .path("issuer")
                            .asString())
                    .isEqualTo(each.getKey());
        }
    }

    @Test
    void noneSpeaksForTheOther() throws IOException {
        Map<String, Object> firstForSecondsAudience = claims("aud", AUDIENCE);
        Map<String, Object> secondForEndpoint = claims("iss", SECOND);
        Map<String, String> wrong = Map.of(
                bySecond(claims()), "unknown-signing-key", // the second's key, in the first's name
                TestProvider.rs256(ofSecond()), "algorithm-not-allowed", // and the other way round
                TestProvider.es256(TestProvider.EC_NEW, ofSecond()), "unknown-signing-key",
                TestProvider.rs256(firstForSecondsAudience), "wrong-audience",
                bySecond(secondForEndpoint), "wrong-audience");
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            for (RawRequest call : calls("echo", TestProvider.rs256(claims()))) {
                Answer answer = send(call.as(each.getKey()));
                assertThat(answer.status()).as(each.getValue()).isEqualTo(401);
                assertThat(MAPPER.readTree(started.records(RecordKind.REFUSED).getLast())
                                .path("detail")
                                .asString())
                        .isEqualTo(each.getValue());
            }
        }
        assertThat(echo.called()).isEmpty();
    }

    /// A session of one issuer's user is not the same user's of the other.
    @Test
    void aSessionStaysWithItsIssuer() throws IOException {
        RawRequest inSession = calls("echo", TestProvider.rs256(claims())).getLast();
        Answer answer = send(inSession.as(bySecond(ofSecond())));
        assertThat(answer.status()).as(answer.body()).isEqualTo(404);
        assertThat(echo.called()).isEmpty();
    }
}
