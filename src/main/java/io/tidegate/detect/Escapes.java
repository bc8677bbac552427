package io.tidegate.detect;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// What does an escape sequence in folded symbols stand for? Knows percent-encoding (RFC 3986, and `%uXXXX`), the
/// escapes of JSON and of programming languages, the character references of HTML that stand for separators and signs,
/// and the colours of terminals. Does not know octal numbers.
final class Escapes {
    /// Stands for nothing.
    static final int NOTHING = -1;

    private static final int ESCAPE = 0x1B;
    private static final int NAME_MAX = 8;
    private static final int DIGITS_MAX = 12; // of a reference, leading zeros among them
    private static final int PARAMETERS_MAX = 256;

    /// The letters behind a backslash, and what each stands for.
    private static final String LETTERS = "nrtbfva0e\"'/\\";

    private static final String MEANINGS = "\n\r\t\b\f\u000B\u0007\u0000\u001B\"'/\\";

    /// Those that browsers read without a semicolon too.
    private static final List<String> OPEN_NAMES = List.of("nbsp", "quot", "shy", "amp", "lt", "gt");

    private static final Map<String, Integer> NAMES = Map.ofEntries(
            Map.entry("nbsp", 0xA0),
            Map.entry("quot", (int) '"'),
            Map.entry("shy", 0xAD),
            Map.entry("amp", (int) '&'),
            Map.entry("lt", (int) '<'),
            Map.entry("gt", (int) '>'),
            Map.entry("apos", (int) '\''),
            Map.entry("ndash", 0x2013),
            Map.entry("mdash", 0x2014),
            Map.entry("hyphen", 0x2010),
            Map.entry("dash", 0x2010),
            Map.entry("minus", 0x2212),
            Map.entry("ensp", 0x2002),
            Map.entry("emsp", 0x2003),
            Map.entry("thinsp", 0x2009),
            Map.entry("zwnj", 0x200C),
            Map.entry("zwj", 0x200D),
            Map.entry("commat", (int) '@'),
            Map.entry("period", (int) '.'),
            Map.entry("lowbar", (int) '_'),
            Map.entry("percnt", (int) '%'),
            Map.entry("plus", (int) '+'),
            Map.entry("equals", (int) '='),
            Map.entry("colon", (int) ':'),
            Map.entry("num", (int) '#'),
            Map.entry("sol", (int) '/'),
            Map.entry("bsol", (int) '\\'),
            Map.entry("NewLine", (int) '\n'),
            Map.entry("Tab", (int) '\t'));

    private final byte[] bytes;
    private final int length;
    private int end;
    private int codePoint;

    Escapes(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    /// Whether an escape may begin with this symbol.
    static boolean mayBegin(byte symbol) {
        return symbol == '%' || symbol == '\\' || symbol == '&' || isControl(symbol);
    }

    static boolean isControl(int symbol) {
        return (symbol >= 0 && symbol < ' ' && symbol != '\t' && symbol != '\n' && symbol != '\r') || symbol == 0x7F;
    }

    /// Whether one begins at `start`: then [#end] and [#codePoint] tell of it.
    boolean read(int start) {
        int symbol = at(start);
        if (isControl(symbol)) {
            codePoint = NOTHING;
            end = symbol == ESCAPE && at(start + 1) == '[' ? sequenceEnd(start + 2) : start + 1;
            return true;
        }
        return switch (symbol) {
            case '%' -> at(start + 1) == 'u' ? unit(start + 2, 4) : octets(start, (byte) '%', 1);
            case '\\' -> backslash(start);
            case '&' -> at(start + 1) == '#' ? number(start + 2) : name(start + 1);
            default -> false;
        };
    }

    /// Behind the escape.
    int end() {
        return end;
    }

    /// What it stands for, or [#NOTHING].
    int codePoint() {
        return codePoint;
    }

    private int at(int index) {
        return index < length ? bytes[index] : 0xFF;
    }

    private boolean means(int meaning, int behind) {
        codePoint = meaning;
        end = behind;
        return meaning >= 0;
    }

    /// Parameters and a final symbol (ECMA-48); the escape alone where that is not complete.
    private int sequenceEnd(int from) {
        int at = from;
        while (at - from < PARAMETERS_MAX && at(at) >= 0x20 && at(at) <= 0x3F) {
            at++;
        }
        return at(at) >= 0x40 && at(at) <= 0x7E ? at + 1 : from - 1;
    }

    private boolean backslash(int start) {
        int letter = at(start + 1);
        int place = LETTERS.indexOf(letter);
        if (place >= 0) {
            return means(MEANINGS.charAt(place), start + 2);
        }
        return switch (letter) {
            case 'x' -> octets(start, (byte) '\\', 2);
            case 'U' -> unit(start + 2, 8);
            case 'u' -> at(start + 2) == '{' ? braced(start + 3) : pair(start + 2);
            default -> false;
        };
    }

    private boolean unit(int from, int digits) {
        return means(hex(from, digits), from + digits);
    }

    private boolean braced(int from) {
        int at = from;
        while (at - from < 6 && Character.digit(at(at), 16) >= 0) {
            at++;
        }
        return at > from && at(at) == '}' && means(hex(from, at - from), at + 1);
    }

    /// One unit of UTF-16, or both of a pair.
    private boolean pair(int from) {
        if (!unit(from, 4)) {
            return false;
        }
        int high = codePoint;
        if (high >= Character.MIN_HIGH_SURROGATE
                && high <= Character.MAX_HIGH_SURROGATE
                && at(end) == '\\'
                && at(end + 1) == 'u') {
            int low = hex(end + 2, 4);
            if (low >= Character.MIN_LOW_SURROGATE && low <= Character.MAX_LOW_SURROGATE) {
                return means(Character.toCodePoint((char) high, (char) low), end + 6);
            }
        }
        return true;
    }

    /// One octet, or all of a character in UTF-8. Any other is read as ISO 8859-1.
    ///
    /// @param prefix how many symbols stand before the digits of each
    private boolean octets(int start, byte sign, int prefix) {
        int first = hex(start + prefix, 2);
        int behind = start + prefix + 2;
        if (first < 0xC2 || first > 0xF4) {
            return means(first, behind);
        }
        int more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        byte[] utf8 = new byte[more + 1];
        utf8[0] = (byte) first;
        int at = behind;
        for (int octet = 1; octet <= more; octet++) {
            int next = at(at) == sign && (prefix == 1 || at(at + 1) == 'x') ? hex(at + prefix, 2) : -1;
            if (next < 0x80 || next > 0xBF) {
                return means(first, behind);
            }
            utf8[octet] = (byte) next;
            at += prefix + 2;
        }
        return means(new String(utf8, StandardCharsets.UTF_8).codePointAt(0), at);
    }

    private boolean number(int from) {
        boolean isHex = (at(from) | 0x20) == 'x';
        int first = isHex ? from + 1 : from;
        int base = isHex ? 16 : 10;
        int value = 0;
        int at = first;
        while (at - first < DIGITS_MAX && value <= Character.MAX_CODE_POINT && Character.digit(at(at), base) >= 0) {
            value = value * base + Character.digit(at(at), base);
            at++;
        }
        return at > first && value <= Character.MAX_CODE_POINT && means(value, at(at) == ';' ? at + 1 : at);
    }

    private boolean name(int from) {
        int at = from;
        while (at - from < NAME_MAX && Alphabet.letter(at(at) & 0xFF)) {
            at++;
        }
        String name = new String(bytes, from, at - from, StandardCharsets.US_ASCII);
        Integer known = NAMES.get(name);
        if (known != null && at(at) == ';') {
            return means(known, at + 1);
        }
        for (String open : OPEN_NAMES) {
            if (name.startsWith(open)) {
                return means(NAMES.getOrDefault(open, NOTHING), from + open.length());
            }
        }
        return false;
    }

    /// The number that these digits make, or -1.
    private int hex(int from, int digits) {
        long value = 0;
        for (int at = from; at < from + digits; at++) {
            int digit = Character.digit(at(at), 16);
            if (digit < 0) {
                return -1;
            }
            value = value * 16 + digit;
        }
        return value <= Character.MAX_CODE_POINT ? (int) value : -1;
    }
}
