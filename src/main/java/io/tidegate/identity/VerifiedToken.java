package io.tidegate.identity;

import io.tidegate.identity.Credential.Scheme;
import java.util.Optional;

/// What is known of a token whose signature and times were checked? Whom it is for depends on the endpoint.
///
/// @param key the thumbprint (RFC 7638) of the key that a caller must prove to have (RFC 9449, section 6.1)
record VerifiedToken(Principal principal, Audience audience, Optional<String> key, IssuerSettings settings) {
    /// Refuses a token that was given out for someone else (RFC 8707, RFC 9068).
    void checkFor(String endpoint) throws Rejection {
        boolean ours =
                settings.audiences().isEmpty() ? audience.has(endpoint) : audience.hasOneOf(settings.audiences());
        if (!ours) {
            throw new Rejection(Why.WRONG_AUDIENCE, "the token was given out for another server than this one");
        }
    }

    /// Refuses a bound token that is shown like one that isn't, which would undo what it was made for (RFC 9449,
    /// section 7.1), and the other way round.
    void checkScheme(Scheme scheme) throws Rejection {
        if (key.isPresent() && scheme == Scheme.BEARER) {
            throw new Rejection(
                    Why.PROOF_MISSING, "the token is bound to a key: show it as DPoP, with a proof of the key");
        }
        if (key.isEmpty() && scheme == Scheme.DPOP) {
            throw new Rejection(Why.WRONG_TYPE, "the token is not bound to a key: show it as Bearer");
        }
        if (key.isEmpty() && settings.proofs() == IssuerSettings.Proofs.REQUIRED) {
            throw new Rejection(Why.PROOF_MISSING, "only tokens that are bound to a key are taken here (DPoP)");
        }
    }
}
