package io.tidegate.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Which connections have overrun a deadline? One thread looks at all of them, so that a read or write costs no
/// timer.
///
/// A deadline is noticed up to [#TICK] late. Nothing that blocks may run on its thread.
final class Watchdog implements AutoCloseable {
    /// What is looked at. Neither method may block or throw.
    interface Watched {
        void look(long now);

        /// Nobody looks any more: close.
        void abandon();
    }

    static final long NEVER = Long.MAX_VALUE;
    static final Duration TICK = Duration.ofMillis(40);

    // Deadlines are kept from this origin on, so that they can be compared without regard to overflow.
    private static final long ORIGIN = System.nanoTime();

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean closed;

    Watchdog(String name) {
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Nanoseconds since this class was loaded.
    static long now() {
        return System.nanoTime() - ORIGIN;
    }

    static long in(Duration time) {
        return now() + time.toNanos();
    }

    void add(Watched one) {
        watched.add(one);
        if (closed) {
            one.abandon();
        }
    }

    void remove(Watched one) {
        watched.remove(one);
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(this, TICK.toNanos());
            long now = now();
            for (Watched one : watched) {
                one.look(now);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        watched.forEach(Watched::abandon);
        LockSupport.unpark(thread);
    }
}
