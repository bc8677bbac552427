package io.tidegate.front;

import io.tidegate.era.Heard;
import io.tidegate.json.JsonDocument;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.RequestId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Which answers of clients are waited for? Each is taken once, and only from the session that was asked.
///
/// Kept by this process only: an answer that comes to another node is of no use there.
final class Questions {
    private final Map<Key, Waiting> open = new ConcurrentHashMap<>();
    private final Set<Waiting> all = ConcurrentHashMap.newKeySet();
    private final Shares places;
    private volatile boolean closed;

    private record Key(String scope, RequestId id) {}

    /// How a wait ended.
    enum End {
        ANSWERED,
        TOO_LATE,
        CANCELLED,
        SESSION_ENDED,
        STOPPING
    }

    /// @param most calls that wait at a time; nobody alone gets more than half of them, see [Shares]
    Questions(int most) {
        this.places = new Shares(most);
    }

    /// Begins to wait for the answers to these questions. Nothing where too many wait, or too many of `who`.
    Optional<Waiting> open(String who, String scope, Collection<RequestId> ids) {
        Optional<Shares.Share> place = places.take(who, 1);
        return place.map(share -> {
            Waiting waiting = new Waiting(scope, List.copyOf(ids), share);
            all.add(waiting);
            ids.forEach(id -> open.put(new Key(scope, id), waiting));
            if (closed) {
                waiting.end(End.STOPPING);
            }
            return waiting;
        });
    }

    /// Brings an answer to where it is waited for. Returns whether it was.
    ///
    /// @param held memory for the answer; from now on the waiting call's
    boolean answered(Heard.Answered answer, Shares.Share held) {
        Waiting waiting = open.remove(new Key(answer.scope(), answer.request()));
        return waiting != null && waiting.take(answer.request(), answer.content(), held);
    }

    /// Whether the answer to this is waited for.
    boolean awaits(Heard.Answered answer) {
        return open.containsKey(new Key(answer.scope(), answer.request()));
    }

    /// Nobody of that session answers any more.
    void end(String scope) {
        all.stream().filter(waiting -> waiting.scope.equals(scope)).forEach(waiting -> waiting.end(End.SESSION_ENDED));
    }

    void close() {
        closed = true;
        all.forEach(waiting -> waiting.end(End.STOPPING));
    }

    /// Calls that wait.
    int count() {
        return all.size();
    }

    /// One call that waits for its client. Close it whatever came of it.
    final class Waiting implements AutoCloseable {
        private final String scope;
        private final List<RequestId> ids;
        private final Shares.Share place;
        private final Map<RequestId, JsonDocument> answers = new HashMap<>();
        private final List<Shares.Share> held = new ArrayList<>();
        private final CountDownLatch over = new CountDownLatch(1);
        private End end = End.TOO_LATE;
        private boolean left;

        private Waiting(String scope, List<RequestId> ids, Shares.Share place) {
            this.scope = scope;
            this.ids = ids;
            this.place = place;
            if (ids.isEmpty()) {
                end(End.ANSWERED);
            }
        }

        private synchronized boolean take(RequestId id, JsonDocument content, Shares.Share share) {
            if (left) {
                return false;
            }
            answers.put(id, content);
            held.add(share);
            if (answers.size() == ids.size()) {
                end(End.ANSWERED);
            }
            return true;
        }

        /// Ends the wait; the first to do so says how.
        synchronized void end(End how) {
            if (over.getCount() > 0) {
                end = how;
                over.countDown();
            }
        }

        /// Waits for all answers.
        End await(Duration most) {
            try {
                boolean _ = over.await(Math.max(0, most.toNanos()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            synchronized (this) {
                return end;
            }
        }

        /// What came so far.
        synchronized Map<RequestId, JsonDocument> answers() {
            return Map.copyOf(answers);
        }

        /// The memory that is held for the answers; whoever asks for it gives it back.
        synchronized List<Shares.Share> held() {
            List<Shares.Share> all = List.copyOf(held);
            held.clear();
            return all;
        }

        @Override
        public synchronized void close() {
            left = true;
            ids.forEach(id -> open.remove(new Key(scope, id), this));
            all.remove(this);
            held.forEach(Shares.Share::close);
            held.clear();
            place.close();
        }
    }
}
