package io.tidegate.call;

import io.tidegate.config.Pointer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/// On which terms may a call be made? What its answer must not show, whatever happens to policies meanwhile.
///
/// @param masked fields whose values are not shown
/// @param dropped fields that are left out
/// @param rowsMax the most rows
/// @param kept whether the answer is kept in the trail, sealed
/// @param confirmed whether the person who calls must have agreed to this very call
public record Terms(Set<Pointer> masked, Set<Pointer> dropped, OptionalInt rowsMax, boolean kept, boolean confirmed) {
    public static final Terms NONE = new Terms(Set.of(), Set.of(), OptionalInt.empty(), false, false);
    public static final Terms CONFIRMED = new Terms(Set.of(), Set.of(), OptionalInt.empty(), false, true);

    public Terms {
        masked = Set.copyOf(masked);
        dropped = Set.copyOf(dropped);
    }

    /// Whether an answer has to be changed for them.
    public boolean changeAnswers() {
        return !masked.isEmpty() || !dropped.isEmpty() || rowsMax.isPresent();
    }

    /// Both at once.
    public Terms and(Terms other) {
        return new Terms(
                both(masked, other.masked),
                both(dropped, other.dropped),
                IntStream.concat(rowsMax.stream(), other.rowsMax.stream()).min(),
                kept || other.kept,
                confirmed || other.confirmed);
    }

    private static Set<Pointer> both(Collection<Pointer> one, Collection<Pointer> other) {
        Set<Pointer> all = new LinkedHashSet<>(one);
        all.addAll(other);
        return all;
    }
}
