package io.tidegate.detect;

import static io.tidegate.detect.FoldedText.between;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/// Does an invisible character do something visible where it stands: join Persian letters, an Indic cluster, an emoji
/// family?
final class VisibleContext {
    /// Scripts whose letters change their form at a joiner.
    private static final Set<UnicodeScript> JOINING = EnumSet.of(
            UnicodeScript.ARABIC,
            UnicodeScript.SYRIAC,
            UnicodeScript.NKO,
            UnicodeScript.MANDAIC,
            UnicodeScript.MONGOLIAN,
            UnicodeScript.PHAGS_PA,
            UnicodeScript.ADLAM,
            UnicodeScript.DEVANAGARI,
            UnicodeScript.BENGALI,
            UnicodeScript.GURMUKHI,
            UnicodeScript.GUJARATI,
            UnicodeScript.ORIYA,
            UnicodeScript.TAMIL,
            UnicodeScript.TELUGU,
            UnicodeScript.KANNADA,
            UnicodeScript.MALAYALAM,
            UnicodeScript.SINHALA,
            UnicodeScript.TIBETAN,
            UnicodeScript.MYANMAR,
            UnicodeScript.KHMER,
            UnicodeScript.JAVANESE,
            UnicodeScript.BALINESE);

    /// Scripts written without spaces, where a zero-width space allows a line break.
    private static final Set<UnicodeScript> UNSPACED =
            EnumSet.of(UnicodeScript.THAI, UnicodeScript.LAO, UnicodeScript.KHMER, UnicodeScript.MYANMAR);

    private VisibleContext() {}

    /// The code point at `index`, or 0 at the end.
    static int next(String text, int index) {
        return index < text.length() ? text.codePointAt(index) : 0;
    }

    /// Whether `codePoint` is needed between `before` and `after`.
    static boolean needs(int codePoint, int before, int after) {
        return switch (codePoint) {
            case 0x200C -> joining(before);
            case 0x200D -> joining(before) || (emoji(before) && emoji(after));
            case 0x200B -> unspaced(before) && unspaced(after);
            case 0x034F -> mark(after) && (mark(before) || Character.isLetter(before));
            case 0x115F, 0x1160 -> between(before, 0x1100, 0x11FF) || between(after, 0x1161, 0x11FF);
            case 0x180B, 0x180C, 0x180D, 0x180E, 0x180F -> script(before) == UnicodeScript.MONGOLIAN;
            default -> false;
        };
    }

    /// Whether one variation selector after `base` chooses a form that Unicode knows of.
    static boolean takesSelector(int base, int selector, int after) {
        if (selector == 0xFE0F || selector == 0xFE0E) {
            return base < 0x80 ? after == 0x20E3 && Character.isEmoji(base) : symbol(base);
        }
        if (selector > 0xFFFF) {
            return Character.isIdeographic(base);
        }
        return base > 0xFF && (Character.isIdeographic(base) || symbol(base) || joining(base));
    }

    private static boolean symbol(int c) {
        int type = Character.getType(c);
        return type == Character.OTHER_SYMBOL
                || type == Character.MATH_SYMBOL
                || type == Character.OTHER_PUNCTUATION
                || type == Character.DASH_PUNCTUATION
                || Character.isEmoji(c);
    }

    private static boolean emoji(int c) {
        return c == 0xFE0F || (c > 0xFF && (Character.isEmoji(c) || Character.isEmojiModifier(c)));
    }

    private static boolean joining(int c) {
        return (Character.isLetter(c) || mark(c)) && JOINING.contains(script(c));
    }

    private static boolean unspaced(int c) {
        return (Character.isLetter(c) || mark(c)) && UNSPACED.contains(script(c));
    }

    private static boolean mark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static UnicodeScript script(int c) {
        return UnicodeScript.of(c);
    }
}
