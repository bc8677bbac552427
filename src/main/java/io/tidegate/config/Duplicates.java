package io.tidegate.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Refuses a key that stands twice in a mapping; YAML readers differ in which one they would take.
final class Duplicates {
    private Duplicates() {}

    /// The fields by key; of two with the same key the first, and a fault for the second.
    static Map<String, Tree.Field> refused(List<Tree.Field> fields, Place place) {
        Map<String, Tree.Field> byKey = new LinkedHashMap<>();
        for (Tree.Field field : fields) {
            Tree.Field first = byKey.putIfAbsent(field.key(), field);
            if (first != null) {
                place.key(Quoted.cut(field.key()), field.line())
                        .misplaced("stands twice", "the first is in line " + first.line());
            }
        }
        return byKey;
    }
}
