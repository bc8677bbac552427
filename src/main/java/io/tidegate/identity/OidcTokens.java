package io.tidegate.identity;

import com.github.benmanes.caffeine.cache.Cache;
import io.tidegate.crypto.Digest;
import io.tidegate.crypto.Mac;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Whose is this token, and is it for this endpoint? The issuer that it names selects the settings and the keys that it
/// is held to, and nothing else does. A JWT-SVID that names none is held to the trust domain of its subject.
///
/// A token that passed is believed for 55 seconds, or until it ends if that is sooner, known by its SHA-256. So
/// where an issuer is asked about its tokens, one that is withdrawn there ends here within a minute; elsewhere it
/// serves until it ends.
public final class OidcTokens {
    static final Duration BELIEVED = Duration.ofSeconds(55);

    private final Map<String, IssuerTokens> issuers = new HashMap<>();
    private final Optional<IssuerTokens> opaque;
    private final DpopProofs proofs;
    private final InstantSource clock;
    private final Cache<Digest, VerifiedToken> verified;

    /// What else is needed: time twice (of day, and monotonic such as `System::nanoTime`), chance to spread
    /// fetches, what runs a renewal of keys beside the caller, such as `Thread::startVirtualThread`, and the proofs
    /// that were seen, which outlive a change of settings, and nonces for them.
    public record Surroundings(
            InstantSource clock,
            LongSupplier nanoTime,
            RandomGenerator random,
            Executor background,
            DpopReplays replays,
            DpopNonces nonces) {
        /// Without any proof seen, and with nonces that nobody else knows.
        public Surroundings(InstantSource clock, LongSupplier nanoTime, RandomGenerator random, Executor background) {
            this(clock, nanoTime, random, background, new DpopReplays(), ownNonces(random, clock));
        }
    }

    private static DpopNonces ownNonces(RandomGenerator random, InstantSource clock) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return new DpopNonces(Mac.withKey(key), clock);
    }

    /// Where issuers are asked.
    public record Sources(JwksSource documents, IntrospectionSource introspection) {}

    /// @param issuers each with another name; at most one reads what is opaque, since such a token names none
    public OidcTokens(List<IssuerSettings> issuers, Sources sources, Surroundings around) {
        this.proofs = new DpopProofs(around.replays(), around.nonces(), around.clock());
        for (IssuerSettings settings : issuers) {
            if (this.issuers.put(settings.issuer(), new IssuerTokens(settings, sources, around)) != null) {
                throw new IllegalArgumentException("the issuer `" + settings.issuer() + "` stands twice");
            }
        }
        List<IssuerTokens> readers =
                this.issuers.values().stream().filter(IssuerTokens::readsOpaque).toList();
        if (readers.size() > 1) {
            throw new IllegalArgumentException("only one issuer can be asked about opaque tokens");
        }
        this.opaque = readers.stream().findFirst();
        this.clock = around.clock();
        this.verified = VerifiedToken.remembered(around.nanoTime());
    }

    /// What the token says, if it is good for this request.
    ///
    /// @param certificates that the connection showed
    VerifiedToken check(Credential.Token shown, Presented.Request request, List<X509Certificate> certificates)
            throws Rejection {
        VerifiedToken known = known(shown.text());
        known.checkFor(request.endpoint());
        known.checkScheme(shown.scheme());
        known.checkCertificate(certificates);
        if (known.key().isPresent()) {
            proofs.check(request, shown.text(), known);
        }
        return known;
    }

    private VerifiedToken known(String token) throws Rejection {
        Digest digest = Digest.of(token.getBytes(StandardCharsets.US_ASCII));
        VerifiedToken before = verified.getIfPresent(digest);
        if (before != null
                && before.principal()
                        .expires()
                        .filter(clock.instant()::isBefore)
                        .isPresent()) {
            return before;
        }
        VerifiedToken fresh = opaque.isPresent() && !TokenParts.isSigned(token)
                ? opaque.get().ask(token, digest)
                : signed(token, digest);
        verified.put(digest, fresh);
        return fresh;
    }

    private VerifiedToken signed(String token, Digest digest) throws Rejection {
        TokenParts parts = TokenParts.parse(token);
        Claims claims = new Claims(parts.claims());
        IssuerTokens issuer = issuers.get(claims.issuerOrTrustDomain());
        if (issuer == null) {
            throw new Rejection(Why.WRONG_ISSUER, "the token is of an issuer that is not trusted here");
        }
        VerifiedToken fresh = issuer.verify(parts, token, digest);
        claims.checkAccess();
        return fresh;
    }
}
