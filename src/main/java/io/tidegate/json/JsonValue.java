package io.tidegate.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

/// One value of a document: a place in it, not a copy.
public final class JsonValue {
    private final JsonDocument document;
    private final int index;

    JsonValue(JsonDocument document, int index) {
        this.document = document;
        this.index = index;
    }

    /// A member of an object.
    public record Member(JsonValue name, JsonValue value) {}

    /// The value's kind; a member's name counts as a string.
    public JsonKind kind() {
        int kind = document.entry(index, JsonDocument.KIND);
        return (kind & JsonDocument.NAME) != 0 ? JsonKind.STRING : JsonKind.of(kind & 7);
    }

    public boolean is(JsonKind kind) {
        return kind() == kind;
    }

    public JsonDocument document() {
        return document;
    }

    int index() {
        return index;
    }

    /// Offset of the value's first byte in the document.
    public int start() {
        return document.entry(index, JsonDocument.START);
    }

    /// Offset of the byte after the value.
    public int end() {
        return document.entry(index, JsonDocument.END);
    }

    /// A copy of the value's bytes as they arrived.
    public byte[] raw() {
        return Arrays.copyOfRange(document.bytes(), start(), end());
    }

    /// The value as JSON text, as it arrived.
    public String json() {
        return new String(document.bytes(), start(), end() - start(), StandardCharsets.UTF_8);
    }

    /// The value as a document of its own (a member's name as a string); the whole document where it is the root.
    public JsonDocument detached() {
        if (index == 0) {
            return document;
        }
        int from = index * JsonDocument.STRIDE;
        int next = document.entry(index, JsonDocument.NEXT);
        int[] map = new int[(next - index) * JsonDocument.STRIDE];
        int shift = start();
        for (int at = 0; at < map.length; at += JsonDocument.STRIDE) {
            int entry = (from + at) / JsonDocument.STRIDE;
            map[at + JsonDocument.START] = document.entry(entry, JsonDocument.START) - shift;
            map[at + JsonDocument.END] = document.entry(entry, JsonDocument.END) - shift;
            map[at + JsonDocument.NEXT] = document.entry(entry, JsonDocument.NEXT) - index;
            map[at + JsonDocument.KIND] = document.entry(entry, JsonDocument.KIND);
        }
        if (isName()) {
            map[JsonDocument.KIND] = (map[JsonDocument.KIND] & JsonDocument.ESCAPED) | JsonKind.STRING.code;
        }
        return new JsonDocument(raw(), map);
    }

    /// The text of a string or of a member's name, decoded.
    ///
    /// @throws IllegalStateException if it is neither
    public String text() {
        if (kind() != JsonKind.STRING) {
            throw new IllegalStateException("not a string");
        }
        boolean escaped = (document.entry(index, JsonDocument.KIND) & JsonDocument.ESCAPED) != 0;
        return JsonText.decode(document.bytes(), start(), end(), escaped);
    }

    /// Whether this is a string that says exactly `expected`.
    public boolean says(String expected) {
        return kind() == JsonKind.STRING && text().equals(expected);
    }

    /// The member's value, where this is an object that has it.
    public Optional<JsonValue> get(String name) {
        if (kind() != JsonKind.OBJECT) {
            return Optional.empty();
        }
        int end = document.entry(index, JsonDocument.NEXT);
        for (int at = index + 1; at < end; at = document.entry(at + 1, JsonDocument.NEXT)) {
            if (named(at, name)) {
                return Optional.of(new JsonValue(document, at + 1));
            }
        }
        return Optional.empty();
    }

    /// The text of the member, where this is an object that has it as a string.
    public Optional<String> string(String name) {
        return get(name).filter(value -> value.is(JsonKind.STRING)).map(JsonValue::text);
    }

    private boolean named(int at, String name) {
        boolean escaped = (document.entry(at, JsonDocument.KIND) & JsonDocument.ESCAPED) != 0;
        int start = document.entry(at, JsonDocument.START) + 1;
        int length = document.entry(at, JsonDocument.END) - start - 1;
        if (escaped) {
            return new JsonValue(document, at).says(name);
        }
        byte[] bytes = document.bytes();
        if (length != name.length()) {
            return length > name.length() && new JsonValue(document, at).says(name);
        }
        for (int offset = 0; offset < length; offset++) {
            if (bytes[start + offset] != name.charAt(offset)) {
                return false;
            }
        }
        return true;
    }

    /// The members of an object in their order; none for anything else.
    public Iterable<Member> members() {
        int end = kind() == JsonKind.OBJECT ? document.entry(index, JsonDocument.NEXT) : index + 1;
        return walk(
                index + 1,
                end,
                at -> document.entry(at + 1, JsonDocument.NEXT),
                at -> new Member(new JsonValue(document, at), new JsonValue(document, at + 1)));
    }

    /// The elements of an array in their order; none for anything else.
    public Iterable<JsonValue> elements() {
        int end = kind() == JsonKind.ARRAY ? document.entry(index, JsonDocument.NEXT) : index + 1;
        return walk(index + 1, end, at -> document.entry(at, JsonDocument.NEXT), at -> new JsonValue(document, at));
    }

    /// Every member of one of these names in this value, at any depth, in document order.
    public Iterable<Member> named(String... names) {
        int end = document.entry(index, JsonDocument.NEXT);
        byte[][] plain = new byte[names.length][];
        Arrays.setAll(plain, at -> names[at].getBytes(StandardCharsets.UTF_8));
        return walk(
                seek(index, end, plain),
                end,
                at -> seek(at + 1, end, plain),
                at -> new Member(new JsonValue(document, at), new JsonValue(document, at + 1)));
    }

    /// The first entry from `from` on that is one of these names; `end` where there is none.
    private int seek(int from, int end, byte[][] names) {
        for (int at = from; at < end; at++) {
            int kind = document.entry(at, JsonDocument.KIND);
            if ((kind & JsonDocument.NAME) != 0 && isOne(at, (kind & JsonDocument.ESCAPED) != 0, names)) {
                return at;
            }
        }
        return end;
    }

    private boolean isOne(int at, boolean escaped, byte[][] names) {
        int start = document.entry(at, JsonDocument.START) + 1;
        int end = document.entry(at, JsonDocument.END) - 1;
        byte[] said = escaped ? new JsonValue(document, at).text().getBytes(StandardCharsets.UTF_8) : document.bytes();
        for (byte[] name : names) {
            if (Arrays.equals(said, escaped ? 0 : start, escaped ? said.length : end, name, 0, name.length)) {
                return true;
            }
        }
        return false;
    }

    /// Every string in this value, at any depth, names of members included, in document order.
    public Iterable<JsonValue> strings() {
        return those(JsonKind.STRING, JsonKind.STRING);
    }

    /// Every string and every number in this value, at any depth, names of members included, in document order.
    public Iterable<JsonValue> scalars() {
        return those(JsonKind.STRING, JsonKind.NUMBER);
    }

    private Iterable<JsonValue> those(JsonKind one, JsonKind other) {
        int end = document.entry(index, JsonDocument.NEXT);
        return walk(
                seek(index, end, one, other),
                end,
                at -> seek(at + 1, end, one, other),
                at -> new JsonValue(document, at));
    }

    /// The first entry from `from` on that is of one of these kinds; `end` where there is none.
    private int seek(int from, int end, JsonKind one, JsonKind other) {
        for (int at = from; at < end; at++) {
            JsonKind kind = new JsonValue(document, at).kind();
            if (kind == one || kind == other) {
                return at;
            }
        }
        return end;
    }

    /// What `made` makes of the entry `first` and those that `next` leads to, up to `end`.
    private static <T> Iterable<T> walk(int first, int end, IntUnaryOperator next, IntFunction<T> made) {
        return () -> new Iterator<>() {
            private int at = first;

            @Override
            public boolean hasNext() {
                return at < end;
            }

            @Override
            public T next() {
                if (at >= end) {
                    throw new NoSuchElementException();
                }
                T found = made.apply(at);
                at = next.applyAsInt(at);
                return found;
            }
        };
    }

    /// Whether this string is the name of a member, not a value.
    public boolean isName() {
        return (document.entry(index, JsonDocument.KIND) & JsonDocument.NAME) != 0;
    }

    /// The value of the member of which this is the name.
    ///
    /// @throws IllegalStateException if it is none
    public JsonValue named() {
        if (!isName()) {
            throw new IllegalStateException("not a name");
        }
        return new JsonValue(document, index + 1);
    }

    /// Never the content.
    @Override
    public String toString() {
        return kind() + " of " + (end() - start()) + " bytes";
    }
}
