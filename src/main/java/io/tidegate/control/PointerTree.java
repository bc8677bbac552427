package io.tidegate.control;

import io.tidegate.config.Pointer;
import io.tidegate.json.JsonPaths.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which is the first of many pointers that a path fits? A list counts as what is in it.
///
/// Asking costs what pointers and path have in common, not all pointers.
final class PointerTree {
    /// What is said where no pointer fits.
    static final int NONE = Integer.MAX_VALUE;

    private final Map<String, PointerTree> next = new HashMap<>();
    private int place = NONE;

    boolean isEmpty() {
        return next.isEmpty();
    }

    /// @param where it stands among all
    void add(Pointer pointer, int where) {
        PointerTree at = this;
        for (String step : pointer.steps()) {
            at = at.next.computeIfAbsent(step, _ -> new PointerTree());
        }
        at.place = Math.min(at.place, where);
    }

    /// Where the first that fits stands, or [#NONE].
    int first(Path path) {
        List<String> steps = path.steps();
        int whole = first(steps, 0, steps.size());
        return path.isElement() ? Math.min(whole, first(steps, 0, steps.size() - 1)) : whole;
    }

    private int first(List<String> steps, int from, int end) {
        if (from == end) {
            return place;
        }
        String step = steps.get(from);
        int any = first(next.get(Pointer.ANY), steps, from + 1, end);
        return step.equals(Pointer.ANY) ? any : Math.min(any, first(next.get(step), steps, from + 1, end));
    }

    private static int first(@Nullable PointerTree tree, List<String> steps, int from, int end) {
        return tree == null ? NONE : tree.first(steps, from, end);
    }
}
