package io.tidegate.control;

import io.tidegate.config.DataRule;
import io.tidegate.config.DataRule.Where;
import io.tidegate.config.DataRule.Whom;
import io.tidegate.config.DataRules.Direction;
import io.tidegate.config.DataSelector;
import io.tidegate.config.Profile;
import io.tidegate.detect.Confidence;
import io.tidegate.detect.OwnPattern;
import io.tidegate.detect.OwnType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A pattern that an operator has put in force beside the configuration, and what is done about what matches.
///
/// @param name as the operator called it; the data type is `own/live-NAME`
/// @param does what is done, where, and to what goes which way
/// @param made by whom, when, and why
public record LivePattern(String name, OwnPattern pattern, Does does, Made made) {
    /// What a name looks like.
    public static final String NAME = "[a-z][a-z0-9-]{0,31}";

    /// Most that are in force at a time.
    public static final int MOST = 64;

    /// The longest reason.
    public static final int BECAUSE_MAX = 512;

    /// @param direction both where it is left out
    /// @param tools by patterns as in profiles; all where it is empty
    public record Does(DataRule.Action action, Optional<Direction> direction, List<String> tools) {
        public Does {
            tools = List.copyOf(tools);
        }
    }

    /// @param by the account that did it
    public record Made(String by, Instant at, String because) {}

    public LivePattern {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(
                    "`" + name + "` is no name; it has small letters, digits and `-`, a letter first, at most 32");
        }
    }

    /// The name of the data type.
    private String typeName() {
        return OwnType.LIVE + name;
    }

    /// What is looked for.
    public OwnType type() {
        return new OwnType(typeName(), Confidence.LIKELY, new OwnType.Way.Matching(pattern));
    }

    /// As it would stand in the configuration, before all rules that do.
    public DataRule rule() {
        return new DataRule(
                List.of(new DataSelector(OwnType.id(typeName()), Optional.empty())),
                does.direction(),
                new Where(
                        Optional.empty(),
                        does.tools().isEmpty() ? new Profile.Tools.Every() : new Profile.Tools.Matching(does.tools())),
                new Whom.Everybody(),
                0,
                does.action());
    }

    /// Whether it is about what goes this way.
    boolean isAbout(Direction direction) {
        return does.direction().filter(other -> other != direction).isEmpty();
    }
}
