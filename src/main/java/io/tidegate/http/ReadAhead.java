package io.tidegate.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Has the peer gone away while the thread that owns the wire is busy with something else?
///
/// After [#PATIENCE] a virtual thread reads in the owner's stead; what arrives is kept for the owner, up to
/// [#BYTES_MAX]. A peer that sends more than that ahead is no longer watched until it is read. The end of its
/// stream counts as gone, also when only its sending half was closed.
final class ReadAhead {
    // Most calls are shorter than this and pay nothing.
    static final Duration PATIENCE = Duration.ofMillis(50);
    static final int BYTES_MAX = 16 << 10;

    private enum Turn {
        /// nobody reads, nothing is kept
        FREE,
        OWNER,
        WATCHER,
        /// nobody reads, bytes are kept
        KEPT,
        ENDED
    }

    private final Wire wire;
    private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.FREE);
    private final AtomicReference<@Nullable Runnable> onGone = new AtomicReference<>();
    private volatile long watchFrom = Watchdog.NEVER;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private byte[] kept = new byte[0];
    private int keptBytes;

    ReadAhead(Wire wire) {
        this.wire = wire;
    }

    boolean ownerTakesTurn() {
        return turn.compareAndSet(Turn.FREE, Turn.OWNER);
    }

    void ownerGivesTurn() {
        turn.set(Turn.FREE);
    }

    /// Calls `callback` once, on another thread, when the peer goes away before [#forget].
    void watch(Runnable callback) {
        onGone.set(callback);
        watchFrom = Watchdog.in(PATIENCE);
        if (turn.get() == Turn.ENDED) {
            Thread.startVirtualThread(this::gone);
        }
    }

    void forget() {
        if (watchFrom != Watchdog.NEVER) {
            watchFrom = Watchdog.NEVER;
            onGone.set(null);
        }
    }

    /// The peer is gone: tell the one who asked, once.
    void gone() {
        Runnable callback = onGone.getAndSet(null);
        if (callback != null) {
            callback.run();
        }
    }

    /// Called by the watchdog.
    void look(long now) {
        if (now > watchFrom && onGone.get() != null) {
            boolean mine = turn.compareAndSet(Turn.FREE, Turn.WATCHER)
                    || (room() && turn.compareAndSet(Turn.KEPT, Turn.WATCHER));
            if (mine) {
                Thread.ofVirtual().name("http-read-ahead").start(this::readOnce);
            }
        }
    }

    private boolean room() {
        lock.lock();
        try {
            return keptBytes < BYTES_MAX;
        } finally {
            lock.unlock();
        }
    }

    private void readOnce() {
        byte[] bytes = new byte[4 << 10];
        int count = wire.receiveAhead(bytes, 0, bytes.length);
        lock.lock();
        try {
            if (count > 0) {
                byte[] all = java.util.Arrays.copyOf(kept, keptBytes + count);
                System.arraycopy(bytes, 0, all, keptBytes, count);
                kept = all;
                keptBytes = all.length;
            }
            turn.set(count < 0 ? Turn.ENDED : keptBytes == 0 ? Turn.FREE : Turn.KEPT);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (count < 0) {
            gone();
        }
    }

    /// For the owner, when it did not get the turn: waits for what the watcher reads. The wire's read deadline ends
    /// the wait, because it ends the watcher's read.
    int take(byte[] into, int offset, int length) {
        lock.lock();
        try {
            while (keptBytes == 0 && turn.get() == Turn.WATCHER) {
                changed.awaitUninterruptibly();
            }
            if (keptBytes == 0) {
                return -1;
            }
            int count = Math.min(length, keptBytes);
            System.arraycopy(kept, 0, into, offset, count);
            System.arraycopy(kept, count, kept, 0, keptBytes - count);
            keptBytes -= count;
            if (keptBytes == 0) {
                kept = new byte[0];
                turn.compareAndSet(Turn.KEPT, Turn.FREE);
            }
            return count;
        } finally {
            lock.unlock();
        }
    }
}
