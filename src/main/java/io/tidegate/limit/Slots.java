package io.tidegate.limit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// How much of one key may be under way at a time? Whoever comes when all of it is gets in line, which is no longer
/// than what may be under way, and is served in the order of the line.
///
/// Remembers only who has something under way or waits, so nobody's count can be pushed out. For one process only.
public final class Slots {
    private final int most;
    private final ReentrantLock lock = new ReentrantLock(); // a few instructions, never over a wait
    private final Map<String, Line> lines = new HashMap<>();

    /// @param most of one key at a time; at least 1
    public Slots(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least 1 may be under way");
        }
        this.most = most;
    }

    /// INVARIANT: touched only under the lock; nobody waits while a slot is free; forgotten when nothing is taken.
    private static final class Line {
        private final Deque<Turn> waiting = new ArrayDeque<>();
        private int taken;
    }

    /// Gets in line for a slot. Await what is returned, or leave.
    public Turn queue(String key) {
        lock.lock();
        try {
            Line line = lines.computeIfAbsent(key, _ -> new Line());
            Turn turn = new Turn(key);
            if (line.taken < most) {
                line.taken++;
                turn.give();
            } else if (line.waiting.size() < most) {
                line.waiting.addLast(turn);
            } else {
                turn.over.countDown();
            }
            return turn;
        } finally {
            lock.unlock();
        }
    }

    /// Of how many keys something is under way.
    int keys() {
        lock.lock();
        try {
            return lines.size();
        } finally {
            lock.unlock();
        }
    }

    private void end(String key) {
        lock.lock();
        try {
            lines.computeIfPresent(key, (_, line) -> {
                Turn next = line.waiting.pollFirst();
                if (next != null) {
                    next.give(); // the slot goes from hand to hand
                    return line;
                }
                line.taken--;
                return line.taken == 0 ? null : line;
            });
        } finally {
            lock.unlock();
        }
    }

    /// A place in the line.
    public final class Turn {
        private final String key;
        private final CountDownLatch over = new CountDownLatch(1);
        private @Nullable Slot got; // only under the lock

        private Turn(String key) {
            this.key = key;
        }

        private void give() {
            got = new Slot(key);
            over.countDown();
        }

        /// The slot, once it is there; nothing where it did not come in time, the line was full, or it was left.
        public Optional<Slot> await(Duration longest) {
            try {
                if (!over.await(Math.max(0, longest.toNanos()), TimeUnit.NANOSECONDS)) {
                    leave();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                leave();
            }
            lock.lock();
            try {
                return Optional.ofNullable(got);
            } finally {
                lock.unlock();
            }
        }

        /// Ends the wait. What was given already stays given.
        public void leave() {
            lock.lock();
            try {
                Line line = lines.get(key);
                if (line != null) {
                    line.waiting.remove(this);
                }
            } finally {
                lock.unlock();
            }
            over.countDown();
        }
    }

    /// Something that is under way. Closing it twice gives it back once.
    public final class Slot implements AutoCloseable {
        private final String key;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Slot(String key) {
            this.key = key;
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                end(key);
            }
        }
    }
}
