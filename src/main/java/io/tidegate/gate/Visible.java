package io.tidegate.gate;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// How is JSON put before a person who has to judge it? So that nothing in it is unseen, and nothing gets out of the
/// fenced block of Markdown in which it stands.
final class Visible {
    private static final HexFormat HEX = HexFormat.of();

    private Visible() {}

    /// The same JSON: in its strings, what has no picture of its own is written as an escape.
    static String json(byte[] json) {
        String text = new String(json, StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            if (isSeen(character)) {
                out.appendCodePoint(character);
            } else {
                for (char unit : Character.toChars(character)) {
                    out.append("\\u").append(HEX.toHexDigits(unit));
                }
            }
        });
        return out.toString();
    }

    private static boolean isSeen(int character) {
        return switch (character) {
            case ' ' -> true;
            case '`' -> false;
            case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0 -> false; // letters that are blank
            default -> !isVariation(character) && hasPicture(Character.getType(character));
        };
    }

    private static boolean isVariation(int character) {
        return (character >= 0xFE00 && character <= 0xFE0F)
                || (character >= 0xE0100 && character <= 0xE01EF)
                || (character >= 0x180B && character <= 0x180F);
    }

    private static boolean hasPicture(int type) {
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.PRIVATE_USE
                && type != Character.UNASSIGNED
                && type != Character.SPACE_SEPARATOR
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
