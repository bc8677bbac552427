package io.tidegate.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import io.tidegate.crypto.Digest;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Does the caller have the key that the token is bound to, and for this very request (RFC 9449, section 4.3)?
///
/// A proof is taken for a minute, and for as much more as clocks may differ. A nonce is demanded where that is
/// configured.
final class DpopProofs {
    static final Duration LIFE = Duration.ofMinutes(1);

    private final DpopReplays replays;
    private final DpopNonces nonces;
    private final InstantSource clock;

    DpopProofs(DpopReplays replays, DpopNonces nonces, InstantSource clock) {
        this.replays = replays;
        this.nonces = nonces;
        this.clock = clock;
    }

    /// @param token which the request shows, and which is bound to a key
    void check(Presented.Request request, String token, VerifiedToken known) throws Rejection {
        if (request.look() == Presented.Look.AGAIN) {
            return;
        }
        if (request.proofs().size() != 1) {
            throw wrong("there must be one DPoP header, with a proof of the token's key");
        }
        TokenParts proof = TokenParts.proof(request.proofs().getFirst());
        JWK key = key(proof);
        if (!known.key().equals(Optional.of(thumbprint(key)))) {
            throw wrong("the proof is of another key than the token's");
        }
        if (!Signatures.valid(proof, key)) {
            throw wrong("the proof's signature is not valid");
        }
        checkRequest(proof.claims(), request, token);
        checkNonce(proof.claims(), known); // before the proof counts as shown
        checkTime(proof.claims(), known);
    }

    private void checkNonce(JsonNode claims, VerifiedToken known) throws Rejection {
        switch (known.settings().nonces()) {
            case TAKEN -> {}
            case REQUIRED -> {
                if (StrictJson.text(claims, "nonce").filter(nonces::isGood).isEmpty()) {
                    throw new Rejection(
                            Why.NONCE_NEEDED, "the proof needs the nonce of the header DPoP-Nonce: make a new one");
                }
            }
        }
    }

    private static JWK key(TokenParts proof) throws Rejection {
        Optional<JsonNode> given = proof.header().optional("jwk").filter(JsonNode::isObject);
        try {
            JWK key = JWK.parse(
                    given.orElseThrow(() -> wrong("the proof brings no key")).toString());
            if (key.isPrivate() || !proof.algorithm().keyType().equals(key.getKeyType())) {
                throw wrong("the proof's key is not a public key of its algorithm");
            }
            return key;
        } catch (ParseException _) {
            throw wrong("the proof's key can't be read");
        }
    }

    private static String thumbprint(JWK key) throws Rejection {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException _) {
            throw wrong("the proof's key can't be read");
        }
    }

    private static void checkRequest(JsonNode claims, Presented.Request request, String token) throws Rejection {
        if (!StrictJson.text(claims, "htm").equals(Optional.of(request.method()))) {
            throw wrong("the proof is about another method");
        }
        String about = StrictJson.text(claims, "htu")
                .map(url -> Audience.canonical(url.replaceFirst("[?#].*$", "")))
                .orElse("");
        if (!about.equals(Audience.canonical(request.endpoint()))) {
            throw wrong("the proof is about another URL than " + tellable(request.endpoint()));
        }
        byte[] hash = Digest.of(token.getBytes(StandardCharsets.US_ASCII)).bytes();
        String expected = Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        if (!StrictJson.text(claims, "ath").equals(Optional.of(expected))) {
            throw wrong("the proof is about another token");
        }
    }

    private void checkTime(JsonNode claims, VerifiedToken known) throws Rejection {
        Instant now = clock.instant();
        Duration skew = known.settings().clockSkew();
        Instant made = claims.optional("iat")
                .filter(JsonNode::isNumber)
                .map(seconds -> seconds.doubleValue(Double.NaN))
                .filter(seconds -> seconds >= 0 && seconds < 1e11)
                .map(seconds -> Instant.ofEpochMilli((long) (seconds * 1000)))
                .orElseThrow(() -> wrong("the proof does not say when it was made"));
        if (made.isAfter(now.plus(skew)) || made.isBefore(now.minus(LIFE).minus(skew))) {
            throw wrong("the proof was made too long ago or in the future; make a new one, and check the clocks");
        }
        String id = StrictJson.text(claims, "jti")
                .filter(text -> !text.isEmpty() && text.length() <= Names.LENGTH_MAX)
                .orElseThrow(() -> wrong("the proof has no id"));
        Instant until = made.plus(LIFE).plus(skew).plusMillis(1);
        switch (replays.note(known.key().orElseThrow(), id, now, until)) {
            case NEW -> {}
            case SEEN -> throw new Rejection(Why.PROOF_REPLAYED, "the proof was shown before; make a new one");
            case TOO_MANY ->
                throw new Rejection(Why.TOO_MANY_PROOFS, "there are too many proofs to remember just now; try later");
        }
    }

    private static String tellable(String url) {
        return url.replaceAll("[^A-Za-z0-9_.:/-]", "?");
    }

    private static Rejection wrong(String description) {
        return new Rejection(Why.INVALID_PROOF, description);
    }
}
