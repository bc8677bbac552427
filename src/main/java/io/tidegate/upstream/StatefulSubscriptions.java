package io.tidegate.upstream;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonWriter;
import io.tidegate.limit.Holding;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// How does a server of the older era learn what is watched in a session? By `resources/subscribe` and
/// `resources/unsubscribe` (MCP 2025-11-25, Resources), those about one resource one after the other: what is watched
/// again at once is not ended by the end of what was before.
final class StatefulSubscriptions {
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final Asking asking;
    private final InstantSource clock;
    private final Map<Key, Turn> turns = new ConcurrentHashMap<>();

    StatefulSubscriptions(Asking asking, InstantSource clock) {
        this.asking = asking;
        this.clock = clock;
    }

    /// Puts a question to the server.
    interface Asking {
        Step ask(Question question) throws LinkFailed;
    }

    private record Key(String session, String uri) {}

    private static final class Turn {
        private final ReentrantLock lock = new ReentrantLock(); // held while the server is asked, with a deadline
        private int wanted; // guarded by the map
    }

    private interface Work {
        void run() throws LinkFailed;
    }

    /// From now on the server tells of the resource in this session.
    void subscribe(Asker asker, String uri, Instant deadline) throws LinkFailed {
        inTurn(new Key(asker.session(), uri), deadline, () -> put(Method.SUBSCRIBE, asker, uri, deadline));
    }

    /// Ends that, unless it is wanted again when it comes to that. Does not wait.
    void unsubscribe(Asker asker, String uri, BooleanSupplier wanted) {
        Thread.ofVirtual().name("unsubscribe").start(() -> {
            Instant deadline = clock.instant().plus(FAREWELL);
            try {
                inTurn(new Key(asker.session(), uri), deadline, () -> {
                    if (!wanted.getAsBoolean()) {
                        put(Method.UNSUBSCRIBE, asker, uri, deadline);
                    }
                });
            } catch (LinkFailed gone) {
                return; // what it still tells is dropped here
            }
        });
    }

    private void put(String method, Asker asker, String uri, Instant deadline) throws LinkFailed {
        JsonDocument params =
                new JsonWriter().object().member("uri", uri).endObject().document();
        Question question = Question.own(method, params, asker, deadline);
        try (Holding _ = question.holding()) {
            if (!(Step.answer(asking.ask(question)) instanceof Message.Result)) {
                throw new LinkFailed(LinkFailed.Why.MALFORMED, "the server does not tell of changes");
            }
        }
    }

    private void inTurn(Key key, Instant deadline, Work work) throws LinkFailed {
        Turn turn = turns.compute(key, (_, known) -> {
            Turn mine = known == null ? new Turn() : known;
            mine.wanted++;
            return mine;
        });
        try {
            lock(turn, deadline);
            try {
                work.run();
            } finally {
                turn.lock.unlock();
            }
        } finally {
            turns.computeIfPresent(key, (_, mine) -> {
                mine.wanted--;
                return mine.wanted == 0 ? null : mine;
            });
        }
    }

    private void lock(Turn turn, Instant deadline) throws LinkFailed {
        long left = Math.max(1, Duration.between(clock.instant(), deadline).toMillis());
        try {
            if (!turn.lock.tryLock(left, TimeUnit.MILLISECONDS)) {
                throw new LinkFailed(LinkFailed.Why.SLOW, "the server takes long to say what it tells of");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new LinkFailed(LinkFailed.Why.CANCELLED, "stopped while waiting");
        }
    }
}
