package io.tidegate.guard;

import java.text.Normalizer;

/// How does a text read to whoever folds what looks alike, and which of its characters has no place in a name?
final class PlainText {
    private static final String SLASHES = "\u2044\u2215\u29F8\u2571\u27CB\u1735";
    private static final String BACKSLASHES = "\u2216\u29F5\u29F9\u27CD\uFE68";
    private static final String FULL_STOPS = "\u3002\uFF61\uA4F8\u0701\u0702\u06D4";
    private static final String COLONS = "\uA789\u2236\u02D0\u0589\u05C3";
    /// The bytes of a backslash in older character sets of Japan and Korea.
    private static final String CURRENCIES = "\u00A5\u20A9";

    private PlainText() {}

    /// Whether every character is one that a name may have. What no eye sees does not, but for the two joiners that
    /// scripts and emoji need.
    static boolean isOfNames(String text) {
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int c = text.codePointAt(at);
            boolean joiner = c == 0x200C || c == 0x200D;
            if (Character.isISOControl(c) || c == 0xFFFD || (c & 0xFFFE) == 0xFFFE || isOverlong(text, at)) {
                return false;
            }
            switch (Character.getType(c)) {
                case Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> {
                    return false;
                }
                case Character.FORMAT -> {
                    if (!joiner) {
                        return false;
                    }
                }
                default -> {}
            }
        }
        return true;
    }

    /// The bytes C0 or C1 and what follows them, read as Latin-1: no UTF-8 has them, and lax readers take `C0 AF` for
    /// a slash.
    private static boolean isOverlong(String text, int at) {
        char c = text.charAt(at);
        return (c == '\u00C0' || c == '\u00C1')
                && at + 1 < text.length()
                && text.charAt(at + 1) >= '\u0080'
                && text.charAt(at + 1) <= '\u00BF';
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /// With compatible forms, look-alikes of separators and full stops made plain, and without what is not seen.
    static String folded(String text, PathStyle style) {
        if (isAscii(text)) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        Normalizer.normalize(text, Normalizer.Form.NFKC)
                .codePoints()
                .filter(c -> !isIgnored(c))
                .forEach(c -> plain.appendCodePoint(one(c, style)));
        return plain.toString();
    }

    private static int one(int c, PathStyle style) {
        if (SLASHES.indexOf(c) >= 0) {
            return '/';
        }
        if (BACKSLASHES.indexOf(c) >= 0 || (style == PathStyle.WINDOWS && CURRENCIES.indexOf(c) >= 0)) {
            return '\\';
        }
        if (FULL_STOPS.indexOf(c) >= 0) {
            return '.';
        }
        return COLONS.indexOf(c) >= 0 ? ':' : c;
    }

    /// What a reader may leave out (Unicode, Default_Ignorable_Code_Point).
    private static boolean isIgnored(int c) {
        return Character.getType(c) == Character.FORMAT
                || c == 0x034F
                || c == 0x115F
                || c == 0x1160
                || c == 0x17B4
                || c == 0x17B5
                || c == 0x3164
                || c == 0xFFA0
                || (c >= 0x180B && c <= 0x180F)
                || (c >= 0xFE00 && c <= 0xFE0F)
                || (c >= 0xE0000 && c <= 0xE0FFF);
    }
}
