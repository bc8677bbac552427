package io.tidegate.detect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// How does a text read once look-alikes and invisible characters are out of the way? Folds width, style and script
/// of digits and letters to ASCII; does not fold letters of other alphabets that merely look alike.
///
/// The result is one byte a symbol: ASCII, [#LETTER] for any other letter, [#OTHER] for the rest. Plain ASCII text,
/// nearly all of what passes, is one copy with no table of offsets.
final class FoldedText {
    /// A letter outside ASCII.
    static final byte LETTER = (byte) 0x80;

    /// Anything else outside ASCII.
    static final byte OTHER = (byte) 0x81;

    private static final byte DROP = (byte) 0x82;
    private static final byte SURROGATE = (byte) 0x83;
    private static final byte[] BASIC_PLANE = basicPlane();
    private static final int[] SAME_OFFSETS = {};

    private final byte[] bytes;
    private final int length;
    private final int[] offsets;
    private final String original;

    private FoldedText(byte[] bytes, int length, int[] offsets, String original) {
        this.bytes = bytes;
        this.length = length;
        this.offsets = offsets;
        this.original = original;
    }

    static FoldedText of(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        // A character outside ASCII takes two bytes or more for each of its UTF-16 units' worth; equal lengths mean
        // plain
        // ASCII (a lone surrogate becomes one `?`, which is as good a separator as any).
        if (utf8.length == text.length()) {
            return new FoldedText(utf8, utf8.length, SAME_OFFSETS, text);
        }
        return fold(text);
    }

    private static FoldedText fold(String text) {
        int units = text.length();
        byte[] bytes = new byte[units];
        int[] offsets = new int[units];
        int length = 0;
        for (int i = 0; i < units; i++) {
            char unit = text.charAt(i);
            byte folded = BASIC_PLANE[unit];
            int at = i;
            if (folded == SURROGATE) {
                int codePoint = text.codePointAt(i);
                folded = beyondBasicPlane(codePoint);
                i += Character.charCount(codePoint) - 1;
            }
            if (folded != DROP) {
                bytes[length] = folded;
                offsets[length++] = at;
            }
        }
        return new FoldedText(bytes, length, offsets, text);
    }

    /// Whether it is plain ASCII, so that it reads as it stands.
    boolean isOriginal() {
        return offsets.length == 0;
    }

    FoldedText copy() {
        return new FoldedText(bytes.clone(), length, offsets, original);
    }

    /// Overwrites symbols with one that nothing is made of.
    void blank(int start, int end) {
        Arrays.fill(bytes, start, end, (byte) '*');
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /// Where the symbol at `index` begins in the original.
    int originalStart(int index) {
        return offsets.length == 0 ? index : offsets[index];
    }

    /// Where the symbol before `end` ends in the original.
    int originalEnd(int end) {
        if (offsets.length == 0) {
            return end;
        }
        int last = offsets[end - 1];
        return last + Character.charCount(original.codePointAt(last));
    }

    /// The character that the symbol at `index` was folded from.
    int original(int index) {
        return original.codePointAt(originalStart(index));
    }

    /// The folded symbols from `start` to `end`, with `?` for what is outside ASCII.
    String ascii(int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.US_ASCII).replace('\uFFFD', '?');
    }

    static boolean invisible(int codePoint) {
        return codePoint == 0x00AD
                || codePoint == 0x034F
                || codePoint == 0x061C
                || codePoint == 0x180E
                || codePoint == 0xFEFF
                || between(codePoint, 0x200B, 0x200F)
                || between(codePoint, 0x202A, 0x202E)
                || between(codePoint, 0x2060, 0x206F)
                || between(codePoint, 0xFE00, 0xFE0F)
                || between(codePoint, 0xE0000, 0xE0FFF);
    }

    private static byte[] basicPlane() {
        byte[] table = new byte[0x10000];
        for (int c = 0; c < 128; c++) {
            table[c] = (byte) c;
        }
        for (int c = 128; c < table.length; c++) {
            table[c] = foldBasic(c);
        }
        Arrays.fill(table, Character.MIN_SURROGATE, Character.MAX_SURROGATE + 1, SURROGATE);
        return table;
    }

    private static byte foldBasic(int c) {
        if (invisible(c)) {
            return DROP;
        }
        if (between(c, 0xFF01, 0xFF5E)) {
            return (byte) (c - 0xFEE0);
        }
        if (Character.getType(c) == Character.SPACE_SEPARATOR) {
            return ' ';
        }
        if (Character.getType(c) == Character.DASH_PUNCTUATION || c == 0x2212 || c == 0x00AD) {
            return '-';
        }
        int digit = Character.digit(c, 10);
        if (digit >= 0) {
            return (byte) ('0' + digit);
        }
        return foldStyled(c);
    }

    private static byte foldStyled(int c) {
        return switch (c) {
            case 0xFE6B -> '@';
            case 0x3002, 0xFF61, 0xFE52, 0x2024 -> '.';
            case 0x00B9 -> '1';
            case 0x00B2 -> '2';
            case 0x00B3 -> '3';
            case 0x24EA -> '0';
            default -> foldRanges(c);
        };
    }

    private static byte foldRanges(int c) {
        if (c == 0x2070 || between(c, 0x2074, 0x2079)) {
            return (byte) ('0' + c - 0x2070);
        }
        if (between(c, 0x2080, 0x2089)) {
            return (byte) ('0' + c - 0x2080);
        }
        if (between(c, 0x2460, 0x2468)) {
            return (byte) ('1' + c - 0x2460);
        }
        if (between(c, 0x24B6, 0x24CF)) {
            return (byte) ('A' + c - 0x24B6);
        }
        if (between(c, 0x24D0, 0x24E9)) {
            return (byte) ('a' + c - 0x24D0);
        }
        return Character.isLetter(c) || combining(c) ? LETTER : OTHER;
    }

    private static boolean combining(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static byte beyondBasicPlane(int codePoint) {
        if (invisible(codePoint)) {
            return DROP;
        }
        if (between(codePoint, 0x1D400, 0x1D6A3)) { // thirteen styles of A-Z a-z
            int letter = (codePoint - 0x1D400) % 52;
            return (byte) (letter < 26 ? 'A' + letter : 'a' + letter - 26);
        }
        int digit = Character.digit(codePoint, 10); // the five styles of mathematical digits among them
        if (digit >= 0) {
            return (byte) ('0' + digit);
        }
        return Character.isLetter(codePoint) ? LETTER : OTHER;
    }

    static boolean between(int value, int first, int last) {
        return value >= first && value <= last;
    }
}
