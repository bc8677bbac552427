package io.tidegate.control;

import io.tidegate.config.DataRule;
import io.tidegate.config.DataRules.Direction;
import io.tidegate.control.LivePatterns.Change;
import io.tidegate.detect.OwnPattern;
import io.tidegate.detect.UnsafePattern;
import io.tidegate.store.Row;
import io.tidegate.store.Session;
import io.tidegate.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How live patterns stand in the store: a row for each change, the last of a name is in force.
final class LivePatternRows {
    static final String SELECT =
            "SELECT version, name, pattern, near, action, direction, tools, because, made_by, made FROM live_patterns ";

    private LivePatternRows() {}

    /// How much was done so far.
    static long version(Session session) {
        return session.queryOne(
                        "SELECT COALESCE(MAX(version), 0) AS version FROM live_patterns", row -> row.number("version"))
                .orElseThrow();
    }

    /// Adds a change; returns its version.
    ///
    /// @param pattern nothing where it is taken away
    static long insert(Session session, String name, Optional<LivePattern> pattern, LivePattern.Made made) {
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

    static Change change(Row row) {
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
