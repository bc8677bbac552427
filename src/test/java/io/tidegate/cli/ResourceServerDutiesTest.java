package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import io.tidegate.audit.RecordKind;
import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The duties of a resource server in MCP, Authorization, of 2025-11-25 and 2026-07-28: one test a MUST, by
/// section, each in both eras; and the attacks that they are against. Scopes and step-up are in
/// `EndpointTokensTest`, proofs of keys in `DpopCallsTest`, what is upstream in `upstream`.
class ResourceServerDutiesTest extends ProviderFixture {
    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    @Override
    String identity(int port) {
        return """
                identity:
                  issuers: [ { issuer: "%s", jwks: "http://127.0.0.1:%d/keys" } ]
                """.formatted(TestProvider.ISSUER, port);
    }

    private String good() {
        return TestProvider.rs256(claims());
    }

    /// In each era: refused with this status and this detail in the trail, and nothing at the server.
    private void refused(String credential, int status, String detail) throws IOException {
        for (RawRequest call : calls("echo", good())) {
            refused(call.as(credential), status, detail);
        }
    }

    private Answer refused(RawRequest request, int status, String detail) throws IOException {
        int before = started.records(RecordKind.SEALED, RecordKind.REFUSED).size();
        Answer answer = send(request);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).doesNotContain("done");
        assertThat(echo.called()).isEmpty();
        assertThat(started.records(RecordKind.SEALED, RecordKind.REFUSED)).hasSize(before + 1);
        assertThat(last().path("detail").asString()).isEqualTo(detail);
        return answer;
    }

    /// Section "Authorization Server Discovery", "Protected Resource Metadata Discovery Requirements".
    @Nested
    class Discovery {
        /// MUST implement RFC 9728; the document MUST have `authorization_servers`, with one at least.
        @Test
        void metadataNamesTheAuthorizationServers() throws IOException {
            for (String path : List.of(WELL_KNOWN, WELL_KNOWN + "/mcp")) {
                Answer answer = send(new RawRequest("GET", path, List.of(), ""));
                assertThat(answer.status()).isEqualTo(200);
                JsonNode metadata = MAPPER.readTree(answer.body());
                assertThat(metadata.path("authorization_servers").toString())
                        .isEqualTo("[\"" + TestProvider.ISSUER + "\"]");
                assertThat(metadata.path("resource").asString()).isEqualTo(url("/mcp"));
            }
        }

        /// MUST give the metadata's URL in `WWW-Authenticate` of a 401, or at the well-known address: both here.
        @Test
        void aChallengeNamesTheMetadata() throws IOException {
            for (RawRequest call : calls("echo", good())) {
                Answer answer = send(call);
                assertThat(answer.status()).isEqualTo(401);
                assertThat(header(answer, "WWW-Authenticate"))
                        .containsExactly(
                                "Bearer realm=\"tidegate\", resource_metadata=\"" + url(WELL_KNOWN) + "/mcp\"");
            }
        }
    }

    /// Section "Access Token Usage", "Token Requirements".
    @Nested
    class TokenRequirements {
        /// Authorization MUST be in every request, even of one session.
        @Test
        void aSessionIsNoCredential() throws IOException {
            RawRequest inSession = calls("echo", good()).getLast();
            for (RawRequest request : List.of(
                    inSession,
                    inSession.by("GET").body(""),
                    inSession.by("DELETE").body(""))) {
                Answer answer = send(request);
                assertThat(answer.status()).as(request.method()).isEqualTo(401);
            }
            assertThat(echo.called()).isEmpty();
            assertThat(send(inSession.as(good())).body())
                    .as("and it is still there")
                    .contains("done");
        }

        /// MUST use the header `Authorization`; MUST NOT be in the query.
        @Test
        void aTokenInTheAddressIsNotLookedAt() throws IOException {
            String token = good();
            for (RawRequest call : calls("echo", token)) {
                Answer answer = send(call.to("/mcp?access_token=" + token));
                assertThat(answer.status()).isEqualTo(401);
                assertThat(send(call.with("X-Access-Token", token).with("Cookie", "access_token=" + token))
                                .status())
                        .isEqualTo(401);
            }
            assertThat(echo.called()).isEmpty();
            assertThat(String.join("\n", started.records(RecordKind.values()))).doesNotContain(token);
        }

        /// Two could be read differently by two readers.
        @Test
        void aSecondAuthorizationHeaderIsABadRequest() throws IOException {
            for (RawRequest call : calls("echo", good())) {
                RawRequest twice = call.as(good()).with("Authorization", "Bearer " + good());
                refused(twice, 400, "several-credentials");
                RawRequest hidden = call.as(good()).with("AUTHORIZATION", "Basic dTpw");
                refused(hidden, 400, "several-credentials");
            }
        }
    }

    /// Section "Access Token Usage", "Token Handling", and "Token Audience Binding and Validation".
    @Nested
    class TokenHandling {
        /// MUST validate access tokens (OAuth 2.1, section 5.2): the signature, and with it the algorithm.
        @Test
        void refusesWhatTheIssuerDidNotSign() throws Exception {
            String[] parts = good().split("\\.", -1);
            String admin = TestProvider.part(TestProvider.json(claims("sub", "admin")));
            refused(parts[0] + "." + admin + "." + parts[2], 401, "bad-signature");
            for (String none : List.of("none", "None", "NONE")) {
                refused(
                        TestProvider.part("{\"alg\":\"" + none + "\"}") + "." + admin + ".",
                        401,
                        "algorithm-not-allowed");
            }
            String confused = TestProvider.part("{\"alg\":\"HS256\",\"kid\":\"rsa-1\"}") + "." + admin;
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(TestProvider.RSA.toRSAPublicKey().getEncoded(), "HmacSHA256"));
            byte[] code = mac.doFinal(confused.getBytes(StandardCharsets.US_ASCII));
            String hmac = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(code);
            refused(confused + "." + hmac, 401, "algorithm-not-allowed");
        }

        /// A `kid` is compared with those that are published, and is no path, query or address.
        @Test
        void aKeyIdLeadsNowhere() throws IOException {
            for (String kid : List.of(
                    "../../../../dev/null",
                    "/etc/passwd",
                    "x' OR '1'='1",
                    "x; DROP TABLE api_keys",
                    "http://127.0.0.1:1/keys",
                    "rsa-1\u0000")) {
                String header =
                        TestProvider.json(Map.of("alg", "RS256", "kid", kid)).replace("\u0000", "\\u0000");
                String token =
                        TestProvider.signed(header, TestProvider.json(claims()), JWSAlgorithm.RS256, TestProvider.RSA);
                refused(token, 401, "unknown-signing-key");
            }
        }

        /// MUST be issued for this server: another audience, issuer or endpoint is none of ours. MUST NOT accept any
        /// other token.
        @Test
        void refusesTokensForAnybodyElse() throws IOException {
            for (Object audience : List.of(
                    "https://other.example.com/mcp",
                    "account",
                    url(""),
                    url("/mcp/other"),
                    List.of(),
                    List.of("a", "b"))) {
                refused(TestProvider.rs256(claims("aud", audience)), 401, "wrong-audience");
            }
            Map<String, Object> nobody = claims();
            nobody.remove("aud");
            refused(TestProvider.rs256(nobody), 401, "missing-claim");
            refused(TestProvider.rs256(claims("iss", "https://other.example.com")), 401, "wrong-issuer");
            refused(TestProvider.rs256(claims("iss", TestProvider.ISSUER + "/")), 401, "wrong-issuer");
            refused(TestProvider.es256(TestProvider.EC_NEW, claims()), 401, "unknown-signing-key");
        }

        /// Invalid or expired tokens MUST receive a 401 (OAuth 2.1, section 5.3).
        @Test
        void invalidAndExpiredTokensAreUnauthorized() throws IOException {
            long now = clock.instant().getEpochSecond();
            Map<String, String> tokens = new TreeMap<>(Map.of(
                    TestProvider.rs256(claims("exp", now - 90)),
                    "expired",
                    TestProvider.rs256(claims("nbf", now + 90)),
                    "not-yet-valid",
                    TestProvider.rs256(claims("sub", "anonymous")),
                    "wrong-claim",
                    "a.b.c",
                    "malformed",
                    "tg_" + "0".repeat(49),
                    "malformed"));
            for (Map.Entry<String, String> each : tokens.entrySet()) {
                for (RawRequest call : calls("echo", good())) {
                    Answer answer = refused(call.as(each.getKey()), 401, each.getValue());
                    assertThat(header(answer, "WWW-Authenticate").getFirst())
                            .contains("error=\"invalid_token\"", "resource_metadata=\"");
                    assertThat(answer.head() + answer.body()).doesNotContain(each.getKey());
                }
            }
        }

        @Test
        void aHugeTokenIsNotRead() throws IOException {
            String huge = TestProvider.rs256(claims("padding", "x".repeat(20_000)));
            for (RawRequest call : calls("echo", good())) {
                assertThat(send(call.as(huge)).status()).isIn(401, 431);
            }
            assertThat(echo.called()).isEmpty();
        }

        /// Keys that do not exist make nobody ask for them without end.
        @Test
        void aFloodOfUnknownKeysAsksOnce() throws IOException {
            assertThat(send(call("echo").as(good())).status()).isEqualTo(200);
            int before = keysAsked.get();
            for (int token = 0; token < 100; token++) {
                String header = "{\"alg\":\"RS256\",\"kid\":\"k" + token + "\"}";
                String unknown =
                        TestProvider.signed(header, TestProvider.json(claims()), JWSAlgorithm.RS256, TestProvider.RSA);
                assertThat(send(call("echo").as(unknown)).status()).isEqualTo(401);
            }
            assertThat(keysAsked.get() - before).isLessThanOrEqualTo(1);
        }
    }

    /// Section "Security Considerations", "Access Token Privilege Restriction".
    @Nested
    class PrivilegeRestriction {
        /// MUST NOT pass through the token that it received.
        @Test
        void aServerNeverSeesTheToken() throws IOException {
            String token = good();
            for (RawRequest call : calls("echo", token)) {
                assertThat(send(call.as(token)).body()).contains("done");
            }
            assertThat(echo.seen()).isNotEmpty().allSatisfy(all -> assertThat(all)
                    .doesNotContain(token)
                    .doesNotContainIgnoringCase("authorization"));
        }
    }
}
