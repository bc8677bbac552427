package io.tidegate.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The data types that the organisation has declared itself, as they are looked for.
public record OwnData(List<OwnType> types) {
    public static final OwnData NONE = new OwnData(List.of());

    public OwnData {
        types = List.copyOf(types);
    }

    boolean isEmpty() {
        return types.isEmpty();
    }

    /// Those of these names.
    public OwnData of(Set<String> names) {
        return new OwnData(
                types.stream().filter(type -> names.contains(type.name())).toList());
    }

    /// With others besides.
    public OwnData and(List<OwnType> others) {
        List<OwnType> all = new ArrayList<>(types);
        all.addAll(others);
        return new OwnData(all);
    }

    List<Anchor> anchors() {
        List<Anchor> anchors = new ArrayList<>();
        for (OwnType type : types) {
            if (type.way() instanceof OwnType.Way.Matching(OwnPattern pattern)) {
                anchors.addAll(pattern.anchors(new OwnPatternShape(type.name(), pattern, type.confidence())));
            }
        }
        return anchors;
    }
}
