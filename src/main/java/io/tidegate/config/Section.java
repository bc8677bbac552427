package io.tidegate.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// A mapping with known keys. One description gives its reading, its errors and its schema.
final class Section<T> implements Type<T> {
    private final List<Key<?>> keys = new ArrayList<>();
    private final Map<String, String> successors = new LinkedHashMap<>();
    private final List<BiConsumer<Values, Place>> rules = new ArrayList<>();
    private final Map<String, List<String>> partners = new LinkedHashMap<>();
    private List<String> alternatives = List.of();
    private final Function<Values, T> make;

    /// `describe` names the keys and returns how the value is made of them.
    Section(Function<Section<T>, Function<Values, T>> describe) {
        this.make = describe.apply(this);
    }

    /// A key that has to be there.
    <V> Key<V> required(String name, Type<V> type, String description) {
        return added(new Key<>(name, type, Optional.empty(), true, description));
    }

    /// A key that may be left out, with no default.
    <V> Key<V> optional(String name, Type<V> type, String description) {
        return added(new Key<>(name, type, Optional.empty(), false, description));
    }

    /// A key with a default, given as the YAML text one would write.
    <V> Key<V> with(String name, Type<V> type, String fallback, String description) {
        return added(new Key<>(name, type, Optional.of(fallback), false, description));
    }

    private <V> Key<V> added(Key<V> key) {
        keys.add(key);
        return key;
    }

    /// A key of former versions: an error that says where it went.
    void removed(String name, String successor) {
        successors.put(name, successor);
    }

    /// Exactly one of these keys has to be there.
    void exactlyOne(Key<?>... keys) {
        alternatives = Arrays.stream(keys).map(Key::name).toList();
        rules.add((values, place) -> {
            List<String> given =
                    Arrays.stream(keys).filter(values::given).map(Key::name).toList();
            if (given.size() > 1) {
                String all = given.size() == 2 ? "has both " : "has ";
                place.misplaced(all + "`" + String.join("` and `", given) + "`", "give exactly one");
            } else if (given.isEmpty()) {
                place.misplaced("needs `" + String.join("` or `", alternatives) + "`", "give exactly one");
            }
        });
    }

    /// This key makes sense only beside the other.
    void onlyWith(Key<?> key, Key<?> partner) {
        partners.computeIfAbsent(key.name(), _ -> new ArrayList<>()).add(partner.name());
        rules.add((values, place) -> {
            if (values.given(key) && !values.given(partner)) {
                place.key(key.name(), values.line(key)).misplaced("is not taken without `" + partner.name() + "`", "");
            }
        });
    }

    /// A rule over several keys. It sees what could be read, and may note faults.
    void rule(BiConsumer<Values, Place> rule) {
        rules.add(rule);
    }

    @Override
    public Optional<T> read(Tree tree, Place place) {
        if (!(tree instanceof Tree.Fields(List<Tree.Field> fields, int _))) {
            boolean nothing = tree instanceof Tree.Leaf leaf && leaf.kind() == Tree.Kind.NOTHING;
            place.misplaced(
                    nothing ? "has no value" : "is " + tree.words() + ", not a mapping",
                    "keys: " + String.join(", ", names()));
            return Optional.empty();
        }
        int before = place.faults();
        Map<String, Tree.Field> given = Duplicates.refused(fields, place);
        given.values().forEach(field -> refuseUnknown(field, place));
        Values values = new Values(given);
        keys.forEach(key -> readKey(key, given, values, place));
        rules.forEach(rule -> rule.accept(values, place));
        return place.faults() == before ? Optional.of(make.apply(values)) : Optional.empty();
    }

    private <V> void readKey(Key<V> key, Map<String, Tree.Field> given, Values values, Place place) {
        Tree.Field field = given.get(key.name());
        if (field != null) {
            key.type()
                    .read(field.value(), place.key(key.name(), field.line()))
                    .ifPresent(value -> values.put(key, value));
        } else if (key.required()) {
            place.misplaced("needs `" + key.name() + "`", key.description());
        } else if (key.fallback().isPresent()) {
            Tree fallback = Defaults.tree(key.fallback().get());
            key.type().read(fallback, place.key(key.name(), place.line())).ifPresent(value -> values.put(key, value));
        }
    }

    private void refuseUnknown(Tree.Field field, Place place) {
        if (names().contains(field.key())) {
            return;
        }
        Place at = place.key(Quoted.cut(field.key()), field.line());
        String successor = successors.get(field.key());
        if (successor != null) {
            at.misplaced("was removed", "use `" + successor + "`");
            return;
        }
        String near = Suggestion.help(field.key(), names());
        at.misplaced("is not a key here", near.isEmpty() ? "keys: " + String.join(", ", names()) : near);
    }

    private Collection<String> names() {
        return keys.stream().map(Key::name).toList();
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        keys.forEach(key -> properties.put(key.name(), schema(key)));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        schema.put("properties", properties);
        List<String> required =
                keys.stream().filter(Key::required).map(Key::name).toList();
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        if (!alternatives.isEmpty()) {
            schema.put(
                    "oneOf",
                    alternatives.stream()
                            .map(name -> Map.of("required", List.of(name)))
                            .toList());
        }
        if (!partners.isEmpty()) {
            schema.put("dependentRequired", partners);
        }
        return schema;
    }

    private static Map<String, Object> schema(Key<?> key) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", key.description());
        key.fallback().ifPresent(text -> schema.put("default", Defaults.json(Defaults.tree(text))));
        schema.putAll(key.type().schema());
        return schema;
    }
}
