package io.tidegate.json;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// JSON as it arrived, with a map of where each value stands.
///
/// The bytes are read once. Whoever looks at a value, and whoever forwards it, uses the same map, so there is no second
/// parser that could see something else. Numbers, unknown fields and white space stay as they were.
///
/// Refused: anything outside RFC 8259, a name that occurs twice in an object, malformed UTF-8, a byte order mark, an
/// escaped lone surrogate, text after the value, and whatever exceeds the limits.
public final class JsonDocument {
    // The map holds four ints for each value and for each name, in document order.
    static final int STRIDE = 4;
    static final int START = 0; // first byte
    static final int END = 1; // one past the last byte
    static final int NEXT = 2; // index of the entry after this one and all that it contains
    static final int KIND = 3; // code of JsonKind, NAME, and the ESCAPED bit

    static final int NAME = 16;
    static final int ESCAPED = 32;

    private final byte[] bytes;
    private final int[] map;

    JsonDocument(byte[] bytes, int[] map) {
        this.bytes = bytes;
        this.map = map;
    }

    /// Reads a document. The array becomes the document's own: the caller must not change it afterwards.
    ///
    /// @throws MalformedJson saying what is wrong and where
    public static JsonDocument parse(byte[] utf8, JsonLimits limits) throws MalformedJson {
        return JsonReader.read(utf8, limits);
    }

    /// The object or list that a text is as a whole; empty where it is none, or exceeds the limits.
    public static Optional<JsonDocument> within(String text, JsonLimits limits) {
        int start = 0;
        while (start < text.length() && " \t\r\n".indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        if (!text.startsWith("{", start) && !text.startsWith("[", start)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(text.getBytes(StandardCharsets.UTF_8), limits));
        } catch (MalformedJson plain) {
            return Optional.empty();
        }
    }

    /// For text that Tidegate composed itself.
    ///
    /// @throws IllegalArgumentException if it isn't JSON
    public static JsonDocument of(String json) {
        try {
            return parse(json.getBytes(StandardCharsets.UTF_8), JsonLimits.DEFAULT);
        } catch (MalformedJson malformed) {
            throw new IllegalArgumentException(malformed.getMessage(), malformed);
        }
    }

    public JsonValue root() {
        return new JsonValue(this, 0);
    }

    /// The document's bytes, not a copy: read only.
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return bytes.length;
    }

    /// About what the document takes in memory: its bytes, and where each value stands.
    public int memoryBytes() {
        return (int) Math.min(Integer.MAX_VALUE, bytes.length + (long) map.length * Integer.BYTES);
    }

    int entry(int index, int part) {
        return map[index * STRIDE + part];
    }

    int entries() {
        return map.length / STRIDE;
    }

    /// For logs and exceptions: never the content.
    @Override
    public String toString() {
        return "JSON of " + bytes.length + " bytes";
    }
}
