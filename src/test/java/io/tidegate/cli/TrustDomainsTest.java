package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.audit.RecordKind;
import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Are tokens of SPIFFE workloads taken that name no issuer, by the keys of their own trust domain alone?
@Timeout(60)
class TrustDomainsTest extends ProviderFixture {
    private static final String WORKLOAD = "spiffe://acme.example/prod/triage";

    @Override
    void serve(HttpServer server) {
        server.createContext("/bundle", exchange -> {
            String key = TestProvider.EC_NEW.toPublicJWK().toJSONString();
            String svid = key.substring(0, key.length() - 1) + ",\"use\":\"jwt-svid\"}";
            byte[] body = ("{\"spiffe_sequence\":1,\"keys\":[" + svid + "]}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @Override
    String identity(int port) {
        return """
                identity:
                  issuers: [ { issuer: "%s", jwks: "http://127.0.0.1:%d/keys" } ]
                  trust-domains:
                    acme.example: { jwks: "http://127.0.0.1:%d/bundle" }
                    other.example: { jwks: "http://127.0.0.1:%d/keys" }
                """.formatted(TestProvider.ISSUER, port, port, port);
    }

    private Map<String, Object> svid(String subject) {
        Map<String, Object> claims = claims("sub", subject);
        claims.remove("iss");
        claims.remove("azp");
        claims.remove("groups");
        return claims;
    }

    private static String signed(Map<String, Object> claims) {
        return TestProvider.es256(TestProvider.EC_NEW, claims);
    }

    private void refused(String token, String detail) throws IOException {
        Answer answer = send(call("echo").as(token));
        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        assertThat(last(RecordKind.REFUSED).path("detail").asString()).isEqualTo(detail);
        assertThat(echo.called()).isEmpty();
    }

    private JsonNode last(RecordKind kind) throws IOException {
        return MAPPER.readTree(started.records(kind).getLast());
    }

    @Test
    void aWorkloadIsKnownByTheKeysOfItsTrustDomain() throws IOException {
        String token = signed(svid(WORKLOAD));
        for (RawRequest call : calls("echo", token)) {
            assertThat(send(call.as(token)).body()).contains("done");
            JsonNode who = last(RecordKind.SEALED).path("who");
            assertThat(who.path("user").asString()).isEqualTo(WORKLOAD);
            assertThat(who.path("kind").asString()).isEqualTo("service");
        }
    }

    @Test
    void keysOfOneDomainCountForNoOther() throws IOException {
        refused(signed(svid("spiffe://other.example/prod/triage")), "unknown-signing-key");
        refused(TestProvider.rs256(svid(WORKLOAD)), "unknown-signing-key");
        refused(signed(svid("spiffe://third.example/x")), "wrong-issuer");
        refused(signed(svid("spiffe://acme.example.evil.example/x")), "wrong-issuer");
        refused(signed(svid("spiffe://acme.example@evil.example/x")), "wrong-issuer");
        refused(signed(svid("SPIFFE://acme.example/x")), "missing-claim");
    }

    @Test
    void whoeverNamesAnIssuerIsHeldToIt() throws IOException {
        Map<String, Object> named = svid(WORKLOAD);
        named.put("iss", TestProvider.ISSUER);
        refused(signed(named), "unknown-signing-key");
        named.put("iss", "https://other.example.com");
        refused(signed(named), "wrong-issuer");
        named.put("iss", "");
        refused(signed(named), "wrong-issuer");
        named.put("iss", "spiffe://acme.example");
        named.put("sub", "spiffe://other.example/prod/triage");
        refused(signed(named), "wrong-issuer");
    }

    @Test
    void anSvidIsHeldToAllElse() throws IOException {
        refused(signed(withAudience("spiffe://acme.example/other")), "wrong-audience");
        Map<String, Object> endless = svid(WORKLOAD);
        endless.remove("exp");
        refused(signed(endless), "missing-claim");
        String es384 = TestProvider.signed(
                "{\"alg\":\"ES256\",\"kid\":\"ec-2\",\"typ\":\"at+svid\"}",
                TestProvider.json(svid(WORKLOAD)),
                JWSAlgorithm.ES256,
                TestProvider.EC_NEW);
        refused(es384, "wrong-type");
    }

    private Map<String, Object> withAudience(String audience) {
        Map<String, Object> claims = svid(WORKLOAD);
        claims.put("aud", audience);
        return claims;
    }
}
