package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.cli.RawRequest.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Clients of the token endpoint that prove themselves without a secret (RFC 7523, section 2.2): by a key of their own,
/// or as a workload of Kubernetes or SPIFFE; and tokens for clients themselves.
@Timeout(60)
class TokenClientsTest extends TokenEndpointFixture {
    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String POD = "system:serviceaccount:prod:triage";
    private static final String PATROL = "spiffe://acme.example/patrol";

    @Override
    String more(int port) {
        return """
                      nightly: { jwks: "http://127.0.0.1:%d/keys", scopes: [crm:read], grants: [client-credentials, assertion] }
                      triage:
                        grants: [client-credentials]
                        workload: { issuer: "https://kubernetes.acme.example", jwks: "http://127.0.0.1:%d/keys", subject: "%s" }
                      patrol:
                        grants: [client-credentials]
                        workload: { jwks: "http://127.0.0.1:%d/keys", subject: "%s" }
                """.indent(4).formatted(port, port, POD, port, PATROL);
    }

    private Map<String, Object> claims(String issuer, String subject) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("sub", subject);
        claims.put("aud", SITE);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("iat", clock.instant().getEpochSecond());
        claims.put("exp", clock.instant().getEpochSecond() + 300);
        return claims;
    }

    private Map<String, Object> with(Map<String, Object> claims, String name, Object value) {
        claims.put(name, value);
        return claims;
    }

    private RawRequest itself(String assertion) {
        return form(Map.of(
                "grant_type",
                "client_credentials",
                "client_assertion_type",
                TYPE,
                "client_assertion",
                assertion,
                "resource",
                SITE + "/mcp"));
    }

    private RawRequest as(String client, String assertion) {
        RawRequest request = itself(assertion);
        return request.body(request.body() + "&client_id=" + client);
    }

    private void refused(RawRequest request, String detail) throws IOException {
        Answer answer = send(request);
        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        assertThat(MAPPER.readTree(answer.body()).path("error").asString()).isEqualTo("invalid_client");
        assertThat(last(RecordKind.REFUSED).path("detail").asString()).isEqualTo("token endpoint: " + detail);
    }

    private JsonNode whoCallsWith(String token) throws IOException {
        for (RawRequest call : calls("echo", token)) {
            assertThat(send(call.as(token)).body()).contains("done");
        }
        return last(RecordKind.SEALED).path("who");
    }

    @Test
    void aClientWithAKeyGetsATokenForItselfOncePerAssertion() throws IOException {
        String assertion = typed("JWT", claims("nightly", "nightly"));
        JsonNode given = given(itself(assertion));
        assertThat(given.path("expires_in").asInt()).isEqualTo(600);
        assertThat(given.path("scope").asString()).isEqualTo("crm:read");
        JsonNode who = whoCallsWith(given.path("access_token").asString());
        assertThat(who.path("user").asString()).isEqualTo("client:nightly");
        assertThat(who.path("kind").asString()).isEqualTo("service");
        assertThat(who.path("client").asString()).isEqualTo("nightly");
        refused(itself(assertion), "assertion-replayed");
        String forEndpoint = typed("JWT", with(claims("nightly", "nightly"), "aud", SITE + "/oauth/token"));
        assertThat(given(itself(forEndpoint)).has("access_token")).isTrue();
    }

    @Test
    void aTokenForItselfNeedsToSayWhatFor() throws IOException {
        RawRequest whole = itself(typed("JWT", claims("nightly", "nightly")));
        Answer answer = send(whole.body(whole.body().replaceAll("&?resource=[^&]*", "")));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_target");
    }

    @Test
    void refusesWhatTheClientDidNotSignForUs() throws IOException {
        refused(
                itself(typed("JWT", with(claims("nightly", "nightly"), "aud", "https://other.example.com"))),
                "wrong-audience");
        refused(itself(typed("JWT", with(claims("nightly", "nightly"), "aud", List.of(SITE, "x")))), "wrong-audience");
        refused(itself(typed("JWT", claims("editor", "nightly"))), "wrong-client");
        refused(itself(typed("JWT", claims("nightly", "nobody"))), "wrong-client");
        refused(itself(typed("JWT", claims("editor", "editor"))), "wrong-client");
        refused(as("editor", typed("JWT", claims("nightly", "nightly"))), "wrong-client");
        refused(itself(typed("at+jwt", claims("nightly", "nightly"))), "wrong-type");
        refused(itself(jag(claims("nightly", "nightly"))), "wrong-type");
        long now = clock.instant().getEpochSecond();
        refused(itself(typed("JWT", with(claims("nightly", "nightly"), "exp", now + 7_200))), "wrong-claim");
        Map<String, Object> unnamed = claims("nightly", "nightly");
        unnamed.remove("jti");
        refused(itself(typed("JWT", unnamed)), "missing-claim");
        String good = typed("JWT", claims("nightly", "nightly"));
        refused(itself(good.substring(0, good.length() - 8) + "AAAAAAAA"), "bad-signature");
        later.set(Duration.ofMinutes(10));
        refused(itself(good), "expired");
    }

    @Test
    void aWorkloadShowsTheTokenOfItsPlatform() throws IOException {
        String pod = typed("JWT", claims("https://kubernetes.acme.example", POD));
        for (int again = 0; again < 2; again++) {
            JsonNode who =
                    whoCallsWith(given(as("triage", pod)).path("access_token").asString());
            assertThat(who.path("user").asString()).isEqualTo("client:triage");
            assertThat(who.path("kind").asString()).isEqualTo("service");
        }
        Map<String, Object> svid = claims("", PATROL);
        svid.remove("iss"); // a JWT-SVID need not have one
        assertThat(given(as("patrol", typed("JWT", svid))).has("access_token")).isTrue();
        refused(as("triage", typed("JWT", claims("https://kubernetes.acme.example", POD + "2"))), "wrong-client");
        refused(as("triage", typed("JWT", claims("https://other.example.com", POD))), "wrong-client");
        refused(as("triage", typed("JWT", svid)), "wrong-client");
        refused(as("patrol", pod), "wrong-client");
        refused(itself(pod), "wrong-client");
    }
}
