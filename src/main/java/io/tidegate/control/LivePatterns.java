package io.tidegate.control;

import io.tidegate.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Which patterns have operators put in force beside the configuration? Any process may change them in the store; a
/// gateway looks at most every 300 ms. Nothing that was done is forgotten.
///
/// Where the store can't be read, [#now] throws: a control that asks then refuses.
public final class LivePatterns {
    private static final long FRESH_NANOS = 300_000_000;
    private static final long OLD_NANOS = 800_000_000;
    private static final int HISTORY_MAX = 100_000;
    private static final String LAST_OF_EACH =
            "WHERE version IN (SELECT MAX(version) FROM live_patterns GROUP BY name) AND pattern IS NOT NULL ";

    private final Supplier<Store> store;
    private final LongSupplier nanos;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile Optional<Seen> seen = Optional.empty();

    /// Those in force.
    ///
    /// @param version grows with each change
    public record Known(long version, List<LivePattern> patterns) {
        /// No pattern at all, for who has no store.
        public static final Known NONE = new Known(0, List.of());

        public Known {
            patterns = List.copyOf(patterns);
        }
    }

    /// One thing that was done.
    ///
    /// @param pattern nothing where it was taken away
    public record Change(long version, String name, Optional<LivePattern> pattern, LivePattern.Made made) {}

    private record Seen(Known known, long at) {}

    /// @param store asked for when it is needed first
    public LivePatterns(Supplier<Store> store, LongSupplier nanos) {
        this.store = store;
        this.nanos = nanos;
    }

    /// Those in force, at most 800 ms old: while one thread looks, others go on with what is known.
    public Known now() {
        Optional<Seen> before = seen;
        if (before.filter(known -> isYounger(known, FRESH_NANOS)).isPresent()) {
            return before.get().known();
        }
        boolean isMine = looking.tryLock();
        if (!isMine && before.filter(known -> isYounger(known, OLD_NANOS)).isPresent()) {
            return before.get().known();
        }
        if (!isMine) {
            looking.lock();
        }
        try {
            return looked();
        } finally {
            looking.unlock();
        }
    }

    private boolean isYounger(Seen known, long most) {
        long age = nanos.getAsLong() - known.at();
        return age >= 0 && age < most;
    }

    private Known looked() {
        long time = nanos.getAsLong();
        Optional<Known> before = seen.map(Seen::known);
        long version = version();
        Known known = before.filter(had -> had.version() == version).orElseGet(this::read);
        seen = Optional.of(new Seen(known, time));
        return known;
    }

    /// How much was done so far.
    public long version() {
        return store.get().read(LivePatternRows::version);
    }

    private Known read() {
        return store.get()
                .read(session -> new Known(
                        LivePatternRows.version(session),
                        session
                                .query(LivePatternRows.SELECT + LAST_OF_EACH + "ORDER BY name", LivePatternRows::change)
                                .stream()
                                .flatMap(change -> change.pattern().stream())
                                .toList()));
    }

    /// All that was done after a version, the oldest first.
    public List<Change> since(long version) {
        return store.get()
                .read(session -> session.query(
                        LivePatternRows.SELECT + "WHERE version > ? ORDER BY version LIMIT " + HISTORY_MAX,
                        LivePatternRows::change,
                        version));
    }

    /// Puts a pattern in force, in the place of one of the same name; returns its version.
    ///
    /// @throws IllegalArgumentException if there are too many
    public long add(LivePattern added) {
        return store.get().write(session -> {
            long others = session.queryOne(
                            "SELECT COUNT(*) AS others FROM live_patterns " + LAST_OF_EACH + "AND name <> ?",
                            row -> row.number("others"),
                            added.name())
                    .orElseThrow();
            if (others >= LivePattern.MOST) {
                throw new IllegalArgumentException(
                        "%d live patterns are in force; put some into the configuration, and remove them here"
                                .formatted(others));
            }
            return LivePatternRows.insert(session, added.name(), Optional.of(added), added.made());
        });
    }

    /// Takes it away; returns the version, or nothing where it is not in force.
    public Optional<Long> remove(String name, LivePattern.Made made) {
        return store.get().write(session -> {
            boolean isThere = !session.query(
                            LivePatternRows.SELECT + LAST_OF_EACH + "AND name = ?", row -> row.text("name"), name)
                    .isEmpty();
            return isThere
                    ? Optional.of(LivePatternRows.insert(session, name, Optional.empty(), made))
                    : Optional.empty();
        });
    }
}
