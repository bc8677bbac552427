package io.tidegate.audit;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/// When is a record on the disk? One thread forces for all who wait; while it does, the next group gathers.
///
/// It forces when someone waits, and every 100 ms when something was written. Once a force failed nothing is ever
/// reported durable again: what the kernel kept of it cannot be known.
///
/// Deadlines have a thread of their own and are kept to 100 ms: a timed park of a virtual thread wakes the pool's timer
/// twice, which cost more than all else in a call's wait for the disk.
final class GroupSync {
    private static final Duration IDLE = Duration.ofMillis(100);
    private static final Duration DEADLINES = Duration.ofMillis(100);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);

    private final Work work;
    private final ConcurrentLinkedQueue<Waiter> waiters = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private final Thread deadlines;
    private volatile long durable;
    private volatile boolean stopping;
    private volatile boolean idle;

    /// What the thread does for the trail.
    interface Work {
        /// Writes a checkpoint if one is due.
        void prepare() throws IOException;

        /// Forces all that was appended; the last sequence that is now durable.
        long force() throws IOException;

        /// Things that may happen after the waiting were released.
        void afterwards() throws IOException;

        /// Called once, when the disk failed; the trail is over.
        void failed(Throwable cause);

        /// Throws `TrailUnavailable` when the trail is over.
        void check();

        /// The last sequence that was appended.
        long appended();
    }

    private record Waiter(Thread thread, long sequence, long end) {}

    GroupSync(Work work, String name) {
        this.work = work;
        thread = Thread.ofPlatform().daemon().name("trail-sync-" + name).unstarted(this::run);
        deadlines = Thread.ofPlatform().daemon().name("trail-deadlines-" + name).unstarted(this::watch);
    }

    void start() {
        thread.start();
        deadlines.start();
    }

    long durable() {
        return durable;
    }

    void await(long sequence, Duration deadline) {
        if (durable >= sequence) {
            return;
        }
        long end = System.nanoTime() + deadline.toNanos();
        Waiter waiter = new Waiter(Thread.currentThread(), sequence, end);
        waiters.add(waiter);
        try {
            wake();
            park(sequence, end);
        } finally {
            if (durable < sequence) {
                waiters.remove(waiter);
            }
        }
    }

    private void park(long sequence, long end) {
        while (durable < sequence) {
            work.check();
            if (System.nanoTime() - end >= 0) {
                throw new TrailUnavailable("the disk did not confirm the record of this call in time");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new TrailUnavailable("the wait for the record of this call was interrupted");
            }
            LockSupport.park(this);
        }
    }

    private void wake() {
        if (idle) {
            idle = false;
            LockSupport.unpark(thread);
        }
    }

    /// Forces what is left and ends the thread.
    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            if (!thread.join(STOP_DEADLINE)) {
                throw new TrailUnavailable("the disk did not confirm the end of the trail in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopping) {
                rest();
                round();
            }
            round();
        } catch (IOException | RuntimeException | Error failed) {
            work.failed(failed);
        } finally {
            waiters.forEach(waiter -> LockSupport.unpark(waiter.thread));
        }
    }

    /// Wakes those whose deadline is over. The disk may hold up the other thread for as long as it likes.
    private void watch() {
        while (thread.isAlive()) {
            LockSupport.parkNanos(this, DEADLINES.toNanos());
            long now = System.nanoTime();
            waiters.forEach(waiter -> {
                if (now - waiter.end >= 0) {
                    LockSupport.unpark(waiter.thread);
                }
            });
        }
    }

    private void rest() {
        idle = true;
        if (waiters.isEmpty() && !stopping) {
            LockSupport.parkNanos(this, IDLE.toNanos());
        }
        idle = false;
    }

    private void round() throws IOException {
        work.prepare();
        if (work.appended() > durable) {
            durable = work.force();
        }
        release();
        work.afterwards();
    }

    private void release() {
        long reached = durable;
        waiters.removeIf(waiter -> {
            if (waiter.sequence > reached) {
                return false;
            }
            LockSupport.unpark(waiter.thread);
            return true;
        });
    }
}
