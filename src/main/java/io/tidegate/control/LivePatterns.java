package io.tidegate.control;

import io.tidegate.config.DataRule;
import io.tidegate.config.DataRules.Direction;
import io.tidegate.detect.OwnPattern;
import io.tidegate.detect.UnsafePattern;
import io.tidegate.store.Row;
import io.tidegate.store.Session;
import io.tidegate.store.Store;
import io.tidegate.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Which patterns have operators put in force beside the configuration? Any process may change them in the store; a
/// gateway looks at most every 300 ms. Nothing that was done is forgotten.
///
/// Where the store can't be read, [#now] throws: a control that asks then refuses.
public final class LivePatterns {
    private static final long FRESH_NANOS = 300_000_000;
    private static final int HISTORY_MAX = 100_000;
    private static final String SELECT =
            "SELECT version, name, pattern, near, action, direction, tools, because, made_by, made FROM live_patterns ";
    private static final String LAST_OF_EACH =
            "WHERE version IN (SELECT MAX(version) FROM live_patterns GROUP BY name) AND pattern IS NOT NULL ";

    private final Supplier<Store> store;
    private final LongSupplier nanos;
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

    /// Those in force, at most 300 ms old.
    public Known now() {
        long time = nanos.getAsLong();
        Optional<Seen> before = seen;
        if (before.filter(known -> time - known.at() >= 0 && time - known.at() < FRESH_NANOS)
                .isPresent()) {
            return before.get().known();
        }
        long version = version();
        Known known = before.map(Seen::known)
                .filter(had -> had.version() == version)
                .orElseGet(this::read);
        seen = Optional.of(new Seen(known, time));
        return known;
    }

    /// How much was done so far.
    public long version() {
        return store.get().read(LivePatterns::version);
    }

    private static long version(Session session) {
        return session.queryOne(
                        "SELECT COALESCE(MAX(version), 0) AS version FROM live_patterns", row -> row.number("version"))
                .orElseThrow();
    }

    private Known read() {
        return store.get()
                .read(session -> new Known(
                        version(session),
                        session.query(SELECT + LAST_OF_EACH + "ORDER BY name", LivePatterns::change).stream()
                                .flatMap(change -> change.pattern().stream())
                                .toList()));
    }

    /// All that was done after a version, the oldest first.
    public List<Change> since(long version) {
        return store.get()
                .read(session -> session.query(
                        SELECT + "WHERE version > ? ORDER BY version LIMIT " + HISTORY_MAX,
                        LivePatterns::change,
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
            return insert(session, added.name(), Optional.of(added), added.made());
        });
    }

    /// Takes it away; returns the version, or nothing where it is not in force.
    public Optional<Long> remove(String name, LivePattern.Made made) {
        return store.get().write(session -> {
            boolean isThere = !session.query(SELECT + LAST_OF_EACH + "AND name = ?", row -> row.text("name"), name)
                    .isEmpty();
            return isThere ? Optional.of(insert(session, name, Optional.empty(), made)) : Optional.empty();
        });
    }

    private static long insert(Session session, String name, Optional<LivePattern> pattern, LivePattern.Made made) {
        int _ = session.execute(
                "INSERT INTO live_patterns (name, pattern, near, action, direction, tools, because, made_by, made)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                name,
                pattern.map(its -> its.pattern().text()),
                pattern.map(its -> String.join("\n", its.pattern().near())).orElse(""),
                pattern.map(its -> its.does().action().name()).orElse(""),
                pattern.flatMap(its -> its.does().direction()).map(Direction::name),
                pattern.map(its -> String.join("\n", its.does().tools())).orElse(""),
                made.because(),
                made.by(),
                made.at().toEpochMilli());
        return version(session);
    }

    private static Change change(Row row) {
        String name = row.text("name");
        LivePattern.Made made = new LivePattern.Made(
                row.text("made_by"), Instant.ofEpochMilli(row.number("made")), row.text("because"));
        Optional<LivePattern> pattern = row.optionalText("pattern")
                .map(text -> new LivePattern(
                        name,
                        pattern(name, text, words(row.text("near"))),
                        new LivePattern.Does(
                                DataRule.Action.valueOf(row.text("action")),
                                row.optionalText("direction").map(Direction::valueOf),
                                words(row.text("tools"))),
                        made));
        return new Change(row.number("version"), name, pattern, made);
    }

    private static List<String> words(String lines) {
        return lines.isEmpty() ? List.of() : List.of(lines.split("\n", -1));
    }

    /// What was found safe by another version of the program may not be by this one.
    private static OwnPattern pattern(String name, String text, List<String> near) {
        try {
            return OwnPattern.read(text, near);
        } catch (UnsafePattern unsafe) {
            throw new StoreException("the live pattern `" + name + "` " + unsafe.getMessage()
                    + "; take it away with `tidegate patterns remove`");
        }
    }
}
