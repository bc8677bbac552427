package io.tidegate.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A type of single values that are written as text. `words` says what is expected, as in `must be words`; `parse` is
/// empty when the text is no such value.
record ScalarType<T>(String words, Map<String, Object> schema, Parse<T> parse, Set<Tree.Kind> kinds)
        implements Type<T> {
    ScalarType(String words, Map<String, Object> schema, Parse<T> parse) {
        this(words, schema, parse, Set.of(Tree.Kind.TEXT));
    }

    /// Reads the text, or notes what is wrong with it.
    @FunctionalInterface
    interface Parse<T> {
        Optional<T> parse(String text, Place place);
    }

    @Override
    public Optional<T> read(Tree tree, Place place) {
        Optional<Tree.Leaf> leaf = leaf(tree, place, kinds, words);
        if (leaf.isEmpty()) {
            return Optional.empty();
        }
        int before = place.faults();
        Optional<T> value = parse.parse(leaf.get().text(), place);
        if (value.isEmpty() && place.faults() == before) {
            place.wrong(Quoted.quoted(leaf.get().text()) + " is not " + words, "");
        }
        return value;
    }

    /// The single value of the right kind, or a fault.
    static Optional<Tree.Leaf> leaf(Tree tree, Place place, Set<Tree.Kind> kinds, String words) {
        if (tree instanceof Tree.Leaf leaf && leaf.kind() != Tree.Kind.NOTHING) {
            if (kinds.contains(leaf.kind())) {
                return Optional.of(leaf);
            }
            boolean quotes = kinds.contains(Tree.Kind.TEXT);
            place.misplaced("must be " + words + ", not " + leaf.words(), quotes ? "text goes in quotes" : "");
            return Optional.empty();
        }
        boolean nothing = tree instanceof Tree.Leaf;
        place.misplaced(nothing ? "has no value" : "must be " + words + ", not " + tree.words(), "");
        return Optional.empty();
    }
}
