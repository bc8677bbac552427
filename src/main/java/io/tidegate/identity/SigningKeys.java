package io.tidegate.identity;

import io.tidegate.http.Fetcher.NamedBy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which public keys does the provider sign with now?
///
/// Keys are fresh for five minutes, then renewed beside the callers' path. An unknown key id asks again, but at most
/// every 30 to 35 seconds, whoever asks. When the provider does not answer, the keys we have serve for an hour more,
/// then nothing is taken. So a key that the provider withdraws may serve here for five minutes, or an hour while the
/// provider is down.
final class SigningKeys {
    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

    static final Duration FRESH = Duration.ofMinutes(5);
    static final Duration STALE_MAX = Duration.ofHours(1);
    static final Duration BETWEEN_FETCHES = Duration.ofSeconds(30);
    static final Duration BETWEEN_FIRST_TRIES = Duration.ofSeconds(5);

    private static final Duration JITTER_MAX = Duration.ofSeconds(5); // so that many nodes do not ask at once
    private static final Duration TURN_MAX = Duration.ofSeconds(11); // two fetches of 5 seconds and some

    private final IssuerSettings settings;
    private final JwksSource source;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Executor background;
    private final Semaphore turn = new Semaphore(1); // held while fetching, by one thread, for TURN_MAX at most

    private volatile @Nullable KeySet known;
    private volatile Instant nextTry = Instant.MIN;

    SigningKeys(
            IssuerSettings settings,
            JwksSource source,
            InstantSource clock,
            RandomGenerator random,
            Executor background) {
        this.settings = settings;
        this.source = source;
        this.clock = clock;
        this.random = random;
        this.background = background;
    }

    /// The keys that may have signed such a token; never empty.
    List<KeySet.Key> fitting(TokenParts token) throws Rejection {
        List<KeySet.Key> found = current().fitting(token.algorithm(), token.keyId());
        if (found.isEmpty() && mayTry()) {
            renew();
            found = current().fitting(token.algorithm(), token.keyId());
        }
        if (found.isEmpty()) {
            throw new Rejection(
                    Why.UNKNOWN_SIGNING_KEY, "the token is signed with a key that its issuer does not publish");
        }
        return found;
    }

    private KeySet current() throws Rejection {
        KeySet keys = usable();
        if (keys == null) {
            renew();
            keys = usable();
        } else if (mayTry() && !clock.instant().isBefore(keys.fetched().plus(FRESH)) && turn.availablePermits() > 0) {
            background.execute(this::renewQuietly);
        }
        if (keys == null) {
            throw new Rejection(
                    Why.PROVIDER_UNAVAILABLE, "the sign-in provider's keys cannot be had just now; try again later");
        }
        return keys;
    }

    private @Nullable KeySet usable() {
        KeySet keys = known;
        return keys != null && clock.instant().isBefore(keys.fetched().plus(STALE_MAX)) ? keys : null;
    }

    private boolean mayTry() {
        return !clock.instant().isBefore(nextTry);
    }

    private void renewQuietly() {
        try {
            renew();
        } catch (Rejection _) {
            // Not lost: the keys stay as they are until STALE_MAX, and then every caller is told.
        }
    }

    private void renew() throws Rejection {
        try {
            if (!turn.tryAcquire(TURN_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                return; // the caller looks at what is known, and refuses when that is not enough
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Rejection(Why.PROVIDER_UNAVAILABLE, "the call was ended while waiting for the provider's keys");
        }
        try {
            if (mayTry()) { // not so when another thread has just been here
                try {
                    fetch().ifPresent(keys -> known = keys);
                } finally {
                    // INVARIANT: whatever came of it, the provider is not asked again at once.
                    nextTry = clock.instant()
                            .plus(usable() == null ? BETWEEN_FIRST_TRIES : BETWEEN_FETCHES)
                            .plus(jitter());
                }
            }
        } finally {
            turn.release();
        }
    }

    private Optional<KeySet> fetch() {
        try {
            Discovery where = settings.jwks().isPresent()
                    ? new Discovery(settings.jwks().get(), NamedBy.CONFIGURATION)
                    : Discovery.find(settings, source, "jwks_uri", "keys");
            return Optional.of(KeySet.parse(source.fetch(where.address(), where.by()), clock.instant())
                    .orElseThrow(
                            () -> new IOException("what is published at " + where.address() + " is no set of keys")));
        } catch (IOException failed) {
            LOG.warn("the keys of {} can't be had: {}", settings.issuer(), failed.getMessage());
            return Optional.empty(); // told to callers as provider-unavailable as soon as it matters
        }
    }

    private Duration jitter() {
        return Duration.ofMillis(random.nextLong(JITTER_MAX.toMillis()));
    }
}
