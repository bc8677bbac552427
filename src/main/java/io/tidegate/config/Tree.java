package io.tidegate.config;

import java.util.List;

/// What stands in a YAML file, with lines (counted from 1), before anything is known of its meaning.
sealed interface Tree {
    int line();

    /// A mapping, in the file's order; the same key may still stand twice.
    record Fields(List<Field> fields, int line) implements Tree {}

    /// A sequence.
    record Items(List<Tree> items, int line) implements Tree {}

    /// One value. `kind` says what YAML's core schema takes it for.
    record Leaf(String text, Kind kind, int line) implements Tree {}

    /// One key of a mapping.
    record Field(String key, int line, Tree value) {}

    /// What a plain value is taken for. Quoted values are always text.
    enum Kind {
        TEXT("text"),
        WHOLE_NUMBER("a number"),
        NUMBER("a number"),
        BOOLEAN("true or false"),
        NOTHING("nothing");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /// This node in the words of an error.
    default String words() {
        return switch (this) {
            case Fields _ -> "a mapping";
            case Items _ -> "a list";
            case Leaf leaf -> leaf.kind().words();
        };
    }

    /// The single values of the list under a key of this mapping; none when there is no such list.
    static List<Leaf> items(Tree tree, String key) {
        if (!(tree instanceof Fields(List<Field> fields, int _))) {
            return List.of();
        }
        return fields.stream()
                .filter(field -> field.key().equals(key))
                .map(Field::value)
                .filter(Items.class::isInstance)
                .flatMap(items -> ((Items) items).items().stream())
                .filter(Leaf.class::isInstance)
                .map(Leaf.class::cast)
                .toList();
    }
}
