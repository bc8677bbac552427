package io.tidegate.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How callers prove who they are. `anonymous` is `ALLOWED` only where the listen address is loopback.
public record Identity(Access anonymous, Access apiKeys, Optional<Oidc> oidc) {
    /// Tokens of one OpenID Connect issuer. Without `jwks`, its keys are found by discovery.
    public record Oidc(
            URI issuer,
            String audience,
            Optional<URI> jwks,
            List<SigningAlgorithm> algorithms,
            String groupsClaim,
            String userClaim,
            Duration clockSkew) {
        public Oidc {
            algorithms = List.copyOf(algorithms);
            if (algorithms.isEmpty()) {
                throw new IllegalArgumentException("at least one algorithm");
            }
        }
    }

    /// The signatures that may be taken (RFC 7518, RFC 8037): public keys only, so neither `none` nor HMAC.
    public enum SigningAlgorithm {
        RS256,
        RS384,
        RS512,
        PS256,
        PS384,
        PS512,
        ES256,
        ES384,
        ES512,
        EDDSA;

        /// The name as it stands in a token's `alg`.
        public String jose() {
            return this == EDDSA ? "EdDSA" : name().toUpperCase(Locale.ROOT);
        }
    }
}
