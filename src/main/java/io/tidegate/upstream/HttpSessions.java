package io.tidegate.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.ServerCapabilities;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The sessions that the gateway has at one server of the older era: one for each of its callers' own, and for each set
/// of capabilities, since a server is told of those once, when the session begins.
///
/// One that is idle for half an hour is ended, there too.
final class HttpSessions {
    private static final int SESSIONS_MAX = 10_000;
    private static final Duration IDLE = Duration.ofMinutes(30);

    private final Door door;
    private final InstantSource clock;
    private final Cache<Key, Place> places;

    HttpSessions(Door door, InstantSource clock) {
        this.door = door;
        this.clock = clock;
        this.places = Caffeine.newBuilder()
                .maximumSize(SESSIONS_MAX)
                .expireAfterAccess(IDLE)
                .executor(Runnable::run)
                .<Key, Place>removalListener((_, place, _) -> ended(place))
                .build();
    }

    /// @param id empty where the server keeps no sessions
    record Session(Optional<String> id, ProtocolVersion version, Greeting greeting) {}

    /// What is done at the server.
    interface Door {
        Session open(Asker asker, Instant deadline) throws LinkFailed;

        /// From now on the server logs from this level on. That it does is not certain.
        void log(Session session, LogLevel level, Instant deadline);

        /// Must not block.
        void end(Session session);
    }

    private record Key(String session, String capabilities) {
        static Key of(Asker asker) {
            Capabilities capabilities = asker.capabilities();
            return new Key(
                    asker.session(),
                    capabilities.equals(Capabilities.NONE)
                            ? ""
                            : new String(capabilities.json(), StandardCharsets.UTF_8));
        }
    }

    /// One caller's session, opened by whoever of its calls comes first while the others wait.
    private static final class Place {
        private final ReentrantLock lock = new ReentrantLock();
        private volatile Optional<Session> session = Optional.empty();
        private volatile Optional<LogLevel> level = Optional.empty();
    }

    Session of(Asker asker, Instant deadline) throws LinkFailed {
        Place place = places.get(Key.of(asker), _ -> new Place());
        Optional<Session> open = place.session;
        if (open.isPresent() && !wantsMore(asker, place, open.get())) {
            return open.get();
        }
        lock(place, deadline);
        try {
            if (place.session.isEmpty()) {
                place.session = Optional.of(door.open(asker, deadline));
            }
            Session session = place.session.get();
            if (wantsMore(asker, place, session)) {
                door.log(session, asker.log().orElseThrow(), deadline);
                place.level = asker.log();
            }
            return session;
        } finally {
            place.lock.unlock();
        }
    }

    /// The one that there is now.
    Optional<Session> now(Asker asker) {
        Place place = places.getIfPresent(Key.of(asker));
        return place == null ? Optional.empty() : place.session;
    }

    private void lock(Place place, Instant deadline) throws LinkFailed {
        try {
            long left = Math.max(1, Duration.between(clock.instant(), deadline).toMillis());
            if (!place.lock.tryLock(left, TimeUnit.MILLISECONDS)) {
                throw new LinkFailed(LinkFailed.Why.SLOW, "the server takes long to open a session");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new LinkFailed(LinkFailed.Why.CANCELLED, "stopped while waiting");
        }
    }

    /// Whether the server logs less in this session than is wanted. What it logs beyond that is left out for whoever
    /// wants less.
    private static boolean wantsMore(Asker asker, Place place, Session session) {
        return asker.log().isPresent()
                && session.greeting().capabilities().can(ServerCapabilities.Able.LOGGING)
                && place.level.map(set -> asker.log().get().compareTo(set) < 0).orElse(true);
    }

    /// Forgets a session that the server forgot, unless it was renewed meanwhile.
    void lost(Asker asker, Session lost) {
        Place place = places.get(Key.of(asker), _ -> new Place());
        place.lock.lock();
        try {
            if (place.session.filter(lost::equals).isPresent()) {
                place.session = Optional.empty();
                place.level = Optional.empty();
            }
        } finally {
            place.lock.unlock();
        }
    }

    /// Keeps it from counting as idle.
    void keep(Asker asker) {
        places.asMap().computeIfPresent(Key.of(asker), (_, place) -> place);
    }

    /// Ends all that a caller's session has at the server.
    void forget(String session) {
        places.asMap().keySet().removeIf(key -> key.session().equals(session));
    }

    /// Ends what was idle for too long.
    void tend() {
        places.cleanUp();
    }

    void endAll() {
        places.invalidateAll();
    }

    private void ended(@Nullable Place place) {
        if (place != null) {
            place.session.ifPresent(door::end);
        }
    }
}
