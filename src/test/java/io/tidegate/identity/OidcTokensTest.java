package io.tidegate.identity;

import static io.tidegate.identity.TestProvider.AUDIENCE;
import static io.tidegate.identity.TestProvider.ISSUER;
import static io.tidegate.identity.TestProvider.claims;
import static io.tidegate.identity.TestProvider.claimsWithout;
import static io.tidegate.identity.TestProvider.es256;
import static io.tidegate.identity.TestProvider.json;
import static io.tidegate.identity.TestProvider.part;
import static io.tidegate.identity.TestProvider.rs256;
import static io.tidegate.identity.TestProvider.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OidcTokensTest extends OidcFixture {
    @Test
    void takesAGoodToken() {
        Principal alice = accepted(rs256(claims()));
        assertThat(alice.id()).isEqualTo("alice");
        assertThat(alice.groups()).containsExactlyInAnyOrder("support", "staff");
        assertThat(alice.authentication()).isEqualTo(new Authentication.OidcToken(ISSUER, Optional.of("editor")));
        assertThat(alice.client()).contains("editor");
        assertThat(alice.expires()).contains(TestTime.START.plusSeconds(300));
        assertThat(alice.tenant()).isEqualTo("default");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void takesEveryRsaAlgorithm(String name) {
        JWSAlgorithm algorithm = JWSAlgorithm.parse(name);
        String header = json(Map.of("alg", name, "kid", "rsa-1"));
        accepted(signed(header, json(claims()), algorithm, TestProvider.RSA));
    }

    @Test
    void takesEllipticCurves() throws GeneralSecurityException {
        accepted(es256(TestProvider.EC, claims()));
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        Base64URL point = Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        provider.published = List.of(
                new OctetKeyPair.Builder(Curve.Ed25519, point).keyID("ed-1").build());
        time.pass(Duration.ofSeconds(40));
        String input = part("{\"alg\":\"EdDSA\",\"kid\":\"ed-1\"}") + "." + part(json(claims()));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        byte[] code = signature.sign();
        accepted(input + "." + part(code));
        code[3] ^= 1;
        assertRejected(input + "." + part(code), Why.BAD_SIGNATURE);
    }

    @Test
    void refusesAlgorithmNone() {
        for (String none : List.of("none", "None", "NONE", "")) {
            String head = part(json(Map.of("alg", none, "typ", "JWT")));
            assertRejected(head + "." + part(json(claims())) + ".", Why.ALGORITHM_NOT_ALLOWED);
            assertRejected(head + "." + part(json(claims())) + ".AAAA", Why.ALGORITHM_NOT_ALLOWED);
        }
        assertRejected(part("{}") + "." + part(json(claims())) + ".AAAA", Why.ALGORITHM_NOT_ALLOWED);
    }

    @Test
    void refusesHmacWithThePublicKeyAsSecret() throws Exception {
        String input = part("{\"alg\":\"HS256\",\"kid\":\"rsa-1\"}") + "." + part(json(claims()));
        for (byte[] secret : List.of(
                TestProvider.RSA.toRSAPublicKey().getEncoded(),
                TestProvider.RSA.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] code = mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
            assertRejected(input + "." + part(code), Why.ALGORITHM_NOT_ALLOWED);
        }
    }

    @Test
    void refusesAnAlgorithmThatIsNotConfigured() {
        authenticator = authenticator(IssuerFixture.of(ISSUER, AUDIENCE)
                .withAlgorithms(Algorithm.ES256)
                .made());
        assertRejected(rs256(claims()), Why.ALGORITHM_NOT_ALLOWED);
        accepted(es256(TestProvider.EC, claims()));
    }

    @Test
    void refusesAChangedPayloadOrSignature() {
        String[] parts = rs256(claims()).split("\\.", -1);
        assertRejected(parts[0] + "." + part(json(claims("sub", "admin"))) + "." + parts[2], Why.BAD_SIGNATURE);
        assertRejected(parts[0] + "." + parts[1] + ".AAAA", Why.BAD_SIGNATURE);
        String[] curve = es256(TestProvider.EC, claims()).split("\\.", -1);
        assertRejected(curve[0] + "." + curve[1] + "." + part(new byte[64]), Why.BAD_SIGNATURE); // CVE-2022-21449
    }

    @Test
    void refusesOtherIssuers() {
        for (String issuer : List.of(
                ISSUER + "/", "https://login.example.com/realms/other", ISSUER.toUpperCase(java.util.Locale.ROOT))) {
            assertRejected(rs256(claims("iss", issuer)), Why.WRONG_ISSUER);
        }
        assertRejected(rs256(claims("iss", List.of(ISSUER))), Why.WRONG_CLAIM);
        assertRejected(rs256(claimsWithout("iss")), Why.MISSING_CLAIM);
    }

    @Test
    void refusesOtherAudiences() {
        accepted(rs256(claims("aud", AUDIENCE)));
        for (Object audience : List.of(
                "https://other.example/mcp", AUDIENCE + "/", List.of(), List.of("a", "b"), 7, List.of(AUDIENCE, 7))) {
            assertRejected(rs256(claims("aud", audience)), Why.WRONG_AUDIENCE);
        }
        assertRejected(rs256(claimsWithout("aud")), Why.MISSING_CLAIM);
    }

    @Test
    void refusesTimesThatDoNotFit() {
        long now = TestTime.START.getEpochSecond();
        assertRejected(rs256(claims("exp", now - 60)), Why.EXPIRED);
        accepted(rs256(claims("exp", now + 1)));
        assertRejected(rs256(claimsWithout("exp")), Why.MISSING_CLAIM);
        assertRejected(rs256(claims("exp", String.valueOf(now + 60))), Why.WRONG_CLAIM);
        assertRejected(rs256(claims("exp", -1)), Why.WRONG_CLAIM);
        assertRejected(
                rs256(claims("exp", "1e300".length() > 0 ? new java.math.BigDecimal("1e300") : 0)), Why.WRONG_CLAIM);
        assertRejected(rs256(claims("nbf", now + 61)), Why.NOT_YET_VALID);
        accepted(rs256(claims("nbf", now + 60)));
        assertRejected(rs256(claims("iat", now + 61)), Why.NOT_YET_VALID);
        assertRejected(rs256(claims("iat", now + 301)), Why.NOT_YET_VALID);
    }

    @Test
    void allowsForClocksThatDiffer() {
        long now = TestTime.START.getEpochSecond();
        Map<String, Object> late = claims("exp", now - 59);
        late.put("iat", now - 300);
        accepted(rs256(late));
    }

    @Test
    void refusesATokenThatExpiresWhileItIsRemembered() {
        String token = rs256(claims("exp", TestTime.START.getEpochSecond() + 10));
        accepted(token);
        time.pass(Duration.ofSeconds(69)); // ten seconds of life and almost sixty of skew
        accepted(token);
        time.pass(Duration.ofSeconds(1));
        assertRejected(token, Why.EXPIRED);
    }

    @Test
    void readsGroupsFromANestedClaimAndFromANameWithDots() {
        authenticator = authenticator(withGroups("realm_access.roles"));
        Principal alice = accepted(rs256(claims("realm_access", Map.of("roles", List.of("auditor")))));
        assertThat(alice.groups()).containsExactly("auditor");
        assertThat(accepted(rs256(claims())).groups()).isEmpty();
        authenticator = authenticator(withGroups("https://acme.example/roles"));
        assertThat(accepted(rs256(claims("https://acme.example/roles", List.of("dev"))))
                        .groups())
                .containsExactly("dev");
    }

    @Test
    void refusesGroupsOfAnotherShape() {
        for (Object groups : List.of(
                "admin", 7, Map.of("a", "b"), List.of(7), List.of(""), List.of("a\nb"), List.of(List.of("a")))) {
            assertRejected(rs256(claims("groups", groups)), Why.WRONG_CLAIM);
        }
        List<Integer> many = java.util.stream.IntStream.range(0, 1001).boxed().toList();
        assertRejected(
                rs256(claims("groups", many.stream().map(number -> "g" + number).toList())), Why.WRONG_CLAIM);
    }

    @Test
    void saysWhenTheProviderLeftTheGroupsOut() {
        Map<String, Object> claims = claimsWithout("groups");
        claims.put("_claim_names", Map.of("groups", "src1"));
        claims.put("_claim_sources", Map.of("src1", Map.of("endpoint", "https://evil.example/groups")));
        assertRejected(rs256(claims), Why.GROUPS_LEFT_OUT);
    }

    @Test
    void refusesUsersWithoutOrWithAWrongName() {
        assertRejected(rs256(claimsWithout("sub")), Why.MISSING_CLAIM);
        for (Object name : List.of("", " ", "anonymous", "a\nb", "a\u202Eb", "x".repeat(257), 7, List.of("a"))) {
            assertRejected(rs256(claims("sub", name)), Why.WRONG_CLAIM);
        }
    }

    @Test
    void refusesExtensionsThatItDoesNotKnow() {
        for (String extension : List.of(
                "\"crit\":[\"exp\"],\"exp\":1", "\"crit\":[]", "\"b64\":false", "\"crit\":[\"b64\"],\"b64\":false")) {
            assertRejected(
                    signed(
                            "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"," + extension + "}",
                            json(claims()),
                            JWSAlgorithm.RS256,
                            TestProvider.RSA),
                    Why.MALFORMED);
        }
    }

    @Test
    void refusesOtherTypesOfTokens() {
        for (String type : List.of("\"logout+jwt\"", "\"oauth-id-jag+jwt\"", "\"dpop+jwt\"", "7")) {
            assertRejected(
                    signed(
                            "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":" + type + "}",
                            json(claims()),
                            JWSAlgorithm.RS256,
                            TestProvider.RSA),
                    Why.WRONG_TYPE);
        }
        for (String type : List.of("JWT", "jwt", "at+jwt", "application/at+jwt")) {
            accepted(signed(
                    "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"" + type + "\"}",
                    json(claims()),
                    JWSAlgorithm.RS256,
                    TestProvider.RSA));
        }
        assertRejected(rs256(claims("cnf", Map.of("jkt", "x"))), Why.PROOF_MISSING);
        assertRejected(rs256(claims("cnf", Map.of("x5t#S256", "x"))), Why.CERTIFICATE_MISSING);
        assertRejected(rs256(claims("cnf", Map.of("jkt", "x", "x5t#S256", "x"))), Why.PROOF_MISSING);
        assertRejected(rs256(claims("cnf", "x")), Why.WRONG_TYPE);
        assertRejected(rs256(claims("cnf", Map.of())), Why.WRONG_TYPE);
        assertRejected(rs256(claims("cnf", Map.of("jkt", "x", "more", "x"))), Why.PROOF_MISSING);
    }

    @Test
    void refusesDuplicatesInHeaderAndClaims() {
        String twice = json(claims()).replace("\"sub\":\"alice\"", "\"sub\":\"alice\",\"sub\":\"admin\"");
        assertRejected(
                signed("{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", twice, JWSAlgorithm.RS256, TestProvider.RSA),
                Why.MALFORMED);
        assertRejected(
                signed(
                        "{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"rsa-1\"}",
                        json(claims()),
                        JWSAlgorithm.RS256,
                        TestProvider.RSA),
                Why.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a.b",
                "a.b.c",
                "a.b.c.d",
                "a.b.c.d.e",
                "..",
                ".",
                "e30.e30.",
                "e30.e30.e30",
                "W10.W10.AA",
                "bnVsbA.e30.AA"
            })
    void refusesWhatIsNoToken(String token) {
        assertThat(present(token)).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void refusesHugeAndDeepTokens() {
        assertRejected(rs256(claims("padding", "x".repeat(17 * 1024))), Why.MALFORMED);
        String deep = "[".repeat(100) + "]".repeat(100);
        assertRejected(
                signed(
                        "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}",
                        json(claims()).replaceFirst("\\{", "{\"deep\":" + deep + ","),
                        JWSAlgorithm.RS256,
                        TestProvider.RSA),
                Why.MALFORMED);
    }

    @Test
    void refusesBrokenUtf8InClaims() {
        byte[] payload = json(claims()).getBytes(StandardCharsets.UTF_8);
        payload[json(claims()).indexOf("alice")] = (byte) 0xC0;
        String input = part("{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}") + "." + part(payload);
        assertRejected(input + ".AAAA", Why.MALFORMED);
    }

    @Test
    void refusesSettingsThatAreNotSafe() {
        assertThatThrownBy(() -> IssuerFixture.usual("http://login.example.com", AUDIENCE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> IssuerFixture.usual("https://user@login.example.com", AUDIENCE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> IssuerFixture.of(ISSUER).withAlgorithms().made())
                .hasMessageContaining("algorithm");
        assertThatThrownBy(() -> new IssuerSettings(
                        ISSUER,
                        Set.of(),
                        Optional.empty(),
                        Algorithm.ALL,
                        IssuerSettings.ClaimNames.USUAL,
                        Duration.ofMinutes(6),
                        Set.of(),
                        Optional.empty(),
                        IssuerSettings.Proofs.TAKEN,
                        IssuerSettings.Proofs.TAKEN,
                        IssuerSettings.Proofs.TAKEN,
                        NamePatterns.NONE))
                .hasMessageContaining("skew");
        assertThat(IssuerFixture.usual("http://localhost:8080/realms/x", AUDIENCE)
                        .issuer())
                .contains("localhost");
    }

    @Test
    void keysOfPrincipalsAreStableAndApart() {
        String first = accepted(rs256(claims())).key();
        assertThat(accepted(es256(TestProvider.EC, claims("jti", "2"))).key()).isEqualTo(first);
        assertThat(accepted(rs256(claims("azp", "other"))).key()).isNotEqualTo(first);
        assertThat(accepted(rs256(claims("sub", "bob"))).key()).isNotEqualTo(first);
        Principal key = new Principal(
                "alice", "alice", Set.of(), new Authentication.ApiKey("k"), Optional.of(Instant.MAX), "default");
        assertThat(key.key()).isNotEqualTo(first);
    }
}
