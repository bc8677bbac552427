package io.tidegate.identity;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Which signatures may be taken at all? Only those with a public key: `none` and HMAC cannot even be written down here
/// (RFC 8725, section 3.1).
public enum Algorithm {
    RS256("RS256"),
    RS384("RS384"),
    RS512("RS512"),
    PS256("PS256"),
    PS384("PS384"),
    PS512("PS512"),
    ES256("ES256"),
    ES384("ES384"),
    ES512("ES512"),
    EDDSA("EdDSA");

    /// All of them.
    public static final Set<Algorithm> ALL = Set.copyOf(EnumSet.allOf(Algorithm.class));

    private final String jose;

    Algorithm(String jose) {
        this.jose = jose;
    }

    /// The algorithm that a token's `alg` names, if it is one of ours; case matters.
    public static Optional<Algorithm> named(String jose) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.jose.equals(jose))
                .findFirst();
    }

    /// As a token's `alg` names it.
    public String jose() {
        return jose;
    }

    KeyType keyType() {
        return switch (this) {
            case RS256, RS384, RS512, PS256, PS384, PS512 -> KeyType.RSA;
            case ES256, ES384, ES512 -> KeyType.EC;
            case EDDSA -> KeyType.OKP;
        };
    }

    JWSAlgorithm nimbus() {
        return JWSAlgorithm.parse(jose);
    }
}
