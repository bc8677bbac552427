package io.tidegate.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.crypto.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Whose is this token, and is it for this endpoint? The issuer that it names selects the settings and the keys that it
/// is held to, and nothing else does.
///
/// A token that passed is believed for a minute, or until it ends if that is sooner, known by its SHA-256. Tokens are
/// not asked about at the provider: one that is withdrawn there serves until it ends.
public final class OidcTokens {
    private static final Duration BELIEVED = Duration.ofSeconds(60);
    private static final int CACHED_MAX = 10_000;

    private final Map<String, IssuerTokens> issuers = new HashMap<>();
    private final InstantSource clock;
    private final Cache<Digest, VerifiedToken> verified;

    /// What else is needed: time twice (of day, and monotonic such as `System::nanoTime`), chance to spread fetches,
    /// and what runs a renewal of keys beside the caller, such as `Thread::startVirtualThread`.
    public record Surroundings(
            InstantSource clock, LongSupplier nanoTime, RandomGenerator random, Executor background) {}

    /// @param issuers each with another name
    public OidcTokens(List<IssuerSettings> issuers, JwksSource source, Surroundings around) {
        for (IssuerSettings settings : issuers) {
            if (this.issuers.put(settings.issuer(), new IssuerTokens(settings, source, around)) != null) {
                throw new IllegalArgumentException("the issuer `" + settings.issuer() + "` stands twice");
            }
        }
        this.clock = around.clock();
        this.verified = Caffeine.newBuilder()
                .expireAfterWrite(BELIEVED)
                .maximumSize(CACHED_MAX)
                .ticker(around.nanoTime()::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /// What the token says, if it is good for this endpoint.
    ///
    /// @param endpoint its URL, as clients know it
    VerifiedToken check(String token, String endpoint) throws Rejection {
        VerifiedToken known = known(token);
        known.checkFor(endpoint);
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
        TokenParts parts = TokenParts.parse(token);
        IssuerTokens issuer = issuers.get(new Claims(parts.claims()).issuer());
        if (issuer == null) {
            throw new Rejection(Why.WRONG_ISSUER, "the token is of an issuer that is not trusted here");
        }
        VerifiedToken fresh = issuer.verify(parts);
        verified.put(digest, fresh);
        return fresh;
    }
}
