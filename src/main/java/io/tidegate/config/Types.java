package io.tidegate.config;

import io.tidegate.detect.OwnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The plain types: text, choices, numbers, lists and maps.
final class Types {
    private Types() {}

    /// Visible text on one line.
    static Type<String> text(int longest) {
        return new ScalarType<>(
                "text of at most " + longest + " characters on one line",
                ordered("type", "string", "minLength", 1, "maxLength", longest),
                (text, _) -> Optional.of(text)
                        .filter(t -> !t.isBlank() && t.length() <= longest)
                        .filter(t -> t.chars().noneMatch(Character::isISOControl)));
    }

    /// Text of one form. `words` says it in words.
    static Type<String> form(String regex, String words) {
        Pattern pattern = Pattern.compile(regex);
        return new ScalarType<>(
                words, ordered("type", "string", "pattern", "^(?:" + regex + ")$"), (text, _) -> Optional.of(text)
                        .filter(t -> pattern.matcher(t).matches()));
    }

    /// One of an enum's constants, each written as `written` says.
    static <E extends Enum<E>> Type<E> choice(Class<E> kind, Function<E, String> written) {
        Map<String, E> byWord = new LinkedHashMap<>();
        for (E constant : kind.getEnumConstants()) {
            byWord.put(written.apply(constant), constant);
        }
        String all = String.join(", ", byWord.keySet());
        return new ScalarType<>(
                "one of " + all, ordered("type", "string", "enum", List.copyOf(byWord.keySet())), (text, place) -> {
                    Optional<E> found = Optional.ofNullable(byWord.get(text));
                    if (found.isEmpty()) {
                        String near = Suggestion.help(text, byWord.keySet());
                        place.wrong(Quoted.quoted(text) + " is not one of " + all, near.isEmpty() ? "" : near);
                    }
                    return found;
                });
    }

    /// One of an enum's constants, written in small letters with `-`.
    static <E extends Enum<E>> Type<E> choice(Class<E> kind) {
        return choice(kind, constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /// A whole number between bounds, both included.
    static Type<Integer> number(int least, int most) {
        String words = "a whole number from %,d to %,d".formatted(least, most);
        return new ScalarType<>(
                words,
                ordered("type", "integer", "minimum", least, "maximum", most),
                (text, _) -> whole(text, least, most),
                Set.of(Tree.Kind.WHOLE_NUMBER));
    }

    private static Optional<Integer> whole(String text, int least, int most) {
        if (!text.matches("-?[0-9]{1,10}")) {
            return Optional.empty();
        }
        long value = Long.parseLong(text);
        return value >= least && value <= most ? Optional.of((int) value) : Optional.empty();
    }

    /// A data type that the caller knows.
    static Type<String> dataType() {
        return new ScalarType<>(
                "a data type", ordered("type", "string", "pattern", "^(own/)?[a-z][a-z0-9-]{0,63}$"), (text, place) -> {
                    Set<String> known = place.environment().knownDataTypes();
                    boolean isOwn = OwnType.named(text)
                            .filter(name -> name.matches(OwnType.NAME))
                            .isPresent();
                    if (isOwn || known.contains(text)) {
                        return Optional.of(text);
                    }
                    String near = Suggestion.help(text, known.stream().sorted().toList());
                    String all = "the types: docs/data-types.md";
                    place.wrong(Quoted.quoted(text) + " is not a data type", near.isEmpty() ? all : near + " " + all);
                    return Optional.empty();
                });
    }

    /// A list in the file's order, of at least `least` and at most `most` items, none twice unless `repeats`.
    static <T> Type<List<T>> list(Type<T> item, int least, int most) {
        return new ListType<>(item, least, most, false);
    }

    /// A list whose items may repeat, such as a command line.
    static <T> Type<List<T>> sequence(Type<T> item, int least, int most) {
        return new ListType<>(item, least, most, true);
    }

    /// One value, or a list of them.
    static <T> Type<List<T>> oneOrList(Type<T> item, int most) {
        return oneOrList(item, 0, most);
    }

    static <T> Type<List<T>> oneOrList(Type<T> item, int least, int most) {
        Type<List<T>> list = list(item, least, most);
        return new Type<>() {
            @Override
            public Optional<List<T>> read(Tree tree, Place place) {
                return tree instanceof Tree.Leaf ? item.read(tree, place).map(List::of) : list.read(tree, place);
            }

            @Override
            public Map<String, Object> schema() {
                return ordered("oneOf", List.of(item.schema(), list.schema()));
            }
        };
    }

    private record ListType<T>(Type<T> item, int least, int most, boolean repeats) implements Type<List<T>> {
        @Override
        public Optional<List<T>> read(Tree tree, Place place) {
            if (!(tree instanceof Tree.Items(List<Tree> items, int _))) {
                boolean nothing = tree instanceof Tree.Leaf leaf && leaf.kind() == Tree.Kind.NOTHING;
                place.misplaced(
                        nothing ? "has no value" : "must be a list, not " + tree.words(), "write it in brackets: [ ]");
                return Optional.empty();
            }
            if (items.size() < least || items.size() > most) {
                place.misplaced("has %,d items".formatted(items.size()), "from %,d to %,d".formatted(least, most));
                return Optional.empty();
            }
            List<T> values = new ArrayList<>();
            items.forEach(one -> readItem(one, place.item(one.line()), values));
            return values.size() == items.size() ? Optional.of(List.copyOf(values)) : Optional.empty();
        }

        private void readItem(Tree one, Place place, List<T> values) {
            Optional<T> value = item.read(one, place);
            if (value.isPresent() && !repeats && values.contains(value.get())) {
                place.wrong(
                        (one instanceof Tree.Leaf leaf ? Quoted.quoted(leaf.text()) : "an item") + " stands twice", "");
                return;
            }
            value.ifPresent(values::add);
        }

        @Override
        public Map<String, Object> schema() {
            Map<String, Object> schema = ordered("type", "array", "items", item.schema());
            if (least > 0) {
                schema.put("minItems", least);
            }
            schema.put("maxItems", most);
            if (!repeats) {
                schema.put("uniqueItems", true);
            }
            return schema;
        }
    }

    /// A mapping whose keys are names of one form; the values may know their name by the place's key.
    static <T> Type<Map<String, T>> map(String regex, String words, Type<T> value, int most) {
        return new MapType<>(Pattern.compile(regex), words, value, most);
    }

    private record MapType<T>(Pattern name, String words, Type<T> value, int most) implements Type<Map<String, T>> {
        @Override
        public Optional<Map<String, T>> read(Tree tree, Place place) {
            if (!(tree instanceof Tree.Fields(List<Tree.Field> fields, int _))) {
                boolean nothing = tree instanceof Tree.Leaf leaf && leaf.kind() == Tree.Kind.NOTHING;
                place.misplaced(nothing ? "has no value" : "must be a mapping, not " + tree.words(), "");
                return Optional.empty();
            }
            int before = place.faults();
            if (fields.size() > most) {
                place.misplaced("has %,d entries".formatted(fields.size()), "at most %,d".formatted(most));
                return Optional.empty();
            }
            Map<String, T> values = new LinkedHashMap<>();
            Duplicates.refused(fields, place).forEach((key, field) -> {
                Place at = place.key(Quoted.cut(key), field.line());
                if (!name.matcher(key).matches()) {
                    at.misplaced("is not " + words, "");
                }
                value.read(field.value(), at).ifPresent(read -> values.put(key, read));
            });
            return place.faults() == before
                    ? Optional.of(java.util.Collections.unmodifiableMap(values))
                    : Optional.empty();
        }

        @Override
        public Map<String, Object> schema() {
            return ordered(
                    "type", "object",
                    "propertyNames", ordered("pattern", "^(?:" + name.pattern() + ")$"),
                    "additionalProperties", value.schema());
        }
    }

    /// A map that keeps this order; the schema is printed in it.
    static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
