package io.tidegate.json;

import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// Where does each value of these bytes stand? One pass of Jackson's streaming parser, with offsets noted alongside.
///
/// Jackson decides what is JSON. The offsets are not asked of it, which would cost an object each: what stands between
/// two tokens is white space, commas and colons, so each token's place follows from the end of the one before.
final class JsonReader {
    private static final int DEPTH_AT_FIRST = 16;
    private static final int VALUES_AT_FIRST = 64;
    private static final int BYTES_PER_VALUE = 16; // a guess, for the first size of the map

    // Jackson's own limits are set beyond any that JsonLimits allows, so that ours speak first where they can.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonLimits.DEPTH_MAX + 1)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(2 * JsonLimits.NAME_BYTES_MAX)
                    .maxNumberLength(2 * JsonLimits.NUMBER_BYTES_MAX)
                    .build())
            .build();

    private final byte[] bytes;
    private final JsonLimits limits;
    private int[] open = new int[DEPTH_AT_FIRST];
    private int[] map;
    private int at; // end of the last token
    private int count;
    private int depth;

    private JsonReader(byte[] bytes, JsonLimits limits) {
        this.bytes = bytes;
        this.limits = limits;
        int values = Math.clamp(bytes.length / BYTES_PER_VALUE, 4, VALUES_AT_FIRST * 16);
        this.map = new int[values * JsonDocument.STRIDE];
    }

    static JsonDocument read(byte[] bytes, JsonLimits limits) throws MalformedJson {
        if (bytes.length > limits.bytes()) {
            throw new MalformedJson("more than " + limits.bytes() + " bytes", limits.bytes());
        }
        refuseOtherEncodings(bytes);
        return new JsonReader(bytes, limits).read();
    }

    /// Jackson would recognise UTF-16 and UTF-32 by their zero bytes; MCP is UTF-8 only.
    private static void refuseOtherEncodings(byte[] bytes) throws MalformedJson {
        int fault = Utf8.firstFault(bytes);
        if (fault >= 0) {
            throw new MalformedJson("malformed UTF-8", fault);
        }
        if (bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf) {
            throw new MalformedJson("a byte order mark", 0);
        }
        for (int at = 0; at < Math.min(4, bytes.length); at++) {
            if (bytes[at] == 0) {
                throw new MalformedJson("a zero byte", at);
            }
        }
    }

    private JsonDocument read() throws MalformedJson {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new MalformedJson("nothing but white space", 0);
            }
            while (token != null) {
                if (count > 0 && depth == 0) {
                    throw new MalformedJson("something after the value", skip());
                }
                take(token);
                token = parser.nextToken();
            }
            return new JsonDocument(bytes, Arrays.copyOf(map, count * JsonDocument.STRIDE));
        } catch (JacksonException fault) {
            TokenStreamLocation location = fault.getLocation();
            long offset = location == null ? at : location.getByteOffset();
            throw new MalformedJson(plain(fault), Math.clamp(offset, 0, bytes.length));
        }
    }

    private void take(JsonToken token) throws MalformedJson {
        switch (token) {
            case START_OBJECT -> opens('{', JsonKind.OBJECT);
            case START_ARRAY -> opens('[', JsonKind.ARRAY);
            case END_OBJECT -> closes('}');
            case END_ARRAY -> closes(']');
            case PROPERTY_NAME -> name();
            case VALUE_STRING -> quoted(JsonKind.STRING.code);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
            case VALUE_TRUE -> word("true", JsonKind.TRUE);
            case VALUE_FALSE -> word("false", JsonKind.FALSE);
            case VALUE_NULL -> word("null", JsonKind.NULL);
            case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> throw new MalformedJson("an unknown kind of value", at);
        }
    }

    private void opens(char bracket, JsonKind kind) throws MalformedJson {
        int start = expect(bracket);
        if (depth == limits.depth()) {
            throw new MalformedJson("nested deeper than " + limits.depth(), start);
        }
        if (depth == open.length) {
            open = Arrays.copyOf(open, Math.min(2 * depth, limits.depth()));
        }
        open[depth++] = count;
        at = start + 1;
        entry(start, at, kind.code);
    }

    private void closes(char bracket) {
        at = expect(bracket) + 1;
        int entry = open[--depth] * JsonDocument.STRIDE;
        map[entry + JsonDocument.END] = at;
        map[entry + JsonDocument.NEXT] = count;
    }

    private void name() throws MalformedJson {
        int start = skip();
        quoted(JsonDocument.NAME);
        if (at - start - 2 > JsonLimits.NAME_BYTES_MAX) {
            throw new MalformedJson("a name longer than " + JsonLimits.NAME_BYTES_MAX + " bytes", start);
        }
    }

    private void word(String word, JsonKind kind) throws MalformedJson {
        int start = expect(word.charAt(0));
        at = start + word.length();
        entry(start, at, kind.code);
    }

    private void number() throws MalformedJson {
        int start = skip();
        at = start;
        while (at < bytes.length && !endsScalar(bytes[at])) {
            at++;
        }
        if (at - start > JsonLimits.NUMBER_BYTES_MAX) {
            throw new MalformedJson("a number longer than " + JsonLimits.NUMBER_BYTES_MAX + " bytes", start);
        }
        entry(start, at, JsonKind.NUMBER.code);
    }

    /// Jackson has read or will read past this string; its end is the first quote that no backslash escapes.
    private void quoted(int kind) throws MalformedJson {
        int start = expect('"');
        int firstEscape = 0;
        int end = Search.quoteOrBackslash(bytes, start + 1);
        while (end < bytes.length && bytes[end] != '"') {
            firstEscape = firstEscape == 0 ? end : firstEscape;
            end = end + 2 < bytes.length ? Search.quoteOrBackslash(bytes, end + 2) : bytes.length;
        }
        if (end >= bytes.length) {
            throw new MalformedJson("a string without its end", start);
        }
        at = end + 1;
        entry(start, at, firstEscape == 0 ? kind : kind | JsonDocument.ESCAPED);
        if (firstEscape > 0) {
            JsonText.refuseLoneSurrogates(bytes, firstEscape, end);
        }
    }

    /// Offset of the next token.
    private int skip() {
        int next = at;
        while (next < bytes.length && separates(bytes[next])) {
            next++;
        }
        return next;
    }

    private static boolean separates(byte value) {
        return switch (value) {
            case ' ', '\t', '\r', '\n', ',', ':' -> true;
            default -> false;
        };
    }

    // INVARIANT: the map and Jackson speak of the same token.
    private int expect(char first) {
        int next = skip();
        if (next == bytes.length || bytes[next] != first) {
            throw new IllegalStateException("the reader lost its place");
        }
        return next;
    }

    private void entry(int start, int end, int kind) throws MalformedJson {
        if (count == limits.values()) {
            throw new MalformedJson("more than " + limits.values() + " values", start);
        }
        int entry = count * JsonDocument.STRIDE;
        if (entry == map.length) {
            map = Arrays.copyOf(map, map.length * 2);
        }
        map[entry + JsonDocument.START] = start;
        map[entry + JsonDocument.END] = end;
        map[entry + JsonDocument.NEXT] = ++count;
        map[entry + JsonDocument.KIND] = kind;
    }

    private static boolean endsScalar(byte value) {
        return switch (value) {
            case ',', ']', '}', ' ', '\t', '\r', '\n' -> true;
            default -> false;
        };
    }

    /// Jackson's messages quote what they read; ours must not.
    private static String plain(JacksonException fault) {
        String message = String.valueOf(fault.getOriginalMessage());
        if (fault instanceof StreamConstraintsException) {
            return "a name or number longer than is accepted";
        }
        if (message.startsWith("Duplicate")) {
            return "a name that occurs twice in one object";
        }
        if (message.contains("end-of-input")) {
            return "an end before the value is complete";
        }
        return "not JSON";
    }
}
