package io.tidegate.front;

import io.tidegate.call.Release;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// At which tasks has a listener yet to look, since their server told of them?
///
/// A server that tells without end makes its listener look no more often than four times a second: each look counts
/// as a call of the listener's, and is recorded. One look at a time, on a thread of its own, so that a server that
/// is slow to say how a task is delays no other news.
final class TaskLooks {
    private static final Duration APART = Duration.ofMillis(250);
    private static final int WAITING_MAX = 1_024;

    private final Set<String> waiting = new LinkedHashSet<>();
    private boolean looking;
    private long next = System.nanoTime();

    /// Something may have come of a task. What is told meanwhile of one task is looked at once.
    synchronized void add(String id) {
        if (waiting.size() < WAITING_MAX) {
            waiting.add(id);
        }
    }

    /// Looks at the next task, if it is time.
    ///
    /// @param told takes what was seen, on another thread
    synchronized void begin(Function<String, Release> look, BiConsumer<String, Release> told) {
        if (looking || waiting.isEmpty() || System.nanoTime() - next < 0) {
            return;
        }
        Iterator<String> first = waiting.iterator();
        String id = first.next();
        first.remove();
        looking = true;
        Thread.ofVirtual().name("look").start(() -> {
            Release state;
            try {
                state = look.apply(id);
            } finally {
                end();
            }
            told.accept(id, state); // after the end: whoever is woken by it may begin the next
        });
    }

    private synchronized void end() {
        looking = false;
        next = System.nanoTime() + APART.toNanos();
    }

    /// How long until it is time for the next look; as long as `most` where none is wanted now.
    synchronized Duration untilNext(Duration most) {
        if (looking || waiting.isEmpty()) {
            return most;
        }
        Duration left = Duration.ofNanos(Math.max(0, next - System.nanoTime()));
        return left.compareTo(most) < 0 ? left : most;
    }
}
