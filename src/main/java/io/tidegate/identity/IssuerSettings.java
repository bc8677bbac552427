package io.tidegate.identity;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whose tokens are taken, and how are they read?
///
/// @param issuer compared character by character; or a SPIFFE trust domain
/// @param audiences one of which must be among the token's, at any endpoint; where there is none, the token must name
/// the endpoint (RFC 8707)
/// @param jwks where the keys are; without it they are found by discovery
/// @param clockSkew how far the issuer's clock may be off, at most 5 minutes
/// @param scopes that a token must have to get in at all
/// @param proofs whether its tokens must be bound to a key; one that is needs a proof of it anyway
/// @param nonces whether proofs must have a nonce of ours (RFC 9449, section 9)
/// @param certificates whether its tokens must be bound to a client certificate (RFC 8705); one that is needs that
/// certificate anyway
/// @param agents clients that act for persons by themselves
/// @param introspection how it is asked about tokens; without it, it is not
public record IssuerSettings(
        String issuer,
        Set<String> audiences,
        Optional<URI> jwks,
        Set<Algorithm> algorithms,
        ClaimNames claims,
        Duration clockSkew,
        Set<String> scopes,
        Optional<IntrospectionSettings> introspection,
        Proofs proofs,
        Proofs nonces,
        Proofs certificates,
        NamePatterns agents) {
    /// How a SPIFFE trust domain is named, and every workload of it. It describes itself nowhere, so its keys have to
    /// be
    /// named.
    static final String TRUST_DOMAIN = "spiffe://";

    private static final Duration SKEW_MAX = Duration.ofMinutes(5);

    /// Must tokens be bound to a key that callers prove to have (RFC 9449), or to a certificate (RFC 8705)?
    public enum Proofs {
        TAKEN,
        REQUIRED
    }

    /// Where in the issuer's tokens things stand.
    ///
    /// @param client by the usual names where it is empty
    public record ClaimNames(
            ClaimPath user, List<ClaimPath> groups, List<ClaimPath> roles, Optional<ClaimPath> client) {
        /// `sub` and `groups`.
        public static final ClaimNames USUAL =
                new ClaimNames(new ClaimPath("sub"), List.of(new ClaimPath("groups")), List.of(), Optional.empty());

        public ClaimNames {
            groups = List.copyOf(groups);
            roles = List.copyOf(roles);
        }

        boolean read(String claim) {
            return groups.stream().anyMatch(path -> path.reads(claim))
                    || roles.stream().anyMatch(path -> path.reads(claim));
        }
    }

    public IssuerSettings {
        Names.check("issuer", issuer);
        audiences = Set.copyOf(audiences);
        scopes = Set.copyOf(scopes);
        algorithms = Set.copyOf(algorithms);
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("at least one algorithm must be allowed");
        }
        if (clockSkew.isNegative() || clockSkew.compareTo(SKEW_MAX) > 0) {
            throw new IllegalArgumentException("the clock skew is between 0 and 5 minutes");
        }
        jwks.ifPresent(Addresses::check);
        if (!issuer.startsWith(TRUST_DOMAIN) || jwks.isEmpty()) {
            Addresses.check(URI.create(issuer));
        }
    }

    /// Where the issuer describes itself (OpenID Connect Discovery 1.0, section 4).
    URI discovery() {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return URI.create(base + "/.well-known/openid-configuration");
    }
}
