package io.tidegate.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.crypto.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Whose is this OpenID Connect token? Checks by RFC 9068 and RFC 8725 what a resource server must.
///
/// A token that passed is believed for a minute, or until it ends if that is sooner, known by its SHA-256. Tokens are
/// not asked about at the provider: one that is withdrawn there serves until it ends.
public final class OidcTokens {
    private static final Duration BELIEVED = Duration.ofSeconds(60);
    private static final int CACHED_MAX = 10_000;

    private final OidcSettings settings;
    private final SigningKeys keys;
    private final InstantSource clock;
    private final Cache<Digest, Principal> verified;

    /// What else is needed: time twice (of day, and monotonic such as `System::nanoTime`), chance to spread fetches,
    /// and what runs a renewal of keys beside the caller, such as `Thread::startVirtualThread`.
    public record Surroundings(
            InstantSource clock, LongSupplier nanoTime, RandomGenerator random, Executor background) {}

    public OidcTokens(OidcSettings settings, JwksSource source, Surroundings around) {
        this.settings = settings;
        this.clock = around.clock();
        this.keys = new SigningKeys(settings, source, clock, around.random(), around.background());
        this.verified = Caffeine.newBuilder()
                .expireAfterWrite(BELIEVED)
                .maximumSize(CACHED_MAX)
                .ticker(around.nanoTime()::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /// Who the token speaks of.
    Principal check(String token) throws Rejection {
        Digest digest = Digest.of(token.getBytes(StandardCharsets.US_ASCII));
        Principal before = verified.getIfPresent(digest);
        if (before != null && before.expires().filter(clock.instant()::isBefore).isPresent()) {
            return before;
        }
        Principal principal = verify(TokenParts.parse(token));
        verified.put(digest, principal);
        return principal;
    }

    private Principal verify(TokenParts token) throws Rejection {
        if (!settings.algorithms().contains(token.algorithm())) {
            throw new Rejection(
                    Why.ALGORITHM_NOT_ALLOWED, "the token is not signed with an algorithm that is allowed here");
        }
        Claims claims = new Claims(token.claims());
        claims.checkIssuer(settings.issuer());
        if (keys.fitting(token).stream().noneMatch(key -> Signatures.valid(token, key))) {
            throw new Rejection(Why.BAD_SIGNATURE, "the token's signature is not valid");
        }
        Instant ends = claims.checkTimes(clock.instant(), settings.clockSkew());
        claims.checkAudience(settings.audience());
        claims.checkUnbound();
        return principal(claims, ends);
    }

    private Principal principal(Claims claims, Instant ends) throws Rejection {
        String user = claims.user(settings.userClaim());
        return new Principal(
                user,
                claims.display(user),
                claims.groups(settings.groupsClaim()),
                new Authentication.OidcToken(settings.issuer(), claims.client()),
                Optional.of(ends),
                Principal.DEFAULT_TENANT);
    }
}
