package io.tidegate.identity;

import static io.tidegate.identity.TestProvider.AUDIENCE;
import static io.tidegate.identity.TestProvider.ISSUER;
import static io.tidegate.identity.TestProvider.claims;
import static io.tidegate.identity.TestProvider.es256;
import static io.tidegate.identity.TestProvider.json;
import static io.tidegate.identity.TestProvider.rs256;
import static io.tidegate.identity.TestProvider.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SigningKeysTest extends OidcFixture {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody",
                "../../etc/passwd",
                "https://evil.example/keys",
                "rsa-1' OR '1'='1",
                "",
                "RSA-1",
                "rsa-1 "
            })
    void refusesAnUnknownKeyIdWithoutFollowingIt(String keyId) {
        String header = json(Map.of("alg", "RS256", "kid", keyId));
        assertRejected(signed(header, json(claims()), JWSAlgorithm.RS256, TestProvider.RSA), Why.UNKNOWN_SIGNING_KEY);
    }

    @Test
    void refusesAKeyIdThatIsNoTextOrTooLong() {
        assertRejected(
                signed("{\"alg\":\"RS256\",\"kid\":[\"rsa-1\"]}", json(claims()), JWSAlgorithm.RS256, TestProvider.RSA),
                Why.MALFORMED);
        String header = json(Map.of("alg", "RS256", "kid", "k".repeat(300)));
        assertRejected(signed(header, json(claims()), JWSAlgorithm.RS256, TestProvider.RSA), Why.MALFORMED);
    }

    @Test
    void ignoresKeysThatTheTokenBrings() {
        String jwk = TestProvider.EC_NEW.toPublicJWK().toJSONString();
        for (String keys : List.of(
                "\"jwk\":" + jwk,
                "\"jku\":\"https://evil.example/keys\"",
                "\"x5u\":\"https://evil.example/chain\"",
                "\"x5c\":[\"MIIB\"]")) {
            String header = "{\"alg\":\"ES256\",\"kid\":\"ec-1\"," + keys + "}";
            assertRejected(signed(header, json(claims()), JWSAlgorithm.ES256, TestProvider.EC_NEW), Why.BAD_SIGNATURE);
            accepted(signed(header, json(claims()), JWSAlgorithm.ES256, TestProvider.EC));
        }
    }

    @Test
    void refusesWeakAndSecretAndEncryptionKeys() {
        provider.published = List.of(
                TestProvider.RSA_WEAK,
                new OctetSequenceKey.Builder(new byte[32]).keyID("secret").build(),
                new RSAKey.Builder(TestProvider.RSA)
                        .keyUse(KeyUse.ENCRYPTION)
                        .keyID("encrypt")
                        .build());
        assertRejected(
                signed(
                        "{\"alg\":\"RS256\",\"kid\":\"rsa-weak\"}",
                        json(claims()),
                        JWSAlgorithm.RS256,
                        TestProvider.RSA_WEAK),
                Why.BAD_SIGNATURE);
        assertRejected(
                signed("{\"alg\":\"RS256\",\"kid\":\"secret\"}", json(claims()), JWSAlgorithm.RS256, TestProvider.RSA),
                Why.UNKNOWN_SIGNING_KEY);
        assertRejected(
                signed("{\"alg\":\"RS256\",\"kid\":\"encrypt\"}", json(claims()), JWSAlgorithm.RS256, TestProvider.RSA),
                Why.UNKNOWN_SIGNING_KEY);
    }

    @Test
    void takesATokenWithoutKeyIdOnlyWhereOneKeyFits() {
        String token = signed("{\"alg\":\"ES256\"}", json(claims()), JWSAlgorithm.ES256, TestProvider.EC);
        accepted(token);
        provider.published = List.of(TestProvider.EC, TestProvider.EC_NEW);
        time.pass(Duration.ofSeconds(90));
        authenticator = authenticator(IssuerFixture.usual(ISSUER, AUDIENCE));
        assertRejected(token, Why.UNKNOWN_SIGNING_KEY);
    }

    @Test
    void forgetsATokenAfterAMinuteSoThatAWithdrawnKeyEnds() {
        String token = rs256(claims("exp", TestTime.START.getEpochSecond() + 36_000));
        accepted(token);
        provider.published = List.of(TestProvider.EC);
        time.pass(Duration.ofSeconds(50));
        accepted(token);
        time.pass(SigningKeys.FRESH);
        present(token); // renews the keys beside this call
        time.pass(Duration.ofSeconds(61));
        assertRejected(token, Why.UNKNOWN_SIGNING_KEY);
    }

    @Test
    void takesANewKeyAfterARotationButAsksRarely() {
        accepted(es256(TestProvider.EC, claims()));
        assertThat(provider.fetches).hasValue(1);
        provider.published = List.of(TestProvider.EC_NEW);
        String rotated = es256(TestProvider.EC_NEW, claims());
        for (int attempt = 0; attempt < 50; attempt++) {
            assertRejected(rotated, Why.UNKNOWN_SIGNING_KEY);
        }
        assertThat(provider.fetches).hasValue(1);
        time.pass(Duration.ofSeconds(36));
        accepted(rotated);
        assertThat(provider.fetches).hasValue(2);
        for (int attempt = 0; attempt < 50; attempt++) {
            assertRejected(es256(TestProvider.EC, claims("jti", "n" + attempt)), Why.UNKNOWN_SIGNING_KEY);
        }
        assertThat(provider.fetches).hasValue(2);
    }

    @Test
    void keepsTheOldKeysForAnHourWhenTheProviderIsDown() {
        long now = TestTime.START.getEpochSecond();
        String token = rs256(claims("exp", now + 36_000));
        accepted(token);
        provider.down = true;
        time.pass(Duration.ofMinutes(59));
        accepted(token);
        time.pass(Duration.ofMinutes(2));
        assertRejected(token, Why.PROVIDER_UNAVAILABLE);
        provider.down = false;
        time.pass(Duration.ofSeconds(40));
        accepted(token);
    }

    @Test
    void saysWhenTheProviderWasNeverReachedAndAsksRarely() {
        provider.down = true;
        for (int attempt = 0; attempt < 20; attempt++) {
            assertRejected(rs256(claims()), Why.PROVIDER_UNAVAILABLE);
        }
        assertThat(provider.fetches).hasValueLessThan(2);
        provider.down = false;
        time.pass(Duration.ofSeconds(11));
        accepted(rs256(claims()));
    }

    @Test
    void refusesAProviderThatDescribesAnother() {
        for (String description : List.of(
                "{\"issuer\":\"" + ISSUER + "/\",\"jwks_uri\":\"https://login.example.com/realms/acme/keys\"}",
                "{\"jwks_uri\":\"https://login.example.com/realms/acme/keys\"}",
                "{\"issuer\":\"" + ISSUER + "\",\"jwks_uri\":\"http://login.example.com/realms/acme/keys\"}",
                "{\"issuer\":\"" + ISSUER + "\",\"jwks_uri\":\"http://127.0.0.1/realms/acme/keys\"}",
                "{\"issuer\":\"" + ISSUER + "\",\"jwks_uri\":\"file:///realms/acme/keys\"}",
                "{\"issuer\":\"" + ISSUER
                        + "\",\"issuer\":\"x\",\"jwks_uri\":\"https://login.example.com/realms/acme/keys\"}",
                "not json")) {
            provider.description = description;
            authenticator = authenticator(IssuerFixture.usual(ISSUER, AUDIENCE));
            assertRejected(rs256(claims()), Why.PROVIDER_UNAVAILABLE);
        }
    }

    @Test
    void keepsItsKeysWhenNewOnesCannotBeRead() {
        accepted(es256(TestProvider.EC, claims()));
        provider.published = List.<JWK>of(
                new ECKey.Builder(TestProvider.EC).keyID("x".repeat(3)).build());
        provider.description = "{}";
        time.pass(Duration.ofSeconds(100));
        accepted(es256(TestProvider.EC, claims("jti", "other")));
    }

    @Test
    void refusesAKeyOfAnotherKindThanTheAlgorithm() {
        String token =
                signed("{\"alg\":\"ES256\",\"kid\":\"rsa-1\"}", json(claims()), JWSAlgorithm.ES256, TestProvider.EC);
        assertRejected(token, Why.UNKNOWN_SIGNING_KEY);
    }
}
