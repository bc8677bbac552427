package io.tidegate.upstream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Whose calls are under way at a server that all share, and whose turn is it?
///
/// At first everybody's. Once the server has asked a caller for something while calls of several were under way, so
/// that nobody could tell whom it meant, one caller at a time: each with as many calls as it likes, and then the next,
/// in the order in which they came.
final class Turns {
    private final InstantSource clock;
    private final Map<String, Integer> inside = new HashMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean apart;

    Turns(InstantSource clock) {
        this.clock = clock;
    }

    private record Waiting(String session, CountDownLatch over) {}

    /// @throws LinkFailed if it is not this session's turn by the deadline; else [#leave] must follow
    void enter(String session, Instant deadline) throws LinkFailed {
        Waiting mine = new Waiting(session, new CountDownLatch(1));
        synchronized (this) {
            waiting.addLast(mine);
            serve();
        }
        try {
            Duration left = Duration.between(clock.instant(), deadline);
            if (mine.over.await(Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS) || !withdraw(mine)) {
                return;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            if (!withdraw(mine)) {
                leave(session);
            }
            throw new LinkFailed(LinkFailed.Why.CANCELLED, "stopped while waiting");
        }
        throw new LinkFailed(LinkFailed.Why.BUSY, "the server is busy with another caller");
    }

    /// False where it was let in meanwhile.
    private synchronized boolean withdraw(Waiting mine) {
        boolean there = waiting.remove(mine);
        serve();
        return there;
    }

    synchronized void leave(String session) {
        inside.computeIfPresent(session, (_, calls) -> calls == 1 ? null : calls - 1);
        serve();
    }

    /// From now on one caller at a time.
    synchronized void separate() {
        apart = true;
    }

    /// The session whose calls alone are under way; empty where there is none, or several.
    synchronized Optional<String> only() {
        return inside.size() == 1 ? Optional.of(inside.keySet().iterator().next()) : Optional.empty();
    }

    private void serve() {
        Iterator<Waiting> next = waiting.iterator();
        while (next.hasNext()) {
            Waiting first = next.next();
            boolean fits = !apart || inside.isEmpty() || (inside.size() == 1 && inside.containsKey(first.session()));
            if (!fits) {
                return;
            }
            next.remove();
            inside.merge(first.session(), 1, Integer::sum);
            first.over.countDown();
        }
    }
}
