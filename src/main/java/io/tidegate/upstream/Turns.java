package io.tidegate.upstream;

import io.tidegate.mcp.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Whose calls are under way at a server that all share, and whose turn is it?
///
/// At first everybody's. Once the server has asked a caller for something while calls of several were under way, so
/// that nobody could tell whom it meant, one session at a time: each with as many calls as it likes until another one
/// waits. Principals take turns, whoever has more sessions gets no more of them. A call that takes long, waits for its
/// client or was given up keeps its turn for a while only: then the next one is let in beside it, and what the server
/// asks meanwhile is for nobody.
///
/// A call that was given up is under way until its answer comes: a server need not end what was cancelled, and may ask
/// for it still (MCP 2025-11-25, Cancellation). Most servers answer nothing then, so it counts for two minutes at most.
final class Turns {
    /// How long a call has the server's attention alone while others wait: a quarter of what a call has by default, so
    /// that whoever is third in line still comes in time.
    static final Duration ALONE = Duration.ofSeconds(15);

    /// How often who waits looks whether somebody's time alone is over.
    private static final Duration LOOK = Duration.ofSeconds(1);

    static final Duration GIVEN_UP = Duration.ofMinutes(2);
    static final int GIVEN_UP_MAX = 1_024;

    private final InstantSource clock;
    private final Map<String, Integer> inside = new HashMap<>();
    private final Map<RequestId, Stay> put = new HashMap<>();
    private final Deque<Stay> givenUp = new ArrayDeque<>(); // those that end first come first
    private final Set<Stay> stays = new LinkedHashSet<>();
    private final SequencedMap<String, Deque<Waiting>> waiting = new LinkedHashMap<>(); // by principal, the next first
    private Instant uncountedUntil = Instant.MIN;
    private String last = ""; // the principal who was let in last
    private boolean apart;

    Turns(InstantSource clock) {
        this.clock = clock;
    }

    /// One call that is under way. All of it is guarded by the turns.
    static final class Stay {
        private final String session;
        private @Nullable RequestId id;
        private Instant shares = Instant.MAX; // from then on the next is let in beside it
        private @Nullable Instant until;
        private boolean over;
        private Runnable done = () -> {};

        private Stay(String session) {
            this.session = session;
        }
    }

    private record Waiting(String principal, Stay stay, CountDownLatch over) {
        String session() {
            return stay.session;
        }
    }

    /// @throws LinkFailed if it is not this asker's turn by the deadline; else [#leave] or [#giveUp] must follow
    Stay enter(Asker asker, Instant deadline) throws LinkFailed {
        Waiting mine = new Waiting(asker.payer(), new Stay(asker.session()), new CountDownLatch(1));
        synchronized (this) {
            waiting.computeIfAbsent(mine.principal, _ -> new ArrayDeque<>()).addLast(mine);
            serve();
        }
        try {
            if (await(mine, deadline) || !withdraw(mine)) {
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

    private boolean await(Waiting mine, Instant deadline) throws InterruptedException {
        long end =
                System.nanoTime() + Duration.between(clock.instant(), deadline).toNanos();
        while (true) {
            long left = end - System.nanoTime();
            if (mine.over.await(Math.clamp(left, 0, LOOK.toNanos()), TimeUnit.NANOSECONDS)) {
                return true;
            }
            if (left <= 0) {
                return false;
            }
            synchronized (this) {
                serve();
            }
        }
    }

    /// False where it was let in meanwhile.
    private synchronized boolean withdraw(Waiting mine) {
        Deque<Waiting> queue = waiting.getOrDefault(mine.principal, new ArrayDeque<>());
        boolean there = queue.remove(mine);
        if (queue.isEmpty()) {
            waiting.remove(mine.principal);
        }
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
        stay.done.run();
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

    /// The same, and `done` is run when the server has answered after all; at once where it has.
    synchronized void giveUp(Stay stay, Runnable done) {
        stay.done = done;
        giveUp(stay);
        if (stay.over) {
            done.run();
        }
    }

    private void end(Stay stay) {
        if (!stay.over) {
            stay.over = true;
            stays.remove(stay);
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
        if (waiting.isEmpty()) {
            return;
        }
        Set<String> alone = apart ? alone() : Set.of();
        if (!apart) {
            admit(_ -> true);
        } else if (alone.isEmpty()) {
            String session = next().getFirst().session();
            admit(one -> one.session().equals(session));
        } else if (alone.size() == 1
                && waiting.values().stream()
                        .flatMap(Deque::stream)
                        .map(Waiting::session)
                        .allMatch(alone::contains)) {
            admit(_ -> true);
        }
    }

    /// Who has waited longest comes next, but nobody twice in a row while others wait, and then behind all others.
    private Deque<Waiting> next() {
        String principal = waiting.keySet().stream()
                .filter(one -> !one.equals(last))
                .findFirst()
                .orElseGet(() -> waiting.firstEntry().getKey());
        Deque<Waiting> queue = waiting.getOrDefault(principal, new ArrayDeque<>());
        waiting.putLast(principal, queue);
        return queue;
    }

    /// The sessions whose time alone is not over.
    private Set<String> alone() {
        Instant now = clock.instant();
        return stays.stream()
                .filter(stay -> stay.shares.isAfter(now))
                .map(stay -> stay.session)
                .collect(Collectors.toSet());
    }

    private void admit(Predicate<Waiting> which) {
        Instant shares = clock.instant().plus(ALONE);
        for (Deque<Waiting> queue : waiting.values()) {
            queue.removeIf(one -> which.test(one) && in(one, shares));
        }
        waiting.values().removeIf(Deque::isEmpty);
    }

    private boolean in(Waiting one, Instant shares) {
        last = one.principal;
        one.stay.shares = shares;
        stays.add(one.stay);
        inside.merge(one.session(), 1, Integer::sum);
        one.over.countDown();
        return true;
    }
}
