package io.tidegate.identity;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Which keys did the provider publish, and when did we see them (RFC 7517)?
record KeySet(List<Key> keys, Instant fetched) {
    private static final int KEYS_MAX = 100;
    private static final int TRIED_MAX = 4; // several keys under one id are odd, but happen during rotations

    // How SPIFFE marks the keys of JWT-SVIDs among those of a trust domain (SPIFFE Trust Domain and Bundle, 4.2.2).
    private static final KeyUse SVID = new KeyUse("jwt-svid");

    KeySet {
        keys = List.copyOf(keys);
    }

    /// @param issuer whose tokens it signs, where that is said; Entra ID says it, with `{tenantid}` for the tenant
    record Key(JWK jwk, Optional<String> issuer) {
        boolean isOf(String whose, Optional<String> tenant) {
            return issuer.map(said -> tenant.map(id -> said.replace("{tenantid}", id))
                            .orElse(said)
                            .equals(whose))
                    .orElse(true);
        }
    }

    /// A key that cannot be read is left out: providers publish kinds that others know (RFC 7517, section 5).
    static Optional<KeySet> parse(byte[] json, Instant fetched) {
        Optional<JsonNode> published = StrictJson.object(json)
                .flatMap(set -> set.optional("keys"))
                .filter(keys -> keys.isArray() && keys.size() <= KEYS_MAX);
        List<Key> keys = new ArrayList<>();
        for (JsonNode key : published.map(each -> each.valueStream().toList()).orElse(List.of())) {
            key(key).ifPresent(keys::add);
        }
        return published.map(_ -> new KeySet(keys, fetched));
    }

    private static Optional<Key> key(JsonNode json) {
        if (!json.isObject()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Key(JWK.parse(json.toString()), StrictJson.text(json, "issuer")));
        } catch (ParseException _) {
            return Optional.empty();
        }
    }

    /// The keys that may have signed: of the algorithm's kind, for signing, and with the token's id. A token without an
    /// id is taken only where exactly one key fits.
    List<Key> fitting(Algorithm algorithm, Optional<String> keyId) {
        List<Key> usable = keys.stream()
                .filter(key -> fits(key.jwk(), algorithm))
                .filter(key -> keyId.isEmpty() || keyId.get().equals(key.jwk().getKeyID()))
                .limit(TRIED_MAX)
                .toList();
        return keyId.isEmpty() && usable.size() != 1 ? List.of() : usable;
    }

    private static boolean fits(JWK key, Algorithm algorithm) {
        return algorithm.keyType().equals(key.getKeyType())
                && (key.getAlgorithm() == null
                        || key.getAlgorithm()
                                .getName()
                                .equals(algorithm.nimbus().getName()))
                && (key.getKeyUse() == null
                        || key.getKeyUse().equals(KeyUse.SIGNATURE)
                        || key.getKeyUse().equals(SVID))
                && (key.getKeyOperations() == null || key.getKeyOperations().contains(KeyOperation.VERIFY));
    }
}
