package io.tidegate.front;

import io.tidegate.http.EventStream;
import io.tidegate.http.HttpFailure;
import io.tidegate.limit.Shares;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What was said on the stream of one call, so that a client that lost it gets the rest (MCP 2025-11-25, Resumability)?
///
/// Of progress and log messages the last ones; of questions and the answer all, or the stream is torn and nobody gets
/// anything of it again. At most one connection is told at a time: the newest.
final class KeptStream {
    private static final int NOTICES_MAX = 64;
    private static final int EVENTS_MAX = 256;
    private static final int RESUMED_MAX = 64;
    private static final long EACH = 1 << 10;

    private final Replays replays;
    private final String name;
    private final String principal;
    private final String scope;
    private final Shares.Share own;
    private final ReentrantLock lock = new ReentrantLock(); // a few instructions, never over a write
    private final Condition news = lock.newCondition();
    private final Deque<Event> events = new ArrayDeque<>();
    private long said;
    private int notices;
    private int resumed;
    private long connections; // how many there were: the last is the one that is told
    private boolean torn;
    private boolean ended;
    private volatile long touched = System.nanoTime();

    /// Whether a client can do without it.
    enum Weight {
        NOTICE,
        NEEDED
    }

    @SuppressWarnings("ArrayRecordComponent") // bytes for the wire; events are not compared
    private record Event(long number, byte[] message, Weight weight, Shares.Share held) {}

    /// @param own what it takes by itself
    KeptStream(Replays replays, String name, String principal, String scope, Shares.Share own) {
        this.replays = replays;
        this.name = name;
        this.principal = principal;
        this.scope = scope;
        this.own = own;
    }

    String name() {
        return name;
    }

    String principal() {
        return principal;
    }

    boolean isOf(String session) {
        return scope.equals(session);
    }

    /// The id of the event that begins the stream.
    String first() {
        return id(0);
    }

    private String id(long number) {
        return name + "-" + number;
    }

    /// Keeps what is to be said next, as far as there is room. Returns the id of its event.
    String add(byte[] message, Weight weight) {
        Optional<Shares.Share> held = replays.room(principal, EACH + message.length, weight);
        if (held.isEmpty() && weight == Weight.NEEDED) {
            dropNotices(0);
            held = replays.room(principal, EACH + message.length, weight);
        }
        lock.lock();
        try {
            said++;
            if (torn || held.isEmpty() || events.size() >= EVENTS_MAX) {
                held.ifPresent(Shares.Share::close);
                torn |= weight == Weight.NEEDED;
            } else {
                events.addLast(new Event(said, message, weight, held.get()));
                notices += weight == Weight.NOTICE ? 1 : 0;
                dropNotices(NOTICES_MAX);
            }
            if (torn) {
                clear();
            }
            news.signalAll();
            return id(said);
        } finally {
            lock.unlock();
        }
    }

    /// Drops the oldest notices until no more than so many are left.
    private void dropNotices(int most) {
        lock.lock();
        try {
            Iterator<Event> oldest = events.iterator();
            while (notices > most && oldest.hasNext()) {
                Event event = oldest.next();
                if (event.weight() == Weight.NOTICE) {
                    oldest.remove();
                    event.held().close();
                    notices--;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void clear() {
        events.forEach(event -> event.held().close());
        events.clear();
        notices = 0;
    }

    /// Nothing more will be said.
    void end() {
        lock.lock();
        try {
            ended = true;
            touched = System.nanoTime();
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Takes the stream over for another connection; those before are told nothing more. Returns which one it is, or
    /// nothing where the rest can't be had.
    ///
    /// @param after the number of the last event that its client has
    Optional<Long> takeOver(long after) {
        lock.lock();
        try {
            if (torn || after > said || resumed >= RESUMED_MAX) {
                return Optional.empty();
            }
            resumed++;
            return Optional.of(next());
        } finally {
            lock.unlock();
        }
    }

    /// Ends the connection that is told, if any; the client will ask for the rest.
    void rest() {
        lock.lock();
        try {
            next();
        } finally {
            lock.unlock();
        }
    }

    private long next() {
        connections++;
        news.signalAll();
        return connections;
    }

    /// Whether this connection is told. The first, on which the call came, is 0.
    boolean isTold(long connection) {
        lock.lock();
        try {
            return connections == connection;
        } finally {
            lock.unlock();
        }
    }

    /// Ends this connection, which is gone, if it is still told.
    void leave(long connection) {
        lock.lock();
        try {
            if (connections == connection) {
                next();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Tells a connection what comes after that event, until all is said, another one takes over, or its client is let
    /// in no more.
    void tell(EventStream stream, long connection, long after, Welcome welcome) throws HttpFailure {
        long told = after;
        long until = System.nanoTime() + Replays.CALL_MAX.toNanos();
        while (welcome.lasts() && isToBeTold(connection, told) && System.nanoTime() - until < 0) {
            Event event = await(connection, told, welcome.untilAsked());
            if (event != null) {
                stream.send(event.message(), Optional.of(id(event.number())), Optional.empty());
                told = event.number();
            }
        }
    }

    private boolean isToBeTold(long connection, long told) {
        lock.lock();
        try {
            return connections == connection && !torn && !(ended && after(told) == null);
        } finally {
            lock.unlock();
        }
    }

    /// The next event, if it comes within this time.
    private @Nullable Event await(long connection, long told, Duration most) {
        long left = most.toNanos();
        lock.lock();
        try {
            while (connections == connection && !torn) {
                Event next = after(told);
                if (next != null || ended || left <= 0) {
                    return next;
                }
                left = news.awaitNanos(left);
            }
            return null;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Event after(long told) {
        for (Event event : events) {
            if (event.number() > told) {
                return event;
            }
        }
        return null;
    }

    /// Whether it ended so long ago.
    boolean isOld(long nanos) {
        lock.lock();
        try {
            return ended && System.nanoTime() - touched > nanos;
        } finally {
            lock.unlock();
        }
    }

    /// Since when it has ended; nothing while it has not.
    Optional<Long> endedAt() {
        lock.lock();
        try {
            return ended ? Optional.of(touched) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// Gives back what is held. Nobody gets anything of it again.
    void forget() {
        lock.lock();
        try {
            torn = true;
            clear();
            own.close();
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
