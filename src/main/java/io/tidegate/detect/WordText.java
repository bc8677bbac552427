package io.tidegate.detect;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/// The words of a text in one spelling: small letters without their accents, and digits, once look-alikes and
/// invisible characters are out of the way. What is listed and what is looked at go through here, so that they meet.
///
/// Languages that put nothing between their words have no words here but whole runs of letters.
public final class WordText {
    private static final char[] BASE = new char[0x10000]; // found once; racing threads find the same
    private static final char SEVERAL = 1;
    private static final char NOTHING = 2;

    /// How words are put together.
    public enum Spelling {
        /// With a blank between two: words of a text.
        SPACED,
        /// With nothing: numbers, however people group them.
        JOINED
    }

    private final Spelling spelling;
    private byte[] bytes = new byte[256];
    private int length;
    private int[] words = new int[128]; // of each: where it begins and ends in the text, and in the bytes
    private int count;

    private WordText(Spelling spelling) {
        this.spelling = spelling;
    }

    public static WordText of(String text, Spelling spelling) {
        return of(FoldedText.of(text), spelling);
    }

    static WordText of(FoldedText text, Spelling spelling) {
        WordText words = new WordText(spelling);
        words.read(text);
        return words;
    }

    private void read(FoldedText text) {
        byte[] symbols = text.bytes();
        int end = text.length();
        int at = 0;
        while (at < end) {
            if (!isPart(symbols[at])) {
                at++;
                continue;
            }
            // The letter of an escape is none: `\n` in a text that is JSON in JSON.
            boolean isEscape = at > 0 && symbols[at - 1] == '\\' && "ntr".indexOf(symbols[at]) >= 0;
            int start = isEscape ? at + 1 : at;
            at = start;
            begin();
            int from = length;
            while (at < end && isPart(symbols[at])) {
                take(text, symbols[at], at);
                at++;
            }
            if (length > from) {
                word(start, at, from);
            }
        }
    }

    private static boolean isPart(byte symbol) {
        return symbol == FoldedText.LETTER || (symbol > 0 && Alphabet.ALPHANUMERIC.has(symbol));
    }

    private void begin() {
        if (spelling == Spelling.SPACED && count > 0 && bytes[length - 1] != ' ') {
            put((byte) ' ');
        }
    }

    private void take(FoldedText text, byte symbol, int at) {
        if (symbol == FoldedText.LETTER) {
            letter(text.original(at));
        } else {
            put((byte) (symbol >= 'A' && symbol <= 'Z' ? symbol | 0x20 : symbol));
        }
    }

    private void letter(int codePoint) {
        if (codePoint >= BASE.length) {
            putAll(Character.toString(Character.toLowerCase(codePoint)));
            return;
        }
        char base = BASE[codePoint];
        if (base == 0) {
            base = base(plain(codePoint));
            BASE[codePoint] = base;
        }
        if (base == SEVERAL) {
            putAll(plain(codePoint));
        } else if (base >= 0x80) {
            putAll(Character.toString(base));
        } else if (base != NOTHING) {
            put((byte) base);
        }
    }

    private static char base(String plain) {
        return plain.isEmpty() ? NOTHING : plain.length() == 1 ? plain.charAt(0) : SEVERAL;
    }

    private static String plain(int codePoint) {
        StringBuilder kept = new StringBuilder();
        Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKD)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .forEach(kept::appendCodePoint);
        return kept.toString().toLowerCase(Locale.ROOT);
    }

    private void putAll(String text) {
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            put(each);
        }
    }

    private void put(byte each) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = each;
    }

    private void word(int start, int end, int from) {
        if (4 * count + 4 > words.length) {
            words = Arrays.copyOf(words, 2 * words.length);
        }
        words[4 * count] = start;
        words[4 * count + 1] = end;
        words[4 * count + 2] = from;
        words[4 * count + 3] = length;
        count++;
    }

    byte[] bytes() {
        return bytes;
    }

    public int words() {
        return count;
    }

    /// Where a word begins in the folded text.
    int start(int word) {
        return words[4 * word];
    }

    int end(int word) {
        return words[4 * word + 1];
    }

    /// Where it begins in the spelling.
    int from(int word) {
        return words[4 * word + 2];
    }

    int to(int word) {
        return words[4 * word + 3];
    }

    /// The whole in this spelling.
    public byte[] spelled() {
        return count == 0 ? new byte[0] : Arrays.copyOf(bytes, to(count - 1));
    }
}
