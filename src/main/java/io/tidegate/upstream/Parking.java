package io.tidegate.upstream;

import io.tidegate.limit.Shares;
import io.tidegate.mcp.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// Which calls wait in their midst for what their client will say?
///
/// Each has an owner, an end, and a share of a bounded memory; nobody alone gets all of it. While there are any, one
/// thread looks for those whose time is over; a call that waits has no thread of its own.
final class Parking implements AutoCloseable {
    /// What one takes besides the requests that it waits with: a connection with its buffers.
    static final long EACH = 16 << 10;

    /// For some two thousand calls.
    static final long BYTES_MAX = 32 << 20;

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final RandomGenerator random;
    private final Shares shares;
    private final ReentrantLock lock = new ReentrantLock(); // a few instructions, never over a wait
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Map<String, Place> places = new HashMap<>();
    private long names;
    private boolean looking;
    private boolean closed;

    Parking(InstantSource clock, RandomGenerator random, Shares shares) {
        this.clock = clock;
        this.random = random;
        this.shares = shares;
    }

    /// Whose call it is.
    ///
    /// @param target what was called, at which server
    record Owner(String principal, String session, String server, String target) {}

    /// A call that waits.
    ///
    /// @param questions of the server's, in its order, by the keys under which the client's answers will come
    /// @param progress what was said of it so far
    record Parked(Owner owner, Map<String, Message.Request> questions, Pause pause, Progress progress) {
        void giveUp() {
            pause.giveUp();
        }

        private long bytes() {
            return EACH
                    + questions.values().stream()
                            .mapToLong(request -> request.params().memoryBytes())
                            .sum();
        }
    }

    private record Place(Parked parked, Instant until, Shares.Share held) {}

    /// Keeps a call until then at most. Returns the name by which it is had again, or nothing where there is no room:
    /// then it is still the caller's to end.
    Optional<String> park(Parked parked, Instant until) {
        Optional<Shares.Share> held = shares.take(parked.owner().principal(), parked.bytes());
        if (held.isEmpty()) {
            return Optional.empty();
        }
        lock.lock();
        try {
            if (closed) {
                held.get().close();
                return Optional.empty();
            }
            names++;
            String name = Long.toHexString(random.nextLong()) + "-" + names;
            places.put(name, new Place(parked, until, held.get()));
            if (!looking) {
                looking = true;
                Thread.ofVirtual().name("parking").start(this::look);
            }
            return Optional.of(name);
        } finally {
            lock.unlock();
        }
    }

    /// The call of that name, which is then the taker's to end. Nothing where it is over, was taken before, or
    /// belongs to somebody else.
    Optional<Parked> take(String name, Owner owner) {
        return remove(name, place -> place.parked().owner().equals(owner));
    }

    /// The call of that name, whoever's it is: for who got the name from us just now.
    Optional<Parked> take(String name) {
        return remove(name, _ -> true);
    }

    private Optional<Parked> remove(String name, Predicate<Place> whose) {
        lock.lock();
        try {
            Place place = places.get(name);
            if (place == null || !whose.test(place)) {
                return Optional.empty();
            }
            places.remove(name);
            place.held().close();
            return Optional.of(place.parked());
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return places.size();
        } finally {
            lock.unlock();
        }
    }

    void forget(String session) {
        removeAll(place -> place.parked().owner().session().equals(session)).forEach(Parked::giveUp);
    }

    boolean anyAt(String server) {
        lock.lock();
        try {
            return places.values().stream()
                    .anyMatch(place -> place.parked().owner().server().equals(server));
        } finally {
            lock.unlock();
        }
    }

    void forgetServer(String server) {
        removeAll(place -> place.parked().owner().server().equals(server)).forEach(Parked::giveUp);
    }

    private List<Parked> removeAll(Predicate<Place> which) {
        List<Parked> removed = new ArrayList<>();
        lock.lock();
        try {
            places.values().removeIf(place -> {
                boolean goes = which.test(place);
                if (goes) {
                    place.held().close();
                    removed.add(place.parked());
                }
                return goes;
            });
        } finally {
            lock.unlock();
        }
        return removed;
    }

    private void look() {
        try {
            while (some() && !ending.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                Instant now = clock.instant();
                removeAll(place -> !place.until().isAfter(now))
                        .forEach(over -> over.pause().expire());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// False where there is nothing left to look for; then the next one that comes begins to look again.
    private boolean some() {
        lock.lock();
        try {
            looking = !places.isEmpty();
            return looking;
        } finally {
            lock.unlock();
        }
    }

    /// Gives up all; takes no more.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            ending.countDown();
        } finally {
            lock.unlock();
        }
        removeAll(_ -> true).forEach(Parked::giveUp);
    }
}
