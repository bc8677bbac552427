package io.tidegate.relation;

import com.github.benmanes.caffeine.cache.Cache;
import io.tidegate.cedar.Value;
import io.tidegate.config.Relation.Asking;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What does a source say of a user? Remembers answers for their time, asks for one user once at a time, and never
/// waits longer than it may, whatever the source does.
///
/// A user who was not answered is not asked about again for two seconds. Where three users in a row were not answered,
/// the source is left alone for as long. No answer is an error, and never the empty set.
final class Lookups implements Lookup {
    private static final Logger LOG = LoggerFactory.getLogger(Lookups.class);
    private static final long QUIET = Duration.ofSeconds(2).toNanos();
    private static final long TOLD_EACH = Duration.ofMinutes(1).toNanos();
    private static final int FAILING_MAX = 3;
    private static final int QUIET_USERS_MAX = 10_000;

    private final String relation;
    private final Source source;
    private final Asking asking;
    private final Cache<Key, Answered> answers;
    private final Times times;
    private final Semaphore turns;
    private final ConcurrentHashMap<String, Flight> underWay = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Long> quiet = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Boolean> failing = new ConcurrentHashMap<>();
    private volatile String failure = "";
    private volatile Optional<Long> quietSince = Optional.empty();

    // Touched only under this object's own lock.
    private Optional<Long> toldAt = Optional.empty();

    /// Who asked what.
    record Key(String relation, String user) {}

    /// What came of it.
    ///
    /// @param since when it was asked
    record Answered(Value.Many texts, long since) {}

    /// One question that is under way.
    private static final class Flight {
        final CountDownLatch over = new CountDownLatch(1);
        volatile Optional<Value.Many> texts = Optional.empty();
    }

    /// Of what it is, and how it is asked.
    ///
    /// @param atOnce how many questions may be under way
    record Terms(String relation, Asking asking, int atOnce) {}

    /// @param answers that are remembered, of this source and others
    Lookups(Terms terms, Source source, Cache<Key, Answered> answers, Times times) {
        this.relation = terms.relation();
        this.source = source;
        this.asking = terms.asking();
        this.answers = answers;
        this.times = times;
        this.turns = new Semaphore(terms.atOnce(), true);
    }

    @Override
    public String failure() {
        return failure;
    }

    @Override
    public Value.Many of(String user, Duration most) throws Unanswered {
        Answered known = answers.getIfPresent(new Key(relation, user));
        if (known != null && isWithin(known, asking.freshFor())) {
            return known.texts();
        }
        Optional<Value.Many> asked = isQuiet(user) ? Optional.empty() : asked(user, most);
        if (asked.isPresent()) {
            return asked.get();
        }
        if (known != null && isWithin(known, asking.freshFor().plus(asking.staleFor()))) {
            return known.texts();
        }
        throw new Unanswered(relation);
    }

    private boolean isWithin(Answered known, Duration time) {
        return now() - known.since() < time.toNanos();
    }

    private long now() {
        return times.nanoTime().getAsLong();
    }

    private boolean isQuiet(String user) {
        return isRecent(Optional.ofNullable(quiet.get(user))) || isRecent(quietSince);
    }

    private boolean isRecent(Optional<Long> since) {
        return since.filter(then -> now() - then < QUIET).isPresent();
    }

    private Optional<Value.Many> asked(String user, Duration most) {
        Flight mine = new Flight();
        Flight theirs = underWay.putIfAbsent(user, mine);
        if (theirs == null) {
            Thread.ofVirtual().name("relation").start(() -> fly(user, mine));
        }
        Flight flight = theirs == null ? mine : theirs;
        Duration wait = most.compareTo(asking.timeout()) < 0 ? most : asking.timeout();
        try {
            // a little more than the flight itself takes at most, so that its own end is seen
            return flight.over.await(wait.toMillis() + 50, TimeUnit.MILLISECONDS) ? flight.texts : Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Asks, and ends whoever asks when the time is over.
    private void fly(String user, Flight flight) {
        long began = now();
        CountDownLatch done = new CountDownLatch(1);
        Thread asker = Thread.ofVirtual().name("relation-source").start(() -> {
            try {
                flight.texts = answer(user, began);
            } finally {
                done.countDown();
            }
        });
        try {
            if (!done.await(asking.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                failed(user, SourceFailed.ofSource("it does not answer in time"));
                asker.interrupt();
            }
        } catch (InterruptedException _) {
            asker.interrupt();
        } finally {
            underWay.remove(user, flight);
            flight.over.countDown();
        }
    }

    private Optional<Value.Many> answer(String user, long began) {
        try {
            turns.acquire();
        } catch (InterruptedException _) {
            return Optional.empty();
        }
        try {
            if (isRecent(quietSince)) {
                return Optional.empty(); // it failed while this one waited for its turn
            }
            Value.Many texts = source.ask(user);
            if (Thread.currentThread().isInterrupted()) {
                return Optional.empty(); // too late: nobody waits, and it was counted as a failure
            }
            answers.put(new Key(relation, user), new Answered(texts, began));
            quiet.remove(user);
            failing.clear();
            return Optional.of(texts);
        } catch (SourceFailed failed) {
            if (!Thread.currentThread().isInterrupted()) {
                failed(user, failed);
            }
            return Optional.empty();
        } catch (RuntimeException defect) {
            LOG.error("the source of the relation `{}` has a defect", relation, defect);
            failed(user, SourceFailed.ofSource("it fails by a defect"));
            return Optional.empty();
        } finally {
            turns.release();
        }
    }

    private void failed(String user, SourceFailed failed) {
        failure = failed.told();
        long now = now();
        if (quiet.size() >= QUIET_USERS_MAX) {
            quiet.values().removeIf(since -> now - since >= QUIET);
        }
        if (quiet.size() < QUIET_USERS_MAX) {
            quiet.put(user, now);
        }
        boolean isSources =
                switch (failed.about()) {
                    case USER -> false;
                    case SOURCE -> true;
                };
        if (isSources && failing.size() < FAILING_MAX) {
            failing.put(user, true);
        }
        if (isSources && failing.size() >= FAILING_MAX) {
            quietSince = Optional.of(now);
        }
        if (isToBeTold(now)) {
            LOG.warn(
                    "the relation `{}` is not answered: {}. Calls whose policies look at it are refused",
                    relation,
                    failed.told());
        }
    }

    private synchronized boolean isToBeTold(long now) {
        if (toldAt.filter(then -> now - then < TOLD_EACH).isPresent()) {
            return false;
        }
        toldAt = Optional.of(now);
        return true;
    }
}
