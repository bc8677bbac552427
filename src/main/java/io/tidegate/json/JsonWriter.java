package io.tidegate.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// Composes JSON: names and texts are escaped, documents are copied as they stand. Commas are set by itself.
///
/// Balance of brackets is the caller's duty; `document()` checks the whole by reading it back.
public final class JsonWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int length;
    private boolean comma;

    public JsonWriter() {
        this(256);
    }

    /// @param bytes about how many there will be; more are no error
    public JsonWriter(int bytes) {
        this.bytes = new byte[Math.max(16, bytes)];
    }

    public JsonWriter object() {
        return opens('{');
    }

    public JsonWriter endObject() {
        return closes('}');
    }

    public JsonWriter array() {
        return opens('[');
    }

    public JsonWriter endArray() {
        return closes(']');
    }

    /// A member's name; its value must follow.
    ///
    /// @throws IllegalArgumentException if the name holds half of a surrogate pair, which UTF-8 can't say
    public JsonWriter name(String name) {
        separate();
        quote(name);
        put(':');
        comma = false;
        return this;
    }

    /// A string.
    ///
    /// @throws IllegalArgumentException if the text holds half of a surrogate pair, which UTF-8 can't say
    public JsonWriter text(String text) {
        separate();
        quote(text);
        return done();
    }

    /// A string that says the bytes in base64url without padding (RFC 4648, section 5).
    public JsonWriter base64(byte[] said) {
        byte[] encoded = Base64.getUrlEncoder().withoutPadding().encode(said);
        separate();
        put('"');
        append(encoded, 0, encoded.length);
        put('"');
        return done();
    }

    public JsonWriter number(long number) {
        return raw(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    }

    public JsonWriter bool(boolean value) {
        return raw((value ? "true" : "false").getBytes(StandardCharsets.US_ASCII));
    }

    public JsonWriter value(JsonValue value) {
        separate();
        append(value.document().bytes(), value.start(), value.end());
        return done();
    }

    /// A whole JSON value, as bytes that were parsed or composed by Tidegate.
    public JsonWriter raw(byte[] json) {
        separate();
        append(json, 0, json.length);
        return done();
    }

    public JsonWriter member(String name, String text) {
        return name(name).text(text);
    }

    public JsonWriter member(String name, long number) {
        return name(name).number(number);
    }

    public JsonWriter member(String name, boolean value) {
        return name(name).bool(value);
    }

    public byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    public JsonDocument document() {
        try {
            return JsonDocument.parse(bytes(), JsonLimits.EXAMINED);
        } catch (MalformedJson malformed) {
            throw new IllegalStateException(malformed.getMessage(), malformed);
        }
    }

    private JsonWriter opens(char bracket) {
        separate();
        put(bracket);
        comma = false;
        return this;
    }

    private JsonWriter closes(char bracket) {
        put(bracket);
        return done();
    }

    private JsonWriter done() {
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            put(',');
        }
    }

    private void quote(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        room(utf8.length + 2);
        put('"');
        int plain = 0;
        int questionMarks = 0;
        for (int at = Search.notable(utf8, 0); at < utf8.length; at = Search.notable(utf8, at + 1)) {
            if (utf8[at] == '?') {
                questionMarks++;
            } else {
                append(utf8, plain, at);
                escape((char) utf8[at]);
                plain = at + 1;
            }
        }
        append(utf8, plain, utf8.length);
        put('"');
        if (questionMarks > 0) {
            requireWhole(text, questionMarks);
        }
    }

    /// UTF-8 has no form for half of a surrogate pair: Java puts a question mark in its place.
    private static void requireWhole(String text, int written) {
        int asked = 0;
        for (int at = text.indexOf('?'); at >= 0; at = text.indexOf('?', at + 1)) {
            asked++;
        }
        if (asked != written) {
            throw new IllegalArgumentException("half of a surrogate pair can't be written");
        }
    }

    private void escape(char letter) {
        put('\\');
        switch (letter) {
            case '"', '\\' -> put(letter);
            case '\n' -> put('n');
            case '\r' -> put('r');
            case '\t' -> put('t');
            default -> {
                put('u');
                put('0');
                put('0');
                put((char) HEX[letter >> 4]);
                put((char) HEX[letter & 15]);
            }
        }
    }

    private void put(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
    }

    /// Appends bytes as they stand: no comma is set.
    void append(byte[] from, int start, int end) {
        room(end - start);
        System.arraycopy(from, start, bytes, length, end - start);
        length += end - start;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
        }
    }
}
