package io.tidegate.identity;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// How strongly was someone authenticated? What the token's issuer says of its own sign-in is its word alone.
///
/// @param certificate whose the client certificate is, where its name was looked at
/// @param acr the class of the sign-in (OpenID Connect Core 1.0, section 2)
/// @param amr its methods (RFC 8176)
/// @param time when it was
public record Evidence(
        Set<Proof> proofs,
        Optional<String> certificate,
        Optional<String> acr,
        Set<String> amr,
        Optional<Instant> time) {
    /// Of somebody who proved nothing.
    public static final Evidence NONE = of();

    public Evidence {
        proofs = Set.copyOf(proofs);
        amr = Set.copyOf(amr);
    }

    /// These proofs, of which nothing more is known.
    public static Evidence of(Proof... proofs) {
        return new Evidence(Set.of(proofs), Optional.empty(), Optional.empty(), Set.of(), Optional.empty());
    }

    /// What such a way of authentication shows by itself.
    static Evidence of(Authentication authentication) {
        return switch (authentication) {
            case Authentication.Anonymous _ -> NONE;
            case Authentication.ApiKey _ -> of(Proof.KEY);
            case Authentication.OidcToken _ -> of(Proof.TOKEN);
            case Authentication.SystemUser _ -> of(Proof.OS_USER);
            case Authentication.Certificate certificate -> of(Proof.CERTIFICATE).naming(certificate.name());
        };
    }

    /// With one more proof.
    Evidence and(Proof more) {
        EnumSet<Proof> all = EnumSet.of(more);
        all.addAll(proofs);
        return new Evidence(all, certificate, acr, amr, time);
    }

    /// With the name of the certificate.
    Evidence naming(String name) {
        return new Evidence(proofs, Optional.of(name), acr, amr, time);
    }

    /// Whether the caller showed to have a private key, so that whoever saw the credential alone can't do the same.
    public boolean boundToKey() {
        return proofs.contains(Proof.DPOP) || proofs.contains(Proof.CERTIFICATE);
    }
}
