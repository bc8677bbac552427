package io.tidegate.flow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.crypto.Digest;
import io.tidegate.store.Store;
import io.tidegate.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which labels had what a session was given lately? Kept over restarts: it is in the store before [#add] returns.
///
/// A label lasts at least as long as it has to, and at most 5 minutes longer, so that not every answer is written down.
/// For one process, and any number of threads in it.
public final class SessionLabels {
    /// How long labels last at most, whatever the configuration.
    public static final Duration LONGEST = Duration.ofDays(30);

    private static final int SESSIONS_MAX = 10_000; // at hand; all others are in the store
    private static final Duration GRAIN = Duration.ofMinutes(5);
    private static final int TIDIED_MAX = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(SessionLabels.class);
    private static final Duration TIDIED_EVERY = Duration.ofHours(1);

    private final Supplier<Store> store;
    private final InstantSource clock;
    private final Duration lasting;
    private final AtHand hand;

    /// What all have in common who look at one memory.
    ///
    /// @param sessions when each was given something with each label, last
    private record AtHand(Cache<String, Map<String, Long>> sessions, AtomicLong tidied, AtomicBoolean wanted) {
        AtHand() {
            this(
                    Caffeine.newBuilder()
                            .maximumSize(SESSIONS_MAX)
                            .executor(Runnable::run)
                            .build(),
                    new AtomicLong(),
                    new AtomicBoolean());
        }
    }

    /// @param store asked first when something is looked up or remembered
    /// @param lasting how long a label stays after the last answer that had it
    public SessionLabels(Supplier<Store> store, InstantSource clock, Duration lasting) {
        this(store, clock, lasting, new AtHand());
    }

    private SessionLabels(Supplier<Store> store, InstantSource clock, Duration lasting, AtHand hand) {
        this.store = store;
        this.clock = clock;
        this.lasting = lasting;
        this.hand = hand;
    }

    /// The same memory, of which labels last longer or shorter.
    public SessionLabels lasting(Duration other) {
        return new SessionLabels(store, clock, other, hand);
    }

    /// From now on somebody looks at what sessions were given, in this process.
    public void want() {
        hand.wanted().set(true);
    }

    /// Whether somebody has looked at them since this process began.
    public boolean areWanted() {
        return hand.wanted().get();
    }

    /// The labels that a session has now.
    ///
    /// @param whose the same text after a restart means the same session
    /// @throws StoreException if they can't be looked up
    public Set<String> of(String whose) {
        String session = digest(whose);
        Map<String, Long> at = hand.sessions().getIfPresent(session);
        return had(at == null ? hand.sessions().get(session, this::read) : at, clock.millis());
    }

    private Set<String> had(Map<String, Long> at, long now) {
        long since = now - lasting.plus(GRAIN).toMillis();
        return at.entrySet().stream()
                .filter(label -> label.getValue() > since)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Gives a session these labels too.
    ///
    /// @throws StoreException if that can't be kept
    public void add(String whose, Set<String> labels) {
        boolean _ = add(whose, labels, _ -> true);
    }

    /// The same, if it has just those that it is thought to have: what was decided by them is
    /// to hold when they are given. Returns whether it had them.
    ///
    /// @param having what [#of] said
    /// @throws StoreException if that can't be kept: then it may not be given what has them
    public boolean addIf(String whose, Set<String> having, Set<String> labels) {
        return add(whose, labels, having::equals);
    }

    private boolean add(String whose, Set<String> labels, Predicate<Set<String>> fits) {
        String session = digest(whose);
        long now = clock.millis();
        Map<String, Long> at = hand.sessions().getIfPresent(session);
        if (at != null && areFresh(at, labels, now)) {
            return fits.test(had(at, now));
        }
        AtomicBoolean isSame = new AtomicBoolean();
        // Nobody reads it in between: what is at hand would lack what was written after that.
        Map<String, Long> _ = hand.sessions().asMap().compute(session, (_, known) -> {
            Map<String, Long> before = known == null ? read(session) : known;
            isSame.set(fits.test(had(before, now)));
            return isSame.get() ? added(session, before, labels, now) : before;
        });
        tidy(now);
        return isSame.get();
    }

    private static boolean areFresh(Map<String, Long> at, Set<String> labels, long now) {
        long fresh = now - GRAIN.toMillis();
        return labels.stream().allMatch(label -> at.getOrDefault(label, Long.MIN_VALUE) >= fresh);
    }

    private Map<String, Long> added(String session, Map<String, Long> before, Set<String> labels, long now) {
        int _ = store.get().write(writing -> labels.stream()
                .mapToInt(label -> writing.execute(
                        "INSERT INTO session_labels (session, label, seen) VALUES (?, ?, ?)"
                                + " ON CONFLICT (session, label) DO UPDATE SET seen = excluded.seen"
                                + " WHERE excluded.seen > session_labels.seen",
                        session,
                        label,
                        now))
                .sum());
        Map<String, Long> all = new HashMap<>(before);
        labels.forEach(label -> all.merge(label, now, Math::max));
        return Map.copyOf(all);
    }

    private Map<String, Long> read(String session) {
        return store
                .get()
                .read(reading -> reading.query(
                        "SELECT label, seen FROM session_labels WHERE session = ?",
                        row -> Map.entry(row.text("label"), row.number("seen")),
                        session))
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// Takes out what no configuration could still want, some of it at a time.
    private void tidy(long now) {
        long before = hand.tidied().get();
        if (Math.abs(now - before) < TIDIED_EVERY.toMillis() || !hand.tidied().compareAndSet(before, now)) {
            return;
        }
        try {
            int _ = store.get()
                    .write(writing -> writing.execute(
                            "DELETE FROM session_labels WHERE rowid IN"
                                    + " (SELECT rowid FROM session_labels WHERE seen < ? LIMIT " + TIDIED_MAX + ")",
                            now - LONGEST.multipliedBy(2).toMillis()));
        } catch (StoreException busy) {
            LOG.warn("labels of sessions that are over can't be taken out just now: {}", busy.getMessage());
        }
    }

    private static String digest(String whose) {
        return Digest.of(whose.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
