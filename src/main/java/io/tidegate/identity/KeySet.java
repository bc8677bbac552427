package io.tidegate.identity;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Which keys did the provider publish, and when did we see them?
record KeySet(List<JWK> keys, Instant fetched) {
    private static final int KEYS_MAX = 100;
    private static final int TRIED_MAX = 4; // several keys under one id are odd, but happen during rotations

    KeySet {
        keys = List.copyOf(keys);
    }

    static Optional<KeySet> parse(byte[] json, Instant fetched) {
        try {
            List<JWK> keys =
                    JWKSet.parse(new String(json, StandardCharsets.UTF_8)).getKeys();
            return keys.size() > KEYS_MAX ? Optional.empty() : Optional.of(new KeySet(keys, fetched));
        } catch (ParseException _) {
            return Optional.empty();
        }
    }

    /// The keys that may have signed: of the algorithm's kind, for signing, and with the token's id. A token without an
    /// id is taken only where exactly one key fits.
    List<JWK> fitting(Algorithm algorithm, Optional<String> keyId) {
        List<JWK> usable = keys.stream()
                .filter(key -> algorithm.keyType().equals(key.getKeyType()))
                .filter(key -> key.getAlgorithm() == null
                        || key.getAlgorithm()
                                .getName()
                                .equals(algorithm.nimbus().getName()))
                .filter(key -> key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
                .filter(key ->
                        key.getKeyOperations() == null || key.getKeyOperations().contains(KeyOperation.VERIFY))
                .filter(key -> keyId.isEmpty() || keyId.get().equals(key.getKeyID()))
                .limit(TRIED_MAX)
                .toList();
        return keyId.isEmpty() && usable.size() != 1 ? List.of() : usable;
    }
}
