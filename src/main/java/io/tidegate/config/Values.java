package io.tidegate.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The values of one section's keys, as far as they could be read.
final class Values {
    private final Map<String, Tree.Field> given;
    private final Map<Key<?>, Object> read = new LinkedHashMap<>();

    Values(Map<String, Tree.Field> given) {
        this.given = given;
    }

    <V> void put(Key<V> key, V value) {
        read.put(key, value);
    }

    /// The value of a required key, or of one with a default. Only for making the section's value.
    <V> V get(Key<V> key) {
        return find(key).orElseThrow(() -> new IllegalStateException("`" + key.name() + "` was not read"));
    }

    /// The value, or empty when the key was left out without a default, or was wrong.
    @SuppressWarnings("unchecked") // put() is the only writer, and takes a value of the key's type
    <V> Optional<V> find(Key<V> key) {
        return Optional.ofNullable((V) read.get(key));
    }

    /// Whether the file has this key itself, right or wrong.
    boolean given(Key<?> key) {
        return given.containsKey(key.name());
    }

    /// The same for a key that another part of the section describes.
    boolean given(String key) {
        return given.containsKey(key);
    }

    /// The line of a key that the file has; else 1.
    int line(Key<?> key) {
        Tree.Field field = given.get(key.name());
        return field == null ? 1 : field.line();
    }

    /// What stands under a key, unread; empty when it is no mapping.
    List<Tree.Field> fields(Key<?> key) {
        Tree.Field field = given.get(key.name());
        return field != null && field.value() instanceof Tree.Fields(List<Tree.Field> fields, int _)
                ? fields
                : List.of();
    }
}
