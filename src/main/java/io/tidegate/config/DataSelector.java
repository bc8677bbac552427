package io.tidegate.config;

import io.tidegate.detect.OwnType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which findings does a rule speak of: a type of data (`email`), a family of types (`personal`), or what was
/// recognised in one way (`credential/github-token`).
///
/// @param id a type or a family
/// @param way how it was recognised, as `tidegate inspect` says under `rule`
public record DataSelector(String id, Optional<String> way) {
    /// What families there are.
    public static final List<String> FAMILIES = List.of("personal", "health", "financial", "own", "secret");

    private static final String ENCODED = "encoded-";
    private static final String WAY = "[a-z0-9][a-z0-9-]{0,63}";
    private static final Map<String, Object> SCHEMA =
            Types.ordered("type", "string", "pattern", "^[a-z][a-z0-9-]{0,63}(/" + WAY + ")?$");

    static final Type<DataSelector> TYPE =
            new ScalarType<>("a data type, a family of them, or `TYPE/RULE`", SCHEMA, DataSelector::read);

    private static Optional<DataSelector> read(String text, Place place) {
        if (OwnType.named(text).isPresent()) {
            return type(text, place).map(id -> new DataSelector(id, Optional.empty()));
        }
        int cut = text.indexOf('/');
        if (cut < 0) {
            return FAMILIES.contains(text)
                    ? Optional.of(new DataSelector(text, Optional.empty()))
                    : type(text, place).map(id -> new DataSelector(id, Optional.empty()));
        }
        String way = text.substring(cut + 1);
        return way.matches(WAY)
                ? type(text.substring(0, cut), place)
                        .filter(id -> isKnown(id, way, place))
                        .map(id -> new DataSelector(id, Optional.of(way)))
                : Optional.empty();
    }

    /// What stands in base64 is recognised as what it is there, with a prefix for each time.
    private static boolean isKnown(String id, String way, Place place) {
        Set<String> known = place.environment().knownWays().get(id);
        String plain = way.replaceFirst("^(" + ENCODED + ")+", "");
        if (known == null || known.contains(plain)) {
            return true;
        }
        String near = Suggestion.nearest(plain, known)
                .map(one -> "did you mean `" + id + "/" + way.substring(0, way.length() - plain.length()) + one + "`? ")
                .orElse("");
        place.wrong(
                Quoted.quoted(id + "/" + way) + " is not recognised in any text",
                near + "what there is: docs/credentials.md");
        return false;
    }

    private static Optional<String> type(String id, Place place) {
        return Types.dataType().read(new Tree.Leaf(id, Tree.Kind.TEXT, place.line()), place);
    }

    /// Whether it is about a family of types.
    public boolean isFamily() {
        return FAMILIES.contains(id);
    }
}
