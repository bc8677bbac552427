package io.tidegate.detect;

import io.tidegate.json.JsonValue;
import java.util.List;
import java.util.Optional;

/// What is done about something that was found, where it was found, for those who would get it?
@FunctionalInterface
public interface Treatment {
    Treated of(Finding finding, Spot spot);

    /// Where something was found.
    ///
    /// @param value of the document that is examined; empty where that is a plain text
    /// @param text as it was scanned, to which the finding's offsets belong: the value's, decoded, with what was
    /// masked so far
    record Spot(Optional<JsonValue> value, String text) {}

    /// What is done.
    ///
    /// @param by the piece of the finding that decided it
    /// @param suppressions the names of those by which pieces of it did not count
    record Treated(DataPass.Action action, Finding by, List<String> suppressions) {
        public Treated {
            suppressions = List.copyOf(suppressions);
        }
    }
}
