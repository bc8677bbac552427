package io.tidegate.identity;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Whose tokens are taken, and how are they read?
///
/// `issuer` is compared character by character. `audience` is what one of the token's audiences must be. Without `jwks`
/// the keys are found by discovery. `groupsClaim` is a claim's name or a path such as `realm_access.roles`. `clockSkew`
/// is how far the provider's clock may be off, at most 5 minutes.
public record OidcSettings(
        String issuer,
        String audience,
        Optional<URI> jwks,
        Set<Algorithm> algorithms,
        String userClaim,
        String groupsClaim,
        Duration clockSkew) {
    private static final Duration SKEW_MAX = Duration.ofMinutes(5);

    public OidcSettings {
        Names.check("issuer", issuer);
        Names.check("audience", audience);
        Names.check("claim", userClaim);
        Names.check("claim", groupsClaim);
        algorithms = Set.copyOf(algorithms);
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("at least one algorithm must be allowed");
        }
        if (clockSkew.isNegative() || clockSkew.compareTo(SKEW_MAX) > 0) {
            throw new IllegalArgumentException("the clock skew is between 0 and 5 minutes");
        }
        Addresses.check(URI.create(issuer));
        jwks.ifPresent(Addresses::check);
    }

    /// The usual: `sub`, `groups`, every algorithm of ours, 60 seconds of skew, keys by discovery.
    public static OidcSettings of(String issuer, String audience) {
        return new OidcSettings(
                issuer, audience, Optional.empty(), Algorithm.ALL, "sub", "groups", Duration.ofSeconds(60));
    }

    /// Where the provider describes itself (OpenID Connect Discovery 1.0, section 4).
    URI discovery() {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return URI.create(base + "/.well-known/openid-configuration");
    }
}
