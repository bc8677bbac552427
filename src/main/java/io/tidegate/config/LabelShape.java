package io.tidegate.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The shape of what the operator says of the data that a server returns.
final class LabelShape {
    static final Type<List<Server.Labelled>> TYPE =
            of("[^\\p{Cntrl}]{1,512}", "a name or a URI, where `*` stands for anything", name -> name);

    /// Servers write one field in many ways, so letters are not told apart.
    static final Type<List<Server.Labelled>> OF_FIELDS = of(
            "[^\\p{Cntrl}]{1,128}",
            "the name of a field, where `*` stands for anything",
            name -> name.toLowerCase(Locale.ROOT));

    private LabelShape() {}

    private static Type<List<Server.Labelled>> of(String form, String words, UnaryOperator<String> read) {
        Type<Map<String, List<String>>> map = Types.map(
                form,
                words,
                Types.list(Types.form("[a-z][a-z0-9-]{0,63}", "a label: small letters, digits and `-`"), 1, 32),
                1_000);
        return new Type<>() {
            @Override
            public Optional<List<Server.Labelled>> read(Tree tree, Place place) {
                return map.read(tree, place).map(all -> all.entrySet().stream()
                        .map(entry -> new Server.Labelled(read.apply(entry.getKey()), Set.copyOf(entry.getValue())))
                        .toList());
            }

            @Override
            public Map<String, Object> schema() {
                return map.schema();
            }
        };
    }
}
