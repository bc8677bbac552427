package io.tidegate.json;

/// How much JSON is examined; what is larger is refused, never passed on unexamined.
///
/// @param bytes whole document
/// @param depth nested objects and arrays
/// @param values objects, arrays, scalars and names together
public record JsonLimits(int bytes, int depth, int values) {
    /// Four times the largest message of the official conformance suite, and deep enough for any JSON Schema seen.
    public static final JsonLimits DEFAULT = new JsonLimits(16 << 20, 64, 1 << 20);

    /// For what was examined before and is only put together anew, with a little more around it.
    public static final JsonLimits EXAMINED = new JsonLimits(1 << 30, 1_000, 1 << 24);

    /// Length of a member's name as it is written, quotes not counted. Jackson keeps up to 6,000 names for reuse,
    /// whoever sent them: this bounds that memory to some 50 MB.
    public static final int NAME_BYTES_MAX = 4_096;

    /// Length of a number as it is written; Jackson, and so many a server, reads no longer ones.
    public static final int NUMBER_BYTES_MAX = 1_000;

    /// What recursion over a document can bear.
    static final int DEPTH_MAX = 1_000;

    public JsonLimits {
        if (bytes < 2 || depth < 1 || values < 1 || depth > DEPTH_MAX) {
            throw new IllegalArgumentException("limits must be positive, and depth at most " + DEPTH_MAX);
        }
    }

    public JsonLimits withBytes(int most) {
        return new JsonLimits(most, depth, values);
    }
}
