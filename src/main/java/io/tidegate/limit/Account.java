package io.tidegate.limit;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// What is left here of one allowance in one window? Takes from the ledger in chunks, mostly ahead of need, so that
/// few calls wait for it.
///
/// INVARIANT: what is spent here was taken from the ledger before. What is taken and not spent is nobody's until it is
/// given back: whatever goes wrong, less is spent than may be, never more.
final class Account {
    /// What is taken at a time: so little that nodes which each have some leave the others nearly all.
    private static final int CHUNKS = 64;

    private static final long ASKED_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration TURN_MAX = Duration.ofSeconds(15); // the ledger has its own deadline, before that

    private final Ledger.Entry entry;
    private final Ledger ledger;
    private final long chunk;
    private final Executor background;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock(); // never held over input or output
    private final Condition changed = lock.newCondition();
    private long left;
    private boolean asking;
    private boolean closed;
    private long refused = Long.MAX_VALUE; // so much was not to be had
    private long refusedAt;

    Account(Ledger.Entry entry, Ledger ledger, Executor background, LongSupplier nanos) {
        this.entry = entry;
        this.ledger = ledger;
        this.chunk = Math.max(1, entry.amount() / CHUNKS);
        this.background = background;
        this.nanos = nanos;
    }

    enum Outcome {
        SPENT,
        NOT_LEFT,
        /// This account is over; there is another one.
        CLOSED
    }

    /// Spends so much, or nothing.
    ///
    /// @throws io.tidegate.store.StoreException if the ledger can't be asked, and there is not enough here
    Outcome spend(long cost) {
        while (true) {
            long needed;
            lock.lock();
            try {
                awaitLedger(cost);
                if (closed) {
                    return Outcome.CLOSED;
                }
                if (left >= cost) {
                    left -= cost;
                    askAhead();
                    return Outcome.SPENT;
                }
                needed = cost - left;
                if (wasRefused(needed)) {
                    return Outcome.NOT_LEFT;
                }
                asking = true;
            } finally {
                lock.unlock();
            }
            ask(needed);
        }
    }

    private void awaitLedger(long cost) {
        long until = nanos.getAsLong() + TURN_MAX.toNanos();
        while (asking && !closed && left < cost) {
            try {
                long rest = until - nanos.getAsLong();
                if (rest <= 0 || changed.awaitNanos(rest) <= 0) {
                    throw new IllegalStateException("the ledger did not answer");
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for the ledger", stopped);
            }
        }
    }

    private boolean wasRefused(long needed) {
        return needed >= refused && nanos.getAsLong() - refusedAt < ASKED_AGAIN_NANOS;
    }

    private void askAhead() {
        if (!asking && left < chunk / 2 && !wasRefused(1)) {
            asking = true;
            background.execute(() -> ask(1));
        }
    }

    /// Whoever set `asking` asks. A flood of calls for which there is nothing asks once a second.
    private void ask(long needed) {
        long got = 0;
        boolean answered = false;
        try {
            got = ledger.take(entry, needed, Math.max(needed, chunk));
            answered = true;
        } finally {
            settle(got, answered && got == 0 ? needed : Long.MAX_VALUE);
        }
    }

    private void settle(long got, long refusal) {
        boolean late;
        lock.lock();
        try {
            asking = false;
            late = closed;
            if (!late) {
                left += got;
                refused = refusal;
                refusedAt = nanos.getAsLong();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (late && got > 0) {
            ledger.giveBack(entry, got);
        }
    }

    /// What was spent was not: as long as the window lasts, it can be spent again.
    void giveBack(long cost) {
        lock.lock();
        try {
            if (closed) {
                background.execute(() -> ledger.giveBack(entry, cost));
                return;
            }
            left += cost;
            refused = Long.MAX_VALUE;
            if (left > 2 * chunk && !asking) {
                long excess = left - chunk;
                left = chunk;
                asking = true; // whoever needs more than a chunk waits until it is there
                background.execute(() -> returned(excess));
            }
        } finally {
            lock.unlock();
        }
    }

    private void returned(long excess) {
        try {
            ledger.giveBack(entry, excess);
        } finally {
            settle(0, Long.MAX_VALUE);
        }
    }

    /// Waits until nothing is asked of the ledger.
    void awaitRest() {
        lock.lock();
        try {
            awaitLedger(Long.MAX_VALUE);
        } finally {
            lock.unlock();
        }
    }

    boolean isOf(Ledger.Entry other) {
        return entry.equals(other);
    }

    /// Ends it. Returns what is to be given back to the ledger.
    Runnable close() {
        long rest;
        lock.lock();
        try {
            rest = closed ? 0 : left;
            closed = true;
            left = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return rest == 0 ? () -> {} : () -> ledger.giveBack(entry, rest);
    }
}
