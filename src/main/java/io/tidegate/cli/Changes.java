package io.tidegate.cli;

import io.tidegate.catalog.Offers;
import io.tidegate.mcp.Definition;
import io.tidegate.mcp.Offering;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Which lists differ between what a server offered and what it offers? By their words, since each is read anew.
final class Changes {
    private Changes() {}

    /// Templates count as resources: their changes are told together.
    static Set<Offering> between(Offers before, Offers after) {
        Set<Offering> changed = EnumSet.noneOf(Offering.class);
        for (Offering kind : Offering.values()) {
            if (differ(before.of(kind), after.of(kind))) {
                changed.add(kind == Offering.TEMPLATE ? Offering.RESOURCE : kind);
            }
        }
        return changed;
    }

    private static boolean differ(List<Definition> before, List<Definition> after) {
        if (before.size() != after.size()) {
            return true;
        }
        for (int at = 0; at < before.size(); at++) {
            if (!Arrays.equals(
                    before.get(at).json().bytes(), after.get(at).json().bytes())) {
                return true;
            }
        }
        return false;
    }
}
