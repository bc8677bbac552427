package io.tidegate.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.mcp.ProtocolVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// The sessions that the gateway has at one server of the older era, one for each of its callers.
final class HttpSessions {
    private static final int SESSIONS_MAX = 10_000;
    private static final Duration IDLE = Duration.ofMinutes(30);

    private final Opening opening;
    private final InstantSource clock;
    private final Cache<String, Place> places = Caffeine.newBuilder()
            .maximumSize(SESSIONS_MAX)
            .expireAfterAccess(IDLE)
            .build();

    HttpSessions(Opening opening, InstantSource clock) {
        this.opening = opening;
        this.clock = clock;
    }

    /// @param id empty where the server keeps no sessions
    record Session(Optional<String> id, ProtocolVersion version) {}

    interface Opening {
        Session open(Instant deadline) throws LinkFailed;
    }

    /// One caller's session, opened by whoever of its calls comes first while the others wait.
    private static final class Place {
        private final ReentrantLock lock = new ReentrantLock();
        private Optional<Session> session = Optional.empty();
    }

    Session of(String caller, Instant deadline) throws LinkFailed {
        Place place = places.get(caller, _ -> new Place());
        try {
            long left = Math.max(1, Duration.between(clock.instant(), deadline).toMillis());
            if (!place.lock.tryLock(left, TimeUnit.MILLISECONDS)) {
                throw new LinkFailed(LinkFailed.Why.SLOW, "the server takes long to open a session");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new LinkFailed(LinkFailed.Why.CANCELLED, "stopped while waiting");
        }
        try {
            if (place.session.isEmpty()) {
                place.session = Optional.of(opening.open(deadline));
            }
            return place.session.get();
        } finally {
            place.lock.unlock();
        }
    }

    /// Forgets a session that the server forgot, unless it was renewed meanwhile.
    void forget(String caller, Session lost) {
        Place place = places.get(caller, _ -> new Place());
        place.lock.lock();
        try {
            if (place.session.filter(lost::equals).isPresent()) {
                place.session = Optional.empty();
            }
        } finally {
            place.lock.unlock();
        }
    }
}
