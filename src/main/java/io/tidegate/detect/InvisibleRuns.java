package io.tidegate.detect;

import static io.tidegate.detect.FoldedText.between;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/// What does a run of invisible characters say, in the encodings that are known to be used for it? An empty answer
/// means unknown, not harmless.
final class InvisibleRuns {
    /// The flags that are made of tags: England, Scotland, Wales.
    private static final List<String> FLAGS = List.of("gbeng\u007F", "gbsct\u007F", "gbwls\u007F");

    private static final int READ_MAX = 8 * Removal.REVEALED_CHARS_MAX;

    private InvisibleRuns() {}

    static int end(String text, int start, IntPredicate member) {
        int at = start;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            if (!member.test(codePoint)) {
                break;
            }
            at += Character.charCount(codePoint);
        }
        return at;
    }

    static boolean variationSelector(int c) {
        return between(c, 0xFE00, 0xFE0F) || between(c, 0xE0100, 0xE01EF);
    }

    /// How many UTF-16 units of the run complete a flag that began before it; 0 if it is none.
    static int flagLength(String text, int start, int end) {
        String message = tagMessage(text, start, Math.min(end, start + 12));
        return FLAGS.stream().anyMatch(message::equals) ? 12 : 0;
    }

    static String tagMessage(String text, int start, int end) {
        StringBuilder message = new StringBuilder();
        int stop = Math.min(end, start + READ_MAX);
        for (int i = start; i + 1 < stop; i += 2) {
            message.append((char) (text.codePointAt(i) - 0xE0000));
        }
        return message.toString();
    }

    /// Selectors as bytes: VS1 to VS16 are 0 to 15, VS17 to VS256 the rest.
    static String selectorMessage(String text, int start, int end) {
        int[] points = text.substring(start, Math.min(end, start + READ_MAX))
                .codePoints()
                .toArray();
        byte[] bytes = new byte[points.length];
        for (int i = 0; i < points.length; i++) {
            bytes[i] = (byte) (points[i] < 0x10000 ? points[i] - 0xFE00 : points[i] - 0xE0100 + 16);
        }
        return readable(bytes, bytes.length);
    }

    static String lowBytes(String text, int start, int end) {
        int[] points = text.substring(start, Math.min(end, start + READ_MAX))
                .codePoints()
                .toArray();
        byte[] bytes = new byte[points.length];
        for (int i = 0; i < points.length; i++) {
            bytes[i] = (byte) points[i];
        }
        return readable(bytes, bytes.length);
    }

    /// Two characters as the bits of bytes, in either sense, others ignored.
    static String bitMessage(String text, int start, int end) {
        String run = text.substring(start, Math.min(end, start + READ_MAX));
        if (run.length() < 16) {
            return "";
        }
        char first = run.charAt(0);
        int other = run.chars().filter(c -> c != first).findFirst().orElse(first);
        byte[] bits = new byte[run.length()];
        int count = 0;
        for (int i = 0; i < run.length(); i++) {
            char c = run.charAt(i);
            if (c == first || c == other) {
                bits[count++] = (byte) (c == first ? 0 : 1);
            }
        }
        String message = readable(packed(bits, count, 0), count / 8);
        return message.isEmpty() ? readable(packed(bits, count, 1), count / 8) : message;
    }

    private static byte[] packed(byte[] bits, int count, int flip) {
        byte[] bytes = new byte[count / 8];
        for (int i = 0; i < bytes.length * 8; i++) {
            bytes[i / 8] = (byte) ((bytes[i / 8] << 1) | (bits[i] ^ flip));
        }
        return bytes;
    }

    private static String readable(byte[] bytes, int length) {
        String text = new String(Arrays.copyOf(bytes, length), StandardCharsets.UTF_8);
        boolean printable =
                text.length() >= 2 && text.chars().allMatch(c -> c == '\n' || (c >= ' ' && c != 0x7F && c != 0xFFFD));
        return printable ? text : "";
    }
}
