package io.tidegate.json;

import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Where does each value of these bytes stand? One pass of Jackson's streaming parser, which notes offsets.
final class JsonReader {
    private static final int VALUES_AT_FIRST = 64;

    // Jackson's own limits are set beyond any that JsonLimits allows, so that ours speak first.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1_000)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(1 << 16)
                    .maxNumberLength(1_000)
                    .build())
            .build();

    private final byte[] bytes;
    private final JsonLimits limits;
    private final int[] open;
    private int[] map = new int[VALUES_AT_FIRST * JsonDocument.STRIDE];
    private int count;
    private int depth;

    private JsonReader(byte[] bytes, JsonLimits limits) {
        this.bytes = bytes;
        this.limits = limits;
        this.open = new int[limits.depth()];
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
                    throw new MalformedJson("something after the value", start(parser));
                }
                take(parser, token);
                token = parser.nextToken();
            }
            return new JsonDocument(bytes, Arrays.copyOf(map, count * JsonDocument.STRIDE));
        } catch (JacksonException fault) {
            throw new MalformedJson(
                    plain(fault), (int) Math.max(0, fault.getLocation().getByteOffset()));
        }
    }

    private void take(JsonParser parser, JsonToken token) throws MalformedJson {
        switch (token) {
            case START_OBJECT -> opens(parser, JsonKind.OBJECT);
            case START_ARRAY -> opens(parser, JsonKind.ARRAY);
            case END_OBJECT, END_ARRAY -> closes(parser);
            case PROPERTY_NAME -> adds(parser, JsonDocument.NAME);
            case VALUE_STRING -> adds(parser, JsonKind.STRING.code);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> adds(parser, JsonKind.NUMBER.code);
            case VALUE_TRUE -> adds(parser, JsonKind.TRUE.code);
            case VALUE_FALSE -> adds(parser, JsonKind.FALSE.code);
            case VALUE_NULL -> adds(parser, JsonKind.NULL.code);
            case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new MalformedJson("an unknown kind of value", start(parser));
        }
    }

    private void opens(JsonParser parser, JsonKind kind) throws MalformedJson {
        if (depth == limits.depth()) {
            throw new MalformedJson("nested deeper than " + limits.depth(), start(parser));
        }
        open[depth++] = count;
        int start = start(parser);
        entry(start, start + 1, kind.code);
    }

    private void closes(JsonParser parser) {
        int at = open[--depth] * JsonDocument.STRIDE;
        map[at + JsonDocument.END] = start(parser) + 1;
        map[at + JsonDocument.NEXT] = count;
    }

    private void adds(JsonParser parser, int kind) throws MalformedJson {
        int start = start(parser);
        boolean quoted = kind == JsonDocument.NAME || kind == JsonKind.STRING.code;
        int end = quoted ? closingQuote(parser, start) : scalarEnd(start);
        int marks = quoted && escaped(start, end) ? JsonDocument.ESCAPED : 0;
        entry(start, end, kind | marks);
        if (marks != 0) {
            JsonText.refuseLoneSurrogates(bytes, start, end);
        }
    }

    private void entry(int start, int end, int kind) throws MalformedJson {
        if (count == limits.values()) {
            throw new MalformedJson("more than " + limits.values() + " values", start);
        }
        int at = count * JsonDocument.STRIDE;
        if (at == map.length) {
            map = Arrays.copyOf(map, map.length * 2);
        }
        map[at + JsonDocument.START] = start;
        map[at + JsonDocument.END] = end;
        map[at + JsonDocument.NEXT] = ++count;
        map[at + JsonDocument.KIND] = kind;
    }

    private static int start(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /// Jackson has read or will read past this string; its end is the first quote that no backslash escapes.
    private int closingQuote(JsonParser parser, int start) throws MalformedJson {
        parser.finishToken(); // reports what is malformed inside
        for (int at = start + 1; at < bytes.length; at++) {
            if (bytes[at] == '\\') {
                at++;
            } else if (bytes[at] == '"') {
                return at + 1;
            }
        }
        throw new MalformedJson("a string without its end", start);
    }

    private boolean escaped(int start, int end) {
        for (int at = start + 1; at < end - 1; at++) {
            if (bytes[at] == '\\') {
                return true;
            }
        }
        return false;
    }

    private int scalarEnd(int start) {
        int at = start;
        while (at < bytes.length && !endsScalar(bytes[at])) {
            at++;
        }
        return at;
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
        if (message.startsWith("Duplicate")) {
            return "a name that occurs twice in one object";
        }
        if (message.contains("end-of-input")) {
            return "an end before the value is complete";
        }
        return "not JSON";
    }
}
