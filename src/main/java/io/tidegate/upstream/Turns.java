package io.tidegate.upstream;

import io.tidegate.mcp.RequestId;
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
import org.jspecify.annotations.Nullable;

/// Whose calls are under way at a server that all share, and whose turn is it?
///
/// At first everybody's. Once the server has asked a caller for something while calls of several were under way, so
/// that nobody could tell whom it meant, one caller at a time: each with as many calls as it likes, and then the next,
/// in the order in which they came.
///
/// A call that was given up is under way until its answer comes: a server need not end what was cancelled, and may ask
/// for it still (MCP 2025-11-25, Cancellation). Most servers answer nothing then, so it counts for two minutes at most.
final class Turns {
    static final Duration GIVEN_UP = Duration.ofMinutes(2);
    static final int GIVEN_UP_MAX = 1_024;

    private final InstantSource clock;
    private final Map<String, Integer> inside = new HashMap<>();
    private final Map<RequestId, Stay> put = new HashMap<>();
    private final Deque<Stay> givenUp = new ArrayDeque<>(); // those that end first come first
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private Instant uncountedUntil = Instant.MIN;
    private boolean apart;

    Turns(InstantSource clock) {
        this.clock = clock;
    }

    /// One call that is under way. All of it is guarded by the turns.
    static final class Stay {
        private final String session;
        private @Nullable RequestId id;
        private @Nullable Instant until;
        private boolean over;

        private Stay(String session) {
            this.session = session;
        }
    }

    private record Waiting(Stay stay, CountDownLatch over) {}

    /// @throws LinkFailed if it is not this session's turn by the deadline; else [#leave] or [#giveUp] must follow
    Stay enter(String session, Instant deadline) throws LinkFailed {
        Waiting mine = new Waiting(new Stay(session), new CountDownLatch(1));
        synchronized (this) {
            waiting.addLast(mine);
            serve();
        }
        try {
            Duration left = Duration.between(clock.instant(), deadline);
            if (mine.over.await(Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS) || !withdraw(mine)) {
                return mine.stay;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            if (!withdraw(mine)) {
                leave(mine.stay);
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

    /// Under this id the call is put to the server.
    synchronized void puts(Stay stay, RequestId id) {
        stay.id = id;
        put.put(id, stay);
    }

    /// The server has answered this: it is at it no more, whoever still waits.
    synchronized void answered(RequestId id) {
        Stay stay = put.get(id);
        if (stay != null) {
            leave(stay);
        }
    }

    /// The call is over. Once is enough.
    synchronized void leave(Stay stay) {
        end(stay);
        serve();
    }

    /// Nobody waits for the call any more, unless it has been answered before; the server may still be at it.
    ///
    /// INVARIANT: what is given up and not answered counts, or nothing can be told of anybody's calls.
    synchronized void giveUp(Stay stay) {
        forgetOld();
        if (stay.over || stay.until != null) {
            return;
        }
        Instant until = clock.instant().plus(GIVEN_UP);
        if (givenUp.size() >= GIVEN_UP_MAX) {
            uncountedUntil = until;
            end(stay);
        } else {
            stay.until = until;
            givenUp.addLast(stay);
        }
        serve();
    }

    private void end(Stay stay) {
        if (!stay.over) {
            stay.over = true;
            inside.computeIfPresent(stay.session, (_, calls) -> calls == 1 ? null : calls - 1);
            if (stay.id != null) {
                put.remove(stay.id);
            }
            if (stay.until != null) {
                givenUp.remove(stay);
            }
        }
    }

    private void forgetOld() {
        Instant now = clock.instant();
        Stay first = givenUp.peekFirst();
        while (first != null && first.until != null && !first.until.isAfter(now)) {
            end(first);
            first = givenUp.peekFirst();
        }
    }

    /// From now on one caller at a time.
    synchronized void separate() {
        apart = true;
    }

    /// The session whose calls alone are under way; empty where there is none, or several.
    synchronized Optional<String> only() {
        forgetOld();
        boolean one = inside.size() == 1 && !uncountedUntil.isAfter(clock.instant());
        return one ? Optional.of(inside.keySet().iterator().next()) : Optional.empty();
    }

    /// Whether the server may be at something that was given up.
    synchronized boolean anyGivenUp() {
        forgetOld();
        return !givenUp.isEmpty() || uncountedUntil.isAfter(clock.instant());
    }

    private void serve() {
        forgetOld();
        Iterator<Waiting> next = waiting.iterator();
        while (next.hasNext()) {
            Waiting first = next.next();
            String session = first.stay.session;
            boolean fits = !apart || inside.isEmpty() || (inside.size() == 1 && inside.containsKey(session));
            if (!fits) {
                return;
            }
            next.remove();
            inside.merge(session, 1, Integer::sum);
            first.over.countDown();
        }
    }
}
