package io.tidegate.identity;

import io.tidegate.secret.Secret;
import java.util.Optional;
import java.util.Set;

/// A client that may ask the token endpoint for tokens, and how it proves that it is that one (RFC 6749, section 2.3).
///
/// @param scopes that its tokens may have; others are left out
public record RegisteredClient(String id, Proving proving, Set<String> scopes, Set<Grant> grants) {
    /// For what can tokens be had?
    public enum Grant {
        /// For an identity assertion of a user: an ID-JAG
        /// (draft-ietf-oauth-identity-assertion-authz-grant).
        ASSERTION,
        /// For the client itself (RFC 6749, section 4.4).
        CLIENT_CREDENTIALS
    }

    /// With what it proves it.
    public sealed interface Proving {}

    /// `client_secret_basic` or `client_secret_post`.
    public record WithSecret(Secret secret) implements Proving {}

    /// `private_key_jwt` (RFC 7523, section 2.2): an assertion that it signed itself, for one use.
    ///
    /// @param keys where its keys are, and how it may sign
    public record WithKey(IssuerSettings keys) implements Proving {}

    /// A token of the platform that it runs on, such as Kubernetes or SPIFFE. It may be shown more than once.
    ///
    /// @param platform whose keys count
    /// @param issuer that the token must name; a JWT-SVID need not name any
    public record AsWorkload(IssuerSettings platform, Optional<String> issuer, String subject) implements Proving {}

    public RegisteredClient {
        Names.check("client id", id);
        scopes = Set.copyOf(scopes);
        grants = Set.copyOf(grants);
    }
}
