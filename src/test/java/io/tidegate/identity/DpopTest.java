package io.tidegate.identity;

import static io.tidegate.identity.TestProvider.AUDIENCE;
import static io.tidegate.identity.TestProvider.ISSUER;
import static io.tidegate.identity.TestProvider.claims;
import static io.tidegate.identity.TestProvider.json;
import static io.tidegate.identity.TestProvider.rs256;
import static io.tidegate.identity.TestProvider.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.tidegate.crypto.Digest;
import io.tidegate.identity.Presented.Look;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Is a token that is bound to a key taken with a proof of that key alone (RFC 9449, section 4.3)?
final class DpopTest extends OidcFixture {
    private static final ECKey KEY = key();
    private static final ECKey OTHER = key();

    private int made;

    static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException failed) {
            throw new IllegalStateException(failed);
        }
    }

    static Map<String, Object> bound(Map<String, Object> claims, ECKey key) {
        try {
            claims.put("cnf", Map.of("jkt", key.computeThumbprint().toString()));
            return claims;
        } catch (JOSEException failed) {
            throw new IllegalStateException(failed);
        }
    }

    static String hash(String token) {
        byte[] hash = Digest.of(token.getBytes(StandardCharsets.US_ASCII)).bytes();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    private final String token = rs256(bound(claims(), KEY));

    private Map<String, Object> about(String name, Object value) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("jti", "proof-" + made++);
        about.put("htm", "POST");
        about.put("htu", AUDIENCE);
        about.put("iat", time.instant().getEpochSecond());
        about.put("ath", hash(token));
        about.put(name, value);
        return about;
    }

    private static String header(ECKey key, String more) {
        return "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":"
                + key.toPublicJWK().toJSONString() + more + "}";
    }

    private static String proof(Map<String, Object> about) {
        return signed(header(KEY, ""), json(about), JWSAlgorithm.ES256, KEY);
    }

    private String proof() {
        return proof(about("x", 1));
    }

    private Outcome show(String scheme, String shown, String... proofs) {
        return authenticator.authenticate(new Presented(
                List.of(scheme + " " + shown),
                Presented.Reach.NETWORK,
                new Presented.Request("POST", AUDIENCE, List.of(proofs), Look.FIRST)));
    }

    private void taken(String... proofs) {
        assertThat(show("DPoP", token, proofs)).isInstanceOf(Outcome.Authenticated.class);
    }

    private void refused(Why why, String... proofs) {
        refused(show("DPoP", token, proofs), why);
    }

    private static void refused(Outcome outcome, Why why) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Rejected.class, rejected -> {
            assertThat(rejected.why()).as(rejected.description()).isEqualTo(why);
            assertThat(rejected.description()).matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");
        });
    }

    @Test
    void takesABoundTokenWithAProof() {
        taken(proof());
        taken(proof());
        refused(show("dpop", token, proof().substring(1)), Why.INVALID_PROOF);
    }

    @Test
    void refusesABoundTokenAsBearer() {
        refused(show("Bearer", token), Why.PROOF_MISSING);
        refused(show("Bearer", token, proof()), Why.PROOF_MISSING);
    }

    @Test
    void refusesAFreeTokenAsDpop() {
        String free = rs256(claims());
        refused(show("DPoP", free, proof(about("ath", hash(free)))), Why.WRONG_TYPE);
    }

    @Test
    void wantsOneProof() {
        refused(Why.INVALID_PROOF);
        refused(Why.INVALID_PROOF, proof(), proof());
        refused(Why.INVALID_PROOF, proof() + ", " + proof());
        refused(Why.INVALID_PROOF, "");
        refused(Why.INVALID_PROOF, "a.b.c");
    }

    @Test
    void aProofIsTakenOnce() {
        String proof = proof();
        taken(proof);
        refused(Why.PROOF_REPLAYED, proof);
        String sameId = proof(about("jti", "proof-0"));
        refused(Why.PROOF_REPLAYED, sameId);
        time.pass(DpopProofs.LIFE.plusSeconds(61));
        refused(Why.INVALID_PROOF, proof);
    }

    /// A proof that is refused is no reason to refuse the right one.
    @Test
    void whatIsRefusedIsNotRemembered() {
        Map<String, Object> about = about("htm", "GET");
        refused(Why.INVALID_PROOF, proof(about));
        about.put("htm", "POST");
        taken(proof(about));
    }

    @Test
    void refusesAProofOfAnotherKey() {
        refused(Why.INVALID_PROOF, signed(header(OTHER, ""), json(about("x", 1)), JWSAlgorithm.ES256, OTHER));
        refused(Why.INVALID_PROOF, signed(header(KEY, ""), json(about("x", 1)), JWSAlgorithm.ES256, OTHER));
    }

    @Test
    void refusesAProofAboutAnotherRequest() {
        refused(Why.INVALID_PROOF, proof(about("htm", "GET")));
        refused(Why.INVALID_PROOF, proof(about("htm", "post")));
        for (Object url : List.of(AUDIENCE + "/crm", "http://mcp.example.com/mcp", "https://mcp.example.com", "", 7)) {
            refused(Why.INVALID_PROOF, proof(about("htu", url)));
        }
        refused(Why.INVALID_PROOF, proof(about("ath", hash(token + "x"))));
        refused(Why.INVALID_PROOF, proof(about("ath", "")));
        for (String url : List.of(AUDIENCE + "?a=b", AUDIENCE + "#c", "HTTPS://MCP.example.com:443/mcp")) {
            taken(proof(about("htu", url)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jti", "htm", "htu", "iat", "ath"})
    void refusesAProofThatLacksSomething(String claim) {
        Map<String, Object> about = about("x", 1);
        about.remove(claim);
        refused(Why.INVALID_PROOF, proof(about));
    }

    @Test
    void aProofIsOfNow() {
        long now = time.instant().getEpochSecond();
        taken(proof(about("iat", now - 119)));
        taken(proof(about("iat", now + 60)));
        for (Object made : List.of(now - 121, now + 61, -1, "now", 1e300)) {
            refused(Why.INVALID_PROOF, proof(about("iat", made)));
        }
    }

    @Test
    void refusesOtherTypesAndAlgorithms() {
        String jwk = KEY.toPublicJWK().toJSONString();
        for (String header : List.of(
                "{\"alg\":\"ES256\",\"jwk\":" + jwk + "}",
                "{\"typ\":\"JWT\",\"alg\":\"ES256\",\"jwk\":" + jwk + "}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"none\",\"jwk\":" + jwk + "}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"HS256\",\"jwk\":" + jwk + "}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"RS256\",\"jwk\":" + jwk + "}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":" + KEY.toJSONString() + "}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jku\":\"https://evil.example/keys\"}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":" + jwk + ",\"crit\":[\"x\"]}")) {
            refused(Why.INVALID_PROOF, signed(header, json(about("x", 1)), JWSAlgorithm.ES256, KEY));
        }
    }

    @Test
    void onlyBoundTokensAreTakenWhereThatIsConfigured() {
        authenticator = authenticator(IssuerFixture.of(ISSUER, AUDIENCE)
                .withProofs(IssuerSettings.Proofs.REQUIRED)
                .made());
        taken(proof());
        refused(show("Bearer", rs256(claims())), Why.PROOF_MISSING);
    }

    @Test
    void aRequestThatLastsNeedsNoNewProof() {
        time.pass(Duration.ofMinutes(4));
        assertThat(authenticator.authenticate(new Presented(
                        List.of("DPoP " + token),
                        Presented.Reach.NETWORK,
                        new Presented.Request("GET", AUDIENCE, List.of("old"), Look.AGAIN))))
                .isInstanceOf(Outcome.Authenticated.class);
    }

    @Test
    void anApiKeyIsNoBoundToken() {
        refused(show("DPoP", "tg_" + "0".repeat(49)), Why.MALFORMED);
    }

    @Test
    void forgetsNoProofEarlyAndRefusesWhereThereAreTooMany() {
        DpopReplays replays = new DpopReplays();
        Instant now = time.instant();
        Instant until = now.plusSeconds(60);
        for (int proof = 0; proof < DpopReplays.OF_ONE_KEY_MAX; proof++) {
            assertThat(replays.note("one", "p" + proof, now, until)).isEqualTo(DpopReplays.Result.NEW);
        }
        assertThat(replays.note("one", "more", now, until)).isEqualTo(DpopReplays.Result.TOO_MANY);
        assertThat(replays.note("one", "p0", now, until)).isEqualTo(DpopReplays.Result.SEEN);
        assertThat(replays.note("other", "p0", now, until))
                .as("nobody else's affair")
                .isEqualTo(DpopReplays.Result.NEW);
        assertThat(replays.note("one", "more", until, until.plusSeconds(60))).isEqualTo(DpopReplays.Result.NEW);
    }
}
