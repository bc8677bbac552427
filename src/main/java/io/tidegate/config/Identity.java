package io.tidegate.config;

import io.tidegate.secret.Secret;
import java.net.URI;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How callers prove who they are. `anonymous` is `ALLOWED` only where the listen address is loopback.
///
/// @param issuers no two of them have the same `issuer`
/// @param scopes that calls need of a token, by patterns of names
/// @param certificates of clients; without it none is asked for
/// @param require combinations of proofs, one of which each endpoint needs that says nothing else; none needs any
/// @param trustDomains whose workloads' tokens are taken that name no issuer; each an issuer by its SPIFFE name
/// @param tokenEndpoint where Tidegate itself gives out tokens; without it, nowhere
public record Identity(
        Access anonymous,
        Access apiKeys,
        List<Issuer> issuers,
        Map<String, List<String>> scopes,
        Optional<Certificates> certificates,
        List<List<Proof>> require,
        Optional<TokenEndpoint> tokenEndpoint,
        List<Issuer> trustDomains) {
    public Identity {
        trustDomains = List.copyOf(trustDomains);
        require = List.copyOf(require);
        scopes = Map.copyOf(scopes);
        issuers = List.copyOf(issuers);
    }

    /// All whose tokens are taken, by the names that are in them.
    Set<String> issuerNames() {
        return Stream.concat(issuers.stream(), trustDomains.stream())
                .map(one -> one.issuer().toString())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// What a caller can be asked to show.
    public enum Proof {
        KEY,
        TOKEN,
        DPOP,
        CERTIFICATE,
        OS_USER
    }

    /// Which name in a certificate is the user's.
    public enum CertificateName {
        URI,
        DNS,
        EMAIL,
        CN,
        SUBJECT
    }

    /// Certificates of clients (RFC 5280).
    ///
    /// @param authorities who vouch for them; without any, certificates serve for tokens that are bound to one
    /// @param revoked where it is asked whether one was revoked
    /// @param groups by patterns of names
    public record Certificates(
            List<X509Certificate> authorities,
            Optional<List<X509CRL>> revoked,
            Optional<CertificateName> user,
            Map<String, List<String>> groups) {
        public Certificates {
            authorities = List.copyOf(authorities);
            groups = Map.copyOf(groups);
        }
    }

    /// Access tokens of one authorization server (RFC 9068, RFC 8414).
    ///
    /// @param audiences taken at every endpoint; where there is none, a token is good for the endpoint that it
    /// names
    /// @param jwks where its keys are, where they are not found by discovery
    /// @param scopes that a token must have to get in at all
    /// @param agents clients that act for persons by themselves, as patterns
    /// @param signIn how its users show a browser's page who they are; without it they can't
    public record Issuer(
            URI issuer,
            List<String> audiences,
            Optional<URI> jwks,
            List<SigningAlgorithm> algorithms,
            Claims claims,
            Duration clockSkew,
            List<String> scopes,
            Optional<Introspection> introspection,
            Proofs dpop,
            Proofs dpopNonce,
            Proofs certificateBound,
            List<String> agents,
            Optional<SignIn> signIn) {
        /// One of which nothing more is wanted.
        Issuer(
                URI issuer,
                List<String> audiences,
                Optional<URI> jwks,
                List<SigningAlgorithm> algorithms,
                Claims claims,
                Duration clockSkew) {
            this(
                    issuer,
                    audiences,
                    jwks,
                    algorithms,
                    claims,
                    clockSkew,
                    List.of(),
                    Optional.empty(),
                    Proofs.ACCEPTED,
                    Proofs.ACCEPTED,
                    Proofs.ACCEPTED,
                    List.of(),
                    Optional.empty());
        }

        public Issuer {
            agents = List.copyOf(agents);
            audiences = List.copyOf(audiences);
            scopes = List.copyOf(scopes);
            algorithms = List.copyOf(algorithms);
            if (algorithms.isEmpty()) {
                throw new IllegalArgumentException("at least one algorithm");
            }
        }
    }

    /// How users sign in at an issuer on Tidegate's own pages (OAuth 2.1, authorization code with PKCE).
    ///
    /// @param secret of the client that Tidegate is there; without it, the client is a public one
    /// @param scopes that are asked for
    public record SignIn(String clientId, Optional<Secret> secret, List<String> scopes) {
        public SignIn {
            scopes = List.copyOf(scopes);
        }
    }

    /// Whether tokens must be bound to a key that callers prove to have (RFC 9449), or to a client certificate
    /// (RFC 8705). One that is bound needs the proof anyway.
    public enum Proofs {
        ACCEPTED,
        REQUIRED
    }

    /// How an issuer is asked about tokens (RFC 7662).
    ///
    /// @param url by the issuer's description where it is empty
    /// @param secret of the client, which is the gateway itself
    public record Introspection(Optional<URI> url, String clientId, Secret secret, About about) {}

    /// Which tokens an issuer is asked about: those that can't be read, signed ones, or all.
    public enum About {
        OPAQUE,
        SIGNED,
        ALL
    }

    /// Where in a token things stand: a claim's name, a path with dots, or a JSON Pointer (RFC 6901).
    ///
    /// @param client by the usual names where it is empty
    public record Claims(String user, List<String> groups, List<String> roles, Optional<String> client) {
        public Claims {
            groups = List.copyOf(groups);
            roles = List.copyOf(roles);
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
