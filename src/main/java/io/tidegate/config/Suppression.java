package io.tidegate.config;

import io.tidegate.config.DataRules.Direction;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// What counts as no data although it is recognised as such, by whose word, and until when. What is said has to fit
/// altogether.
///
/// @param name as records call it
/// @param types of the findings
/// @param value its code, as `tidegate inspect --codes` prints it
/// @param field where it stands
/// @param until the last day of it, in UTC
public record Suppression(
        String name,
        List<DataSelector> types,
        Optional<String> value,
        Optional<Pointer> field,
        Profile.Tools tools,
        Optional<Direction> direction,
        String owner,
        LocalDate until) {
    /// Most of one configuration.
    static final int MOST = 1_000;

    /// How long one may last.
    public static final int DAYS_MAX = 366;

    public Suppression {
        types = List.copyOf(types);
    }

    Suppression named(String other) {
        return new Suppression(other, types, value, field, tools, direction, owner, until);
    }

    /// Whether it still counts on this day.
    public boolean holds(LocalDate today) {
        return !today.isAfter(until);
    }
}
