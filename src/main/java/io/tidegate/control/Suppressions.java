package io.tidegate.control;

import io.tidegate.config.Pointer;
import io.tidegate.config.Suppression;
import io.tidegate.detect.Finding;
import io.tidegate.detect.Treatment.Spot;
import io.tidegate.detect.ValueCodes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which suppression is the first by which a finding in one document does not count?
///
/// A value has its code made once a finding, however many suppressions name one; which are about a kind of findings is
/// asked once a document. For one thread.
final class Suppressions {
    /// One of those that are about a kind, and where among all it stands.
    private record Placed(int place, Suppression its) {}

    /// A later one of the same value and field is never the first.
    private record Same(Optional<String> value, Optional<Pointer> field) {}

    private final List<Suppression> all;
    private final DataFields fields;
    private final ValueCodes codes;
    private final Map<Selected.Kind, Map<Optional<String>, List<Placed>>> known = new HashMap<>(); // by value

    /// @param all that are about those concerned, on this day
    Suppressions(List<Suppression> all, DataFields fields, ValueCodes codes) {
        this.all = all;
        this.fields = fields;
        this.codes = codes;
    }

    /// @param piece a finding of one piece
    Optional<Suppression> of(Finding piece, Spot spot) {
        Map<Optional<String>, List<Placed>> byValue =
                known.computeIfAbsent(Selected.Kind.of(piece), _ -> byValue(piece));
        List<Placed> ofAny = byValue.getOrDefault(Optional.<String>empty(), List.of());
        boolean namesValues = byValue.size() > (ofAny.isEmpty() ? 0 : 1);
        List<Placed> ofThis =
                namesValues ? byValue.getOrDefault(Optional.of(codes.of(piece, spot.text())), List.of()) : List.of();
        Optional<Placed> any = first(ofAny, piece, spot);
        Optional<Placed> named = first(ofThis, piece, spot);
        boolean isAny = any.isPresent()
                && named.filter(one -> one.place() < any.get().place()).isEmpty();
        return (isAny ? any : named).map(Placed::its);
    }

    private Map<Optional<String>, List<Placed>> byValue(Finding piece) {
        Map<Optional<String>, List<Placed>> byValue = new HashMap<>();
        Set<Same> seen = new HashSet<>();
        for (int place = 0; place < all.size(); place++) {
            Suppression each = all.get(place);
            if (Selected.isOne(each.types(), piece) && seen.add(new Same(each.value(), each.field()))) {
                byValue.computeIfAbsent(each.value(), _ -> new ArrayList<>()).add(new Placed(place, each));
            }
        }
        return byValue;
    }

    private Optional<Placed> first(List<Placed> candidates, Finding piece, Spot spot) {
        for (Placed each : candidates) {
            Optional<Pointer> field = each.its().field();
            if (field.isEmpty() || fields.hold(field.get(), piece, spot)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
