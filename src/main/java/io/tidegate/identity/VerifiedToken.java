package io.tidegate.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.crypto.Digest;
import io.tidegate.identity.Credential.Scheme;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// What is known of a token whose signature and times were checked? Whom it is for depends on the endpoint.
record VerifiedToken(Principal principal, Audience audience, Claims.Bound bound, IssuerSettings settings) {
    private static final int REMEMBERED_MAX = 10_000;
    private static final int REMEMBERED_BYTES_MAX = 32 << 20;
    private static final int BYTES_MIN = REMEMBERED_BYTES_MAX / REMEMBERED_MAX;
    private static final int BYTES_OF_NAME = 64; // beside its letters

    /// Remembers tokens for as long as they are believed: at most 10,000, and fewer where they say much, since a token
    /// of 16 KB with its groups takes 100 KB.
    static Cache<Digest, VerifiedToken> remembered(LongSupplier nanos) {
        return Caffeine.newBuilder()
                .expireAfterWrite(OidcTokens.BELIEVED)
                .maximumWeight(REMEMBERED_BYTES_MAX)
                .weigher((Digest _, VerifiedToken token) -> Math.max(BYTES_MIN, token.bytes()))
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /// How much memory it takes, about.
    private int bytes() {
        return Stream.of(
                        principal.groups(),
                        principal.roles(),
                        principal.scopes(),
                        principal.evidence().amr(),
                        audience.given(),
                        audience.canonical())
                .flatMap(Set::stream)
                .mapToInt(name -> BYTES_OF_NAME + name.length())
                .sum();
    }

    /// The thumbprint (RFC 7638) of the key that a caller must prove to have (RFC 9449, section 6.1).
    Optional<String> key() {
        return bound.key();
    }

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
        if (key().isPresent() && scheme == Scheme.BEARER) {
            throw new Rejection(
                    Why.PROOF_MISSING, "the token is bound to a key: show it as DPoP, with a proof of the key");
        }
        if (key().isEmpty() && scheme == Scheme.DPOP) {
            throw new Rejection(Why.WRONG_TYPE, "the token is not bound to a key: show it as Bearer");
        }
        if (key().isEmpty() && settings.proofs() == IssuerSettings.Proofs.REQUIRED) {
            throw new Rejection(Why.PROOF_MISSING, "only tokens that are bound to a key are taken here (DPoP)");
        }
    }

    /// Refuses a token that is bound to another certificate than the connection's (RFC 8705, section 3).
    void checkCertificate(List<X509Certificate> shown) throws Rejection {
        if (bound.certificate().isEmpty()) {
            if (settings.certificates() == IssuerSettings.Proofs.REQUIRED) {
                throw new Rejection(
                        Why.CERTIFICATE_MISSING, "only tokens that are bound to a client certificate are taken here");
            }
            return;
        }
        if (shown.isEmpty()) {
            throw new Rejection(
                    Why.CERTIFICATE_MISSING,
                    "the token is bound to a client certificate: connect with that certificate");
        }
        byte[] expected = bound.certificate().get().getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected, thumbprint(shown.getFirst()).getBytes(StandardCharsets.UTF_8))) {
            throw new Rejection(
                    Why.CERTIFICATE_MISSING, "the token is bound to another client certificate than the connection's");
        }
    }

    private static String thumbprint(X509Certificate certificate) throws Rejection {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(Digest.of(certificate.getEncoded()).bytes());
        } catch (CertificateEncodingException _) {
            throw new Rejection(Why.WRONG_CERTIFICATE, "the client certificate can't be read");
        }
    }
}
