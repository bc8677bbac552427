package io.tidegate.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The shape of what the operator says of a server's tools: patterns, and all the classes of what they fit.
final class ToolClassShape {
    private static final Type<Map<String, Set<ToolClass>>> MAP = Types.map(
            "[A-Za-z0-9_.*-]{1,128}",
            "a tool's name, where `*` stands for anything",
            new Type<Set<ToolClass>>() {
                private final Type<List<ToolClass>> list = Types.list(Types.choice(ToolClass.class), 1, 7);

                @Override
                public Optional<Set<ToolClass>> read(Tree tree, Place place) {
                    return list.read(tree, place).map(Set::copyOf).flatMap(said -> whole(said, place));
                }

                @Override
                public Map<String, Object> schema() {
                    return list.schema();
                }
            },
            1_000);

    static final Type<List<Server.Classed>> TYPE = new Type<>() {
        @Override
        public Optional<List<Server.Classed>> read(Tree tree, Place place) {
            return MAP.read(tree, place).map(map -> map.entrySet().stream()
                    .map(entry -> new Server.Classed(entry.getKey(), entry.getValue()))
                    .toList());
        }

        @Override
        public Map<String, Object> schema() {
            return MAP.schema();
        }
    };

    private ToolClassShape() {}

    /// Either `reads` or something that changes: what is left open can't be settled.
    private static Optional<Set<ToolClass>> whole(Set<ToolClass> said, Place place) {
        Set<ToolClass> all = ToolClass.complete(said);
        boolean reads = all.contains(ToolClass.READS);
        if (reads == all.contains(ToolClass.WRITES)) {
            place.misplaced(
                    reads
                            ? "has `reads` beside a class that changes something"
                            : "does not say whether it changes anything",
                    "give `reads`, or one of `writes`, `destroys`, `runs-code`");
            return Optional.empty();
        }
        return Optional.of(all);
    }
}
