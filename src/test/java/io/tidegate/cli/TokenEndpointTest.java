package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import io.tidegate.audit.RecordKind;
import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Enterprise-managed authorization: are identity assertions (ID-JAG) exchanged for tokens of one endpoint, once each,
/// by the client that they are for, and is everything else refused and recorded?
@Timeout(60)
class TokenEndpointTest extends TokenEndpointFixture {
    private void refused(RawRequest request, int status, String error, String detail) throws IOException {
        Answer answer = send(request);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        JsonNode said = MAPPER.readTree(answer.body());
        assertThat(said.path("error").asString()).as(answer.body()).isEqualTo(error);
        assertThat(said.has("access_token")).isFalse();
        assertThat(header(answer, "Cache-Control")).containsExactly("no-store");
        assertThat(last(RecordKind.REFUSED).path("detail").asString()).isEqualTo("token endpoint: " + detail);
    }

    private void refusedAssertion(String assertion, String detail) throws IOException {
        refused(exchange(assertion), 400, "invalid_grant", detail + ", client editor");
    }

    private void refusedToken(String token, String detail) throws IOException {
        Answer answer = send(call("echo").as(token));
        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        assertThat(last(RecordKind.REFUSED).path("detail").asString()).isEqualTo(detail);
        assertThat(echo.called()).isEmpty();
    }

    @Test
    void anAssertionBecomesATokenOfItsUserAtOneEndpoint() throws IOException {
        JsonNode given = given(exchange(jag(assertion())));
        assertThat(given.path("token_type").asString()).isEqualTo("Bearer");
        assertThat(given.path("expires_in").asInt())
                .as("not longer than the assertion")
                .isBetween(290, 300);
        assertThat(given.path("scope").asString())
                .as("what the client may have")
                .isEqualTo("crm:read");
        JsonNode record = last(RecordKind.CHANGE);
        assertThat(record.path("what").asString()).isEqualTo("token-given");
        assertThat(record.path("detail").asString()).startsWith("for " + SITE + "/mcp, for ");
        assertThat(record.path("who").path("user").asString()).isEqualTo("alice");
        assertThat(record.path("who").path("client").asString()).isEqualTo("editor");

        String token = given.path("access_token").asString();
        for (RawRequest call : calls("echo", token)) {
            assertThat(send(call.as(token)).body()).contains("done");
            JsonNode who = last(RecordKind.SEALED).path("who");
            assertThat(who.path("user").asString()).isEqualTo("alice");
            assertThat(who.path("client").asString()).isEqualTo("editor");
            assertThat(who.path("kind").asString()).isEqualTo("person");
            assertThat(who.path("groups").toString()).isEqualTo("[\"support\"]");
        }
        echo.called().clear();
        Answer elsewhere = send(call("echo").as(token).to("/mcp/other"));
        assertThat(elsewhere.status()).isEqualTo(401);
        assertThat(last(RecordKind.REFUSED).path("detail").asString()).isEqualTo("wrong-audience");
        assertThat(echo.called()).isEmpty();
        assertThat(String.join("\n", started.records(RecordKind.values()))).doesNotContain(token, SECRET);
    }

    @Test
    void aTokenEndsWithItsAssertionAndIsNoOtherText() throws IOException {
        String token = token(assertion());
        refusedToken(token.substring(0, token.length() - 3) + "AAA", "bad-signature");
        refusedToken("tgt_AAAA", "bad-signature");
        assertThat(send(call("echo").but("Authorization", "DPoP " + token)).status())
                .isEqualTo(401);
        later.set(Duration.ofSeconds(301));
        refusedToken(token, "expired");
    }

    @Test
    void anAssertionServesOnceAtAllNodesWithTheSameStore() throws Exception {
        String assertion = jag(assertion());
        String token = given(exchange(assertion)).path("access_token").asString();
        refusedAssertion(assertion, "assertion-replayed");
        Path two = Files.createDirectory(folder.resolve("two"));
        Files.createSymbolicLink(two.resolve("state"), folder.resolve("state"));
        Files.writeString(two.resolve("client.secret"), SECRET);
        String same = Files.readString(folder.resolve("tidegate.yaml")).lines().skip(5).toList().stream()
                .reduce("", (all, line) -> all + line + "\n");
        try (Started other = Started.in(two, same, clock)) {
            Answer again = exchange(assertion).send(other.gateway().address());
            assertThat(again.status()).as(again.body()).isEqualTo(400);
            assertThat(other.refused().getLast()).contains("assertion-replayed");
            assertThat(call("echo").as(token).send(other.gateway().address()).body())
                    .as("a token of one node is good at the other")
                    .contains("done");
        }
        started.gateway().reload(Started.load(folder));
        refusedAssertion(assertion, "assertion-replayed");
    }

    @Test
    void refusesWhatIsNoAssertionForUsAndThisClient() throws Exception {
        long now = clock.instant().getEpochSecond();
        refusedAssertion(jag(assertion("aud", "https://other.example.com")), "wrong-audience");
        refusedAssertion(jag(assertion("aud", List.of(SITE, "https://other.example.com"))), "wrong-audience");
        refusedAssertion(jag(assertion("aud", SITE + "/mcp")), "wrong-audience");
        refusedAssertion(jag(assertion("client_id", "other")), "wrong-client");
        refusedAssertion(jag(assertion("client_id", List.of("editor"))), "wrong-client");
        refusedAssertion(jag(assertion("iss", "https://other.example.com")), "wrong-issuer");
        refusedAssertion(jag(assertion("exp", now - 90)), "expired"); // beyond what clocks may differ
        Map<String, Object> ended = assertion("exp", now - 1);
        ended.put("iat", now - 60);
        refusedAssertion(jag(ended), "expired");
        refusedAssertion(jag(assertion("exp", now + 7_200)), "wrong-claim");
        refusedAssertion(jag(assertion("nbf", now + 90)), "not-yet-valid");
        refusedAssertion(jag(assertion("sub", "anonymous")), "wrong-claim");
        refusedAssertion(jag(assertion("jti", "")), "wrong-claim");
        refusedAssertion(jag(assertion("cnf", Map.of("jkt", "abc"))), "wrong-type");
        for (String missing : List.of("jti", "exp", "sub", "aud", "resource", "iss")) {
            Map<String, Object> without = assertion();
            without.remove(missing);
            refusedAssertion(jag(without), "missing-claim");
        }
        String[] parts = jag(assertion()).split("\\.", -1);
        String admin = TestProvider.part(TestProvider.json(assertion("sub", "admin")));
        refusedAssertion(parts[0] + "." + admin + "." + parts[2], "bad-signature");
    }

    @Test
    void refusesOtherKindsOfTokensAndOtherAlgorithms() throws Exception {
        for (String type : List.of("JWT", "at+jwt", "application/at+jwt", "dpop+jwt", "oauth-id-jag")) {
            refusedAssertion(typed(type, assertion()), "wrong-type");
        }
        refusedAssertion(
                TestProvider.signed(
                        "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}",
                        TestProvider.json(assertion()),
                        JWSAlgorithm.RS256,
                        TestProvider.RSA),
                "wrong-type");
        String none = TestProvider.part("{\"alg\":\"none\",\"typ\":\"oauth-id-jag+jwt\"}") + "."
                + TestProvider.part(TestProvider.json(assertion())) + ".";
        refusedAssertion(none, "algorithm-not-allowed");
        String confused = TestProvider.part("{\"alg\":\"HS256\",\"kid\":\"rsa-1\",\"typ\":\"oauth-id-jag+jwt\"}") + "."
                + TestProvider.part(TestProvider.json(assertion()));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(TestProvider.RSA.toRSAPublicKey().getEncoded(), "HmacSHA256"));
        byte[] code = mac.doFinal(confused.getBytes(StandardCharsets.US_ASCII));
        refusedAssertion(
                confused + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(code), "algorithm-not-allowed");
        // The other way round: an assertion is no access token, whomever it is for.
        refusedToken(jag(assertion("aud", SITE + "/mcp")), "not-accepted");
    }

    @Test
    void aTokenIsForAnEndpointOfOursAndForNoMoreScopesThanTheAssertions() throws IOException {
        refused(
                exchange(jag(assertion("resource", "https://other.example.com/mcp"))),
                400,
                "invalid_target",
                "wrong-resource, client editor");
        refused(
                exchange(jag(assertion("resource", SITE + "/mcp/nothing"))),
                400,
                "invalid_target",
                "wrong-resource, client editor");
        Map<String, String> fields = Map.of("grant_type", JAG, "assertion", jag(assertion()));
        RawRequest other = form(with(fields, "resource", SITE + "/mcp/other"));
        refused(by(other, "editor", SECRET), 400, "invalid_target", "wrong-resource, client editor");
        RawRequest more = form(with(fields, "scope", "crm:read crm:delete"));
        refused(by(more, "editor", SECRET), 400, "invalid_scope", "wrong-scope, client editor");
        RawRequest fits = form(with(with(fields, "scope", "crm:write"), "resource", SITE + "/mcp"));
        assertThat(given(by(fits, "editor", SECRET)).path("scope").asString())
                .as("not the client's")
                .isEmpty();
    }

    private static Map<String, String> with(Map<String, String> fields, String name, String value) {
        Map<String, String> more = new java.util.LinkedHashMap<>(fields);
        more.put(name, value);
        return more;
    }

    @Test
    void onlyAClientThatProvesItselfGetsAny() throws IOException {
        Map<String, String> fields = Map.of("grant_type", JAG, "assertion", jag(assertion()));
        refused(form(fields), 401, "invalid_client", "wrong-client");
        refused(by(form(fields), "editor", "wrong"), 401, "invalid_client", "wrong-client");
        refused(by(form(fields), "nobody", SECRET), 401, "invalid_client", "wrong-client");
        refused(form(fields).with("Authorization", "Bearer " + SECRET), 401, "invalid_client", "wrong-client");
        refused(form(with(fields, "client_id", "editor")), 401, "invalid_client", "wrong-client");
        RawRequest twice =
                by(form(with(with(fields, "client_id", "editor"), "client_secret", SECRET)), "editor", SECRET);
        refused(twice, 400, "invalid_request", "several-credentials");
        refused(by(form(fields), "other", SECRET), 400, "invalid_grant", "wrong-client, client other");
        RawRequest same = exchange(jag(assertion()));
        refused(same.body(same.body() + "&grant_type=" + JAG), 400, "invalid_request", "malformed");
        refused(same.but("Content-Type", "application/json"), 400, "invalid_request", "malformed");
        refused(
                by(form(Map.of("grant_type", "client_credentials")), "editor", SECRET),
                400,
                "unauthorized_client",
                "grant-not-allowed, client editor");
        refused(
                by(form(Map.of("grant_type", "password")), "editor", SECRET),
                400,
                "unsupported_grant_type",
                "unsupported-grant, client editor");
        RawRequest posted = form(with(with(fields, "client_id", "editor"), "client_secret", SECRET));
        assertThat(given(posted).has("access_token")).isTrue();
    }

    @Test
    void tokensEndWithTheirIssuerAndTheirClient() throws IOException {
        String token = token(assertion());
        assertThat(send(call("echo").as(token)).body()).contains("done");
        echo.called().clear();
        int port = documents.getAddress().getPort();
        String rest = "servers: { echo: { url: \"" + echo.url() + "\" } }\npublic-url: " + SITE + "\n";
        started.reload(rest + tokenEndpoint(port, "other"));
        refusedToken(token, "revoked");
        started.reload(rest + giving(port, "https://login.example.com/realms/new", "editor"));
        refusedToken(token, "revoked");
        refusedAssertion(jag(assertion()), "wrong-issuer");
        started.reload(rest + "identity: { api-keys: allowed }\n");
        refusedToken(token, "not-accepted");
        assertThat(send(exchange(jag(assertion()))).status()).isEqualTo(404);
    }

    @Test
    void describesItselfAndIsNamedByTheEndpoints() throws IOException {
        JsonNode metadata =
                MAPPER.readTree(send(new RawRequest("GET", "/.well-known/oauth-authorization-server", List.of(), ""))
                        .body());
        assertThat(metadata.path("issuer").asString()).isEqualTo(SITE);
        assertThat(metadata.path("token_endpoint").asString()).isEqualTo(SITE + "/oauth/token");
        assertThat(metadata.path("grant_types_supported").toString()).isEqualTo("[\"" + JAG + "\"]");
        JsonNode resource = MAPPER.readTree(
                send(new RawRequest("GET", "/.well-known/oauth-protected-resource/mcp/other", List.of(), ""))
                        .body());
        assertThat(resource.path("authorization_servers").toString()).isEqualTo("[\"" + SITE + "\"]");
        assertThat(resource.path("resource").asString()).isEqualTo(SITE + "/mcp/other");
        assertThat(send(new RawRequest("GET", "/oauth/token", List.of(), "")).status())
                .isEqualTo(405);
    }

    @Test
    void whoAsksTooOftenIsToldToWait() {
        Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> IntStream.range(0, 400)
                .parallel()
                .mapToObj(_ -> answered(exchange("a.b.c")))
                .anyMatch(answer ->
                        answer.status() == 429 && header(answer, "Retry-After").size() == 1));
    }

    private Answer answered(RawRequest request) {
        try {
            return send(request);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
