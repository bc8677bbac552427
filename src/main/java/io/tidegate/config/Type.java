package io.tidegate.config;

import java.util.Map;
import java.util.Optional;

/// Says what a value may be: reads it, reports what is wrong with it, and describes itself as JSON Schema 2020-12.
interface Type<T> {
    /// The value, or empty when a fault was noted at `place`.
    Optional<T> read(Tree tree, Place place);

    /// The schema of one such value; keys in the order they are printed.
    Map<String, Object> schema();
}
