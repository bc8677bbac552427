package io.tidegate.json;

import java.nio.charset.StandardCharsets;

/// What does a quoted JSON string say, and how is a text quoted (RFC 8259, section 7)?
final class JsonText {
    private JsonText() {}

    /// The text between the quotes at `start` and `end - 1`, which the reader has found well-formed.
    static String decode(byte[] bytes, int start, int end, boolean escaped) {
        if (!escaped) {
            return new String(bytes, start + 1, end - start - 2, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder(end - start);
        int at = start + 1;
        int plain = at;
        while (at < end - 1) {
            if (bytes[at] != '\\') {
                at++;
                continue;
            }
            if (at > plain) {
                text.append(new String(bytes, plain, at - plain, StandardCharsets.UTF_8));
            }
            text.append(character(bytes, at));
            at += bytes[at + 1] == 'u' ? 6 : 2;
            plain = at;
        }
        return text.append(new String(bytes, plain, at - plain, StandardCharsets.UTF_8))
                .toString();
    }

    private static char character(byte[] bytes, int backslash) {
        byte letter = bytes[backslash + 1];
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unit(bytes, backslash);
            default -> (char) letter; // a quote, a slash or a backslash: the reader lets nothing else through
        };
    }

    private static char unit(byte[] bytes, int backslash) {
        int value = 0;
        for (int at = backslash + 2; at < backslash + 6; at++) {
            value = value << 4 | Character.digit(bytes[at], 16);
        }
        return (char) value;
    }

    /// A lone surrogate has no UTF-8 form: what a server would make of it can't be known, so it is refused.
    ///
    /// @param from the string's first backslash
    /// @param quote the string's closing quote, which no backslash escapes
    static void refuseLoneSurrogates(byte[] bytes, int from, int quote) throws MalformedJson {
        int at = from;
        int high = -1;
        while (at < quote) {
            boolean unit = bytes[at] == '\\' && bytes[at + 1] == 'u';
            if (unit && !hexadecimal(bytes, at + 2, quote)) {
                throw new MalformedJson("not JSON", at);
            }
            char value = unit ? unit(bytes, at) : 'x';
            if (Character.isLowSurrogate(value) != (high >= 0)) {
                throw new MalformedJson("half of a surrogate pair", high >= 0 ? high : at);
            }
            high = Character.isHighSurrogate(value) ? at : -1;
            at += bytes[at] != '\\' ? 1 : unit ? 6 : 2;
        }
        if (high >= 0) {
            throw new MalformedJson("half of a surrogate pair", high);
        }
    }

    private static boolean hexadecimal(byte[] bytes, int from, int quote) {
        for (int at = from; at < from + 4; at++) {
            if (at >= quote || Character.digit(bytes[at], 16) < 0) {
                return false;
            }
        }
        return true;
    }
}
