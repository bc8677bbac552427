package io.tidegate.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.tidegate.crypto.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A client's key, and proofs that it has it (RFC 9449).
public final class ProofKey {
    private final ECKey key;
    private final String thumbprint;

    public ProofKey() {
        try {
            key = new ECKeyGenerator(Curve.P_256).generate();
            thumbprint = key.computeThumbprint().toString();
        } catch (JOSEException failed) {
            throw new IllegalStateException(failed);
        }
    }

    public String thumbprint() {
        return thumbprint;
    }

    /// @param token that it is shown with, where there is one yet
    public String proof(String method, String url, Optional<String> token, Instant now) {
        return proof(method, url, token, now, Map.of());
    }

    /// @param more claims
    public String proof(String method, String url, Optional<String> token, Instant now, Map<String, Object> more) {
        Map<String, Object> about = new LinkedHashMap<>(more);
        about.put("jti", UUID.randomUUID().toString());
        about.put("htm", method);
        about.put("htu", url);
        about.put("iat", now.getEpochSecond());
        token.ifPresent(text -> about.put("ath", hash(text)));
        String header = "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":"
                + key.toPublicJWK().toJSONString() + "}";
        return TestProvider.signed(header, TestProvider.json(about), JWSAlgorithm.ES256, key);
    }

    private static String hash(String token) {
        byte[] hash = Digest.of(token.getBytes(StandardCharsets.US_ASCII)).bytes();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }
}
