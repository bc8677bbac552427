package io.tidegate.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The shape of what the operator says of the data that a server returns.
final class LabelShape {
    private static final Type<Map<String, List<String>>> MAP = Types.map(
            "[^\\p{Cntrl}]{1,512}",
            "a name or a URI, where `*` stands for anything",
            Types.list(Types.form("[a-z][a-z0-9-]{0,63}", "a label: small letters, digits and `-`"), 1, 32),
            1_000);

    static final Type<List<Server.Labelled>> TYPE = new Type<>() {
        @Override
        public Optional<List<Server.Labelled>> read(Tree tree, Place place) {
            return MAP.read(tree, place).map(map -> map.entrySet().stream()
                    .map(entry -> new Server.Labelled(entry.getKey(), Set.copyOf(entry.getValue())))
                    .toList());
        }

        @Override
        public Map<String, Object> schema() {
            return MAP.schema();
        }
    };

    private LabelShape() {}
}
