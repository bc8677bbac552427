package io.tidegate.upstream;

import io.tidegate.call.Cancellation;
import io.tidegate.limit.Holding;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What do tasks of servers of the older era wait for, of callers who look after tasks in the newer one?
///
/// Such a server asks only whoever waits for the task's result. So from when a caller sees that a task needs something
/// until the task has that or time is over, one thread waits for the result in the caller's stead, and what the server
/// asks stays here, in a bounded memory of which nobody alone gets all.
final class TaskQuestions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskQuestions.class);

    /// What one task takes besides its questions: a connection with its buffers.
    static final long EACH = 128 << 10;

    /// For some two hundred and fifty tasks.
    static final long BYTES_MAX = 32 << 20;
    private static final int QUESTIONS_MAX = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final Shares shares;
    private final Map<Key, Watch> watches = new ConcurrentHashMap<>();
    private volatile boolean closed;

    TaskQuestions(InstantSource clock, Shares shares) {
        this.clock = clock;
        this.shares = shares;
    }

    private record Key(String principal, String server, String task) {
        static Key of(Way way) {
            return new Key(
                    way.call().caller().principal().key(),
                    way.call().target().server().name(),
                    way.task());
        }
    }

    private record Pending(Message.Request request, Desk.Back back, Shares.Share held) {}

    /// What the task waits for now, by names of our own; asks the server where that is not known yet.
    ///
    /// @throws LinkFailed if there is no room
    Map<String, Message.Request> of(Way way, Asker asker) throws LinkFailed {
        Key key = Key.of(way);
        Watch watch = watches.get(key);
        if (watch == null) {
            Shares.Share share = shares.take(key.principal(), EACH)
                    .orElseThrow(() -> new LinkFailed(LinkFailed.Why.BUSY, "too many tasks wait for their callers"));
            Watch fresh = new Watch(key, asker.session(), share);
            Watch before = watches.putIfAbsent(key, fresh);
            if (before == null) {
                fresh.begin(way, asker);
            } else {
                share.close();
            }
            watch = before == null ? fresh : before;
        }
        return watch.asked();
    }

    /// Gives the server what it asked for. Returns whether it was known that it asks for anything.
    boolean answer(Way way, Map<String, Reply> replies) throws LinkFailed {
        Watch watch = watches.get(Key.of(way));
        if (watch == null) {
            return false;
        }
        for (Map.Entry<String, Reply> reply : replies.entrySet()) {
            Optional<Pending> pending = watch.take(reply.getKey());
            if (pending.isPresent()) {
                pending.get().back().answer(reply.getValue(), way.deadline());
            }
        }
        return true;
    }

    /// Nobody answers for this task any more.
    void end(Way way) {
        Watch watch = watches.get(Key.of(way));
        if (watch != null) {
            watch.stop();
        }
    }

    void forget(String session) {
        stop(watch -> watch.session.equals(session));
    }

    void forgetServer(String server) {
        stop(watch -> watch.key.server().equals(server));
    }

    private void stop(Predicate<Watch> which) {
        watches.values().stream().filter(which).forEach(Watch::stop);
    }

    /// Tasks that are watched.
    int size() {
        return watches.size();
    }

    @Override
    public void close() {
        closed = true;
        List<Watch> last = List.copyOf(watches.values());
        last.forEach(Watch::stop);
        try {
            for (Watch watch : last) {
                if (!watch.finished.await(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                    return; // a server that takes no answer keeps nobody from ending
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// One task that needs something.
    private final class Watch implements Desk {
        private final Key key;
        private final String session;
        private final Shares.Share share;
        private final Cancellation cancellation = new Cancellation();
        private final Map<String, Pending> pending = new LinkedHashMap<>();
        private final CountDownLatch finished = new CountDownLatch(1);
        private int number;
        private boolean over;

        private Watch(Key key, String session, Shares.Share share) {
            this.key = key;
            this.session = session;
            this.share = share;
        }

        private void begin(Way way, Asker asker) {
            Question question = new Question(
                    Method.TASKS_RESULT,
                    Optional.of(key.task()),
                    Way.naming(key.task()),
                    Optional.empty(),
                    Optional.empty(),
                    asker,
                    clock.instant().plus(PATIENCE),
                    cancellation,
                    new Holding(),
                    Optional.of(this));
            Thread.ofVirtual().name("task").start(() -> watch(way.upstream(), question));
        }

        private void watch(Upstream upstream, Question question) {
            try (Holding _ = question.holding()) {
                if (!closed && upstream.ask(question) instanceof Step.Asked(var _, Pause pause)) {
                    pause.giveUp();
                }
            } catch (LinkFailed failure) {
                LOG.debug("a task of {} is not waited for: {}", key.server(), failure.getMessage());
            } finally {
                finish();
                finished.countDown();
            }
        }

        @Override
        public synchronized boolean take(Message.Request request, Back back) {
            Optional<Shares.Share> held = over || pending.size() >= QUESTIONS_MAX
                    ? Optional.empty()
                    : shares.take(key.principal(), request.params().memoryBytes());
            held.ifPresent(bytes -> {
                number++;
                pending.put("input-" + number, new Pending(request, back, bytes));
                notifyAll();
            });
            return held.isPresent();
        }

        private synchronized Optional<Pending> take(String name) {
            Pending found = pending.remove(name);
            if (found != null) {
                found.held().close();
            }
            return Optional.ofNullable(found);
        }

        private synchronized Map<String, Message.Request> asked() {
            Instant until = clock.instant().plus(FIRST);
            try {
                long left = FIRST.toMillis();
                while (pending.isEmpty() && !over && left > 0) {
                    TimeUnit.MILLISECONDS.timedWait(this, left);
                    left = Duration.between(clock.instant(), until).toMillis();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            Map<String, Message.Request> asked = new LinkedHashMap<>();
            pending.forEach((name, one) -> asked.put(name, one.request()));
            return asked;
        }

        private void stop() {
            cancellation.request();
        }

        private void finish() {
            watches.remove(key, this);
            for (Pending unanswered : left()) {
                try {
                    unanswered.back().farewell(Reply.late(unanswered.request().method()));
                } catch (LinkFailed gone) {
                    LOG.debug("server {} asked and takes no answer", key.server());
                }
            }
            share.close();
        }

        private synchronized List<Pending> left() {
            over = true;
            List<Pending> left = new ArrayList<>(pending.values());
            left.forEach(one -> one.held().close());
            pending.clear();
            notifyAll();
            return left;
        }
    }
}
