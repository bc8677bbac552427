package io.tidegate.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Which connection to one origin can be used next? Bounded: a place first, then the connection that was used last.
///
/// INVARIANT: connections in use and kept ones together are never more than the places, because a new one is made
/// only when none is kept.
final class OriginPool implements Watchdog.Watched {
    private final Semaphore places;
    private final int most;
    private final Watchdog watchdog;
    private final long idleNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<ClientConnection> kept = new ArrayDeque<>();
    private boolean closed;

    OriginPool(int connectionsMax, long idleNanos, Watchdog watchdog) {
        places = new Semaphore(connectionsMax);
        most = connectionsMax;
        this.idleNanos = idleNanos;
        this.watchdog = watchdog;
    }

    /// Waits for a place. Every place is given back by [#keep] or [#drop].
    void enter(long until) throws HttpFailure {
        try {
            if (!places.tryAcquire() && !places.tryAcquire(until - Watchdog.now(), TimeUnit.NANOSECONDS)) {
                throw new HttpFailure.NoRoom("all connections to the server stayed busy");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new HttpFailure.Cancelled();
        }
    }

    /// A kept connection that is still good.
    Optional<ClientConnection> kept() {
        while (true) {
            Optional<ClientConnection> candidate = poll();
            if (candidate.isEmpty() || candidate.get().alive()) {
                return candidate;
            }
            discard(candidate.get());
        }
    }

    private Optional<ClientConnection> poll() {
        lock.lock();
        try {
            return Optional.ofNullable(kept.pollLast());
        } finally {
            lock.unlock();
        }
    }

    /// The exchange is over and its connection good for another.
    void keep(ClientConnection connection) {
        connection.used();
        boolean mine;
        lock.lock();
        try {
            mine = !closed;
            if (mine) {
                kept.addLast(connection);
            }
        } finally {
            lock.unlock();
        }
        if (!mine) {
            discard(connection);
        }
        places.release();
    }

    /// The exchange is over and its connection, if there was one, closed.
    void leave() {
        places.release();
    }

    void discard(ClientConnection connection) {
        watchdog.remove(connection);
        connection.wire().close();
    }

    /// Called by the watchdog: closes what has been idle for too long.
    @Override
    public void look(long now) {
        List<ClientConnection> old = new ArrayList<>(0);
        if (!lock.tryLock()) {
            return;
        }
        try {
            while (!kept.isEmpty() && kept.peekFirst().idleSince(now - idleNanos)) {
                old.add(kept.removeFirst());
            }
        } finally {
            lock.unlock();
        }
        old.forEach(this::discard);
    }

    /// Keeps nothing from now on, where nothing is kept and nothing under way. Whoever enters meanwhile is served, by a
    /// connection of its own. Returns whether it is so.
    boolean retire() {
        lock.lock();
        try {
            boolean unused = kept.isEmpty() && places.availablePermits() == most;
            closed = closed || unused;
            return unused;
        } finally {
            lock.unlock();
        }
    }

    int keptCount() {
        lock.lock();
        try {
            return kept.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void abandon() {
        List<ClientConnection> all;
        lock.lock();
        try {
            closed = true;
            all = List.copyOf(kept);
            kept.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(this::discard);
    }
}
