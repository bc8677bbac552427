package io.tidegate.detect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/// How does a text read once look-alikes and invisible characters are out of the way? Folds width, style and script
/// of digits and letters to ASCII; does not fold letters of other alphabets that merely look alike.
///
/// The result is one byte a symbol: ASCII, [#LETTER] for any other letter, [#OTHER] for the rest. Plain ASCII text,
/// nearly all of what passes, is one copy with no table of offsets. Escape sequences stand as they are: what the text
/// says without them is another reading of it, [#unescaped].
final class FoldedText {
    /// A letter outside ASCII.
    static final byte LETTER = (byte) 0x80;

    /// Anything else outside ASCII.
    static final byte OTHER = (byte) 0x81;

    private static final byte DROP = (byte) 0x82;
    private static final byte SURROGATE = (byte) 0x83;
    private static final byte MARK = (byte) 0x84; // is drawn over the symbol before it
    private static final byte[] BASIC_PLANE = basicPlane();
    private static final int[] SAME_OFFSETS = {};
    private static final BitSet NO_ESCAPES = new BitSet(); // never written to
    private static final int UNESCAPED_MAX = 2; // percent-encoding in percent-encoding, JSON in JSON

    private final byte[] bytes;
    private final int length;
    private final int[] offsets;
    private final String original;
    private final Undone undone;

    /// What was undone of escapes.
    ///
    /// @param ends where each symbol ends in the original; empty where nothing was undone
    /// @param inside the offsets in the original that are inside of an escape, its first character aside
    private record Undone(int rounds, int[] ends, BitSet inside) {
        static final Undone NOTHING = new Undone(0, SAME_OFFSETS, NO_ESCAPES);
    }

    private FoldedText(byte[] bytes, int length, int[] offsets, String original, Undone undone) {
        this.bytes = bytes;
        this.length = length;
        this.offsets = offsets;
        this.original = original;
        this.undone = undone;
    }

    /// As it reads once all escapes are undone that are seen through.
    static FoldedText unescaped(String text) {
        FoldedText reading = of(text);
        Optional<FoldedText> next = reading.unescaped();
        while (next.isPresent()) {
            reading = next.get();
            next = reading.unescaped();
        }
        return reading;
    }

    static FoldedText of(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        // A character outside ASCII takes two bytes or more for each of its UTF-16 units' worth; equal lengths mean
        // plain
        // ASCII (a lone surrogate becomes one `?`, which is as good a separator as any).
        if (utf8.length == text.length()) {
            return new FoldedText(utf8, utf8.length, SAME_OFFSETS, text, Undone.NOTHING);
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
            folded = folded == MARK ? mark(bytes, length) : folded;
            if (folded != DROP) {
                bytes[length] = folded;
                offsets[length++] = at;
            }
        }
        return new FoldedText(bytes, length, offsets, text, Undone.NOTHING);
    }

    /// A mark over a symbol of ASCII hides it; over another it is part of a word.
    private static byte mark(byte[] bytes, int length) {
        return length > 0 && bytes[length - 1] >= 0 ? DROP : LETTER;
    }

    /// The same with each escape sequence read as what it stands for, and without control characters; empty where there
    /// are none, or where enough were undone.
    Optional<FoldedText> unescaped() {
        int first = 0;
        while (first < length && !Escapes.mayBegin(bytes[first])) {
            first++;
        }
        return first == length || undone.rounds == UNESCAPED_MAX ? Optional.empty() : unescaped(first);
    }

    private Optional<FoldedText> unescaped(int first) {
        byte[] read = new byte[length];
        int[] starts = new int[length];
        int[] ends = new int[length];
        BitSet inside = (BitSet) undone.inside.clone();
        Escapes escapes = new Escapes(bytes, length);
        int kept = 0;
        boolean isChanged = false;
        int at = 0;
        while (at < length) {
            int next = at + 1;
            byte symbol = bytes[at];
            if (at >= first && Escapes.mayBegin(symbol) && escapes.read(at)) {
                isChanged = true;
                next = escapes.end();
                symbol = folded(escapes.codePoint());
                symbol = symbol == MARK ? mark(read, kept) : symbol;
                inside.set(originalStart(at) + 1, originalEnd(next));
            }
            if (symbol != DROP) {
                read[kept] = symbol;
                starts[kept] = originalStart(at);
                ends[kept++] = originalEnd(next);
            }
            at = next;
        }
        Undone now = new Undone(undone.rounds + 1, ends, inside);
        return isChanged ? Optional.of(new FoldedText(read, kept, starts, original, now)) : Optional.empty();
    }

    /// What an escape stands for. The one that begins a terminal's sequence stays for the next reading.
    private static byte folded(int codePoint) {
        if (codePoint == Escapes.NOTHING || (Escapes.isControl(codePoint) && codePoint != 0x1B)) {
            return DROP;
        }
        byte folded = codePoint < BASIC_PLANE.length ? BASIC_PLANE[codePoint] : beyondBasicPlane(codePoint);
        return folded == SURROGATE ? OTHER : folded;
    }

    /// The same finding, with the whole of an escape that it begins or ends in.
    Finding whole(Finding finding) {
        int start = undone.inside.previousClearBit(finding.start());
        int end = undone.inside.nextClearBit(finding.end());
        return new Finding(finding.type(), finding.kind(), start, end, finding.confidence());
    }

    /// Whether something that is not seen stands before the symbol at `index`.
    boolean isBrokenBefore(int index) {
        return offsets.length > 0 && index > 0 && index < length && originalStart(index) != originalEnd(index);
    }

    /// Whether it is plain ASCII, so that it reads as it stands.
    boolean isOriginal() {
        return offsets.length == 0;
    }

    FoldedText copy() {
        return new FoldedText(bytes.clone(), length, offsets, original, undone);
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
        if (undone.rounds > 0) {
            return undone.ends[end - 1];
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
                || isFiller(codePoint)
                || between(codePoint, 0x17B4, 0x17B5)
                || between(codePoint, 0x180B, 0x180F)
                || codePoint == 0xFEFF
                || between(codePoint, 0x200B, 0x200F)
                || between(codePoint, 0x202A, 0x202E)
                || between(codePoint, 0x2060, 0x206F)
                || between(codePoint, 0xFE00, 0xFE0F)
                || between(codePoint, 0xFFF0, 0xFFFC)
                || between(codePoint, 0x1BCA0, 0x1BCA3)
                || between(codePoint, 0x1D173, 0x1D17A)
                || between(codePoint, 0xE0000, 0xE0FFF);
    }

    /// Letters that are drawn as nothing, or as a gap.
    private static boolean isFiller(int codePoint) {
        return codePoint == 0x115F
                || codePoint == 0x1160
                || codePoint == 0x3164
                || codePoint == 0xFFA0
                || codePoint == 0x2800;
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
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> MARK;
            case Character.COMBINING_SPACING_MARK -> LETTER;
            default -> Character.isLetter(c) ? LETTER : OTHER;
        };
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
