package io.tidegate.json;

/// How much JSON is examined; what is larger is refused, never passed on unexamined.
///
/// @param bytes whole document
/// @param depth nested objects and arrays
/// @param values objects, arrays, scalars and names together
public record JsonLimits(int bytes, int depth, int values) {
    /// Four times the largest message of the official conformance suite, and deep enough for any JSON Schema seen.
    public static final JsonLimits DEFAULT = new JsonLimits(16 << 20, 64, 1 << 20);

    public JsonLimits {
        if (bytes < 2 || depth < 1 || values < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    public JsonLimits withBytes(int most) {
        return new JsonLimits(most, depth, values);
    }
}
