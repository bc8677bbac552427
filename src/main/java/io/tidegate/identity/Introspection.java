package io.tidegate.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.crypto.Digest;
import io.tidegate.http.Fetcher;
import io.tidegate.identity.OidcTokens.Surroundings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// What does the issuer itself say of a token (RFC 7662)? Whoever asks about the same token at the same time gets the
/// same answer. A token that is not active is not asked about again for 10 seconds.
///
/// At most 64 questions are under way at an issuer, so that made-up tokens can't flood it. While it does not answer,
/// tokens are neither good nor bad.
final class Introspection {
    static final Duration INACTIVE_FOR = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Introspection.class);
    private static final Duration QUIET_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration TURN_MAX = Duration.ofSeconds(2);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(8); // a turn, the deadline of a fetch, and some
    private static final int ASKED_AT_ONCE_MAX = 64;
    private static final int INACTIVE_MAX = 10_000;

    private final IntrospectionSettings settings;
    private volatile Optional<Discovery> place = Optional.empty();
    private final IssuerSettings issuer;
    private final OidcTokens.Sources sources;
    private final InstantSource clock;
    private final Cache<Digest, Boolean> inactive;
    private final ConcurrentHashMap<Digest, CompletableFuture<Said>> underWay = new ConcurrentHashMap<>();
    private final Semaphore turns = new Semaphore(ASKED_AT_ONCE_MAX);
    private volatile Instant quietUntil = Instant.MIN;

    /// What the issuer said.
    private sealed interface Said {
        record Active(JsonNode claims) implements Said {}

        record Inactive() implements Said {}

        record Nothing() implements Said {}
    }

    Introspection(
            IssuerSettings issuer, IntrospectionSettings settings, OidcTokens.Sources sources, Surroundings around) {
        this.issuer = issuer;
        this.settings = settings;
        this.sources = sources;
        this.clock = around.clock();
        this.inactive = Caffeine.newBuilder()
                .expireAfterWrite(INACTIVE_FOR)
                .maximumSize(INACTIVE_MAX)
                .ticker(around.nanoTime()::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    IntrospectionSettings settings() {
        return settings;
    }

    /// What the issuer says about a token that is active.
    JsonNode claims(String token, Digest digest) throws Rejection {
        Said said = inactive.getIfPresent(digest) == null ? asked(token, digest) : new Said.Inactive();
        return switch (said) {
            case Said.Active(JsonNode claims) -> claims;
            case Said.Inactive _ ->
                throw new Rejection(
                        Why.NOT_ACTIVE, "the token is not active: it has ended, was withdrawn, or never was one");
            case Said.Nothing _ ->
                throw new Rejection(
                        Why.PROVIDER_UNAVAILABLE,
                        "the issuer cannot be asked about the token just now; try again later");
        };
    }

    private Said asked(String token, Digest digest) {
        CompletableFuture<Said> mine = new CompletableFuture<>();
        CompletableFuture<Said> theirs = underWay.putIfAbsent(digest, mine);
        if (theirs != null) {
            return awaited(theirs);
        }
        Said said = new Said.Nothing();
        try {
            said = askedInTurn(token);
            if (said instanceof Said.Inactive) {
                inactive.put(digest, true);
            }
            return said;
        } finally {
            mine.complete(said);
            underWay.remove(digest, mine);
        }
    }

    private static Said awaited(CompletableFuture<Said> theirs) {
        try {
            return theirs.get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Said.Nothing();
        } catch (ExecutionException | TimeoutException _) {
            return new Said.Nothing();
        }
    }

    private Said askedInTurn(String token) {
        if (clock.instant().isBefore(quietUntil)) {
            return new Said.Nothing();
        }
        try {
            if (!turns.tryAcquire(TURN_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Said.Nothing();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Said.Nothing();
        }
        try {
            Discovery where = place();
            return read(
                    where.address(),
                    sources.introspection()
                            .ask(where.address(), where.by(), settings.headers(), IntrospectionSettings.form(token)));
        } catch (IOException failed) {
            place = Optional.empty(); // the issuer may have moved it
            quietUntil = clock.instant().plus(QUIET_AFTER_FAILURE);
            LOG.warn("tokens can't be asked about: {}", failed.getMessage());
            return new Said.Nothing();
        } finally {
            turns.release();
        }
    }

    private Discovery place() throws IOException {
        Optional<Discovery> known = place;
        if (known.isPresent()) {
            return known.get();
        }
        Discovery found = settings.place(issuer, sources.documents());
        place = Optional.of(found);
        return found;
    }

    private Said read(URI url, Fetcher.Answer answer) throws IOException {
        if (answer.status() == 400) {
            return new Said.Inactive(); // it can't read this token (RFC 6749, section 5.2); others it may
        }
        JsonNode claims = IntrospectionSettings.read(url, answer);
        return StrictJson.flag(claims, "active") ? new Said.Active(claims) : new Said.Inactive();
    }
}
