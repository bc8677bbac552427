package io.tidegate.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.ServerCapabilities;
import io.tidegate.oauth.Bearer;
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
/// One that is idle for half an hour is ended, there too. Nobody has more than are then left for all others, so that no
/// caller crowds out another's.
final class HttpSessions {
    private static final Duration IDLE = Duration.ofMinutes(30);

    private final Shares shares;
    private final Door door;
    private final InstantSource clock;
    private final Cache<Key, Place> places;

    /// @param most sessions at this server
    HttpSessions(int most, Door door, InstantSource clock) {
        this.shares = new Shares(most);
        this.door = door;
        this.clock = clock;
        this.places = Caffeine.newBuilder()
                .expireAfterAccess(IDLE)
                .ticker(this::nanos)
                .executor(Runnable::run)
                .<Key, Place>removalListener((_, place, _) -> ended(place))
                .build();
    }

    /// @param id empty where the server keeps no sessions
    /// @param bearer for whom it is, and so whose token is shown in it
    record Session(Optional<String> id, ProtocolVersion version, Greeting greeting, Bearer bearer) {
        Session(Optional<String> id, ProtocolVersion version, Greeting greeting) {
            this(id, version, greeting, new Bearer.Itself());
        }
    }

    /// What is done at the server.
    interface Door {
        Session open(Asker asker, Instant deadline) throws LinkFailed;

        /// From now on the server logs from this level on. That it does is not certain.
        void log(Session session, LogLevel level, Instant deadline);

        /// Must not block.
        void end(Session session);
    }

    /// Whose session it is, and what the server was told in it.
    record Key(String session, String capabilities) {
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
        private final Shares.Share share;
        private final ReentrantLock lock = new ReentrantLock();
        private volatile Optional<Session> session = Optional.empty();
        private volatile Optional<LogLevel> level = Optional.empty();

        private Place(Shares.Share share) {
            this.share = share;
        }
    }

    private long nanos() {
        Instant now = clock.instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /// The caller's place, made where it has none.
    private Place place(Asker asker) throws LinkFailed {
        Key key = Key.of(asker);
        Place known = places.getIfPresent(key);
        if (known != null) {
            return known;
        }
        Shares.Share share = shares.take(asker.payer(), 1)
                .orElseThrow(() -> new LinkFailed(LinkFailed.Why.BUSY, "as many sessions as one caller may have"));
        Place fresh = new Place(share);
        Place before = places.asMap().putIfAbsent(key, fresh);
        if (before != null) {
            share.close();
            return before;
        }
        return fresh;
    }

    Session of(Asker asker, Instant deadline) throws LinkFailed {
        Place place = place(asker);
        Optional<Session> open = place.session;
        if (open.isPresent() && !wantsMore(asker, place, open.get())) {
            return open.get();
        }
        lock(place, deadline);
        try {
            if (place.session.isEmpty()) {
                place.session = Optional.of(door.open(asker, deadline));
                endIfLate(asker, place);
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

    /// Nobody would end a session whose caller left while it was opened.
    private void endIfLate(Asker asker, Place place) throws LinkFailed {
        if (places.getIfPresent(Key.of(asker)) != place) {
            ended(place);
            throw new LinkFailed(LinkFailed.Why.CANCELLED, "the caller left");
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
        Place place = places.getIfPresent(Key.of(asker));
        if (place == null) {
            return;
        }
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
            place.share.close();
            place.session.ifPresent(door::end);
        }
    }
}
