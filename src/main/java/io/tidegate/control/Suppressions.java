package io.tidegate.control;

import io.tidegate.config.Suppression;
import io.tidegate.detect.Finding;
import io.tidegate.detect.Treatment.Spot;
import io.tidegate.detect.ValueCodes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which suppression is the first by which a finding in one document does not count?
///
/// A value has its code made once a finding, however many suppressions name one; which are about a kind of findings is
/// asked once a document. For one thread.
final class Suppressions {
    /// Those that are about a kind and a value.
    private static final class Candidates {
        private final PointerTree ofFields = new PointerTree();
        private int anywhere = PointerTree.NONE;

        void add(Suppression one, int place) {
            one.field()
                    .ifPresentOrElse(field -> ofFields.add(field, place), () -> anywhere = Math.min(anywhere, place));
        }

        int first(DataFields fields, Finding piece, Spot spot) {
            return Math.min(anywhere, fields.first(ofFields, piece, spot));
        }
    }

    private final List<Suppression> all;
    private final DataFields fields;
    private final ValueCodes codes;
    private final Map<Selected.Kind, Map<Optional<String>, Candidates>> known = new HashMap<>(); // by value

    /// @param all that are about those concerned, on this day
    Suppressions(List<Suppression> all, DataFields fields, ValueCodes codes) {
        this.all = all;
        this.fields = fields;
        this.codes = codes;
    }

    /// @param piece a finding of one piece
    Optional<Suppression> of(Finding piece, Spot spot) {
        Map<Optional<String>, Candidates> byValue = known.computeIfAbsent(Selected.Kind.of(piece), _ -> byValue(piece));
        boolean namesValues = byValue.size() > (byValue.containsKey(Optional.<String>empty()) ? 1 : 0);
        int any = first(byValue, Optional.empty(), piece, spot);
        int named =
                namesValues ? first(byValue, Optional.of(codes.of(piece, spot.text())), piece, spot) : PointerTree.NONE;
        int first = Math.min(any, named);
        return first == PointerTree.NONE ? Optional.empty() : Optional.of(all.get(first));
    }

    private Map<Optional<String>, Candidates> byValue(Finding piece) {
        Map<Optional<String>, Candidates> byValue = new HashMap<>();
        for (int place = 0; place < all.size(); place++) {
            Suppression each = all.get(place);
            if (Selected.isOne(each.types(), piece)) {
                byValue.computeIfAbsent(each.value(), _ -> new Candidates()).add(each, place);
            }
        }
        return byValue;
    }

    private int first(Map<Optional<String>, Candidates> byValue, Optional<String> value, Finding piece, Spot spot) {
        Candidates candidates = byValue.get(value);
        return candidates == null ? PointerTree.NONE : candidates.first(fields, piece, spot);
    }
}
