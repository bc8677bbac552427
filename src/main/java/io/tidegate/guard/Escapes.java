package io.tidegate.guard;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// What do the escapes of a text stand for?
final class Escapes {
    private static final Pattern PERCENT = Pattern.compile("%[0-9A-Fa-f]{2}");

    /// Escapes that only lax readers know: `%u002e` of older Windows servers, and those of HTML.
    private static final Pattern OTHERS = Pattern.compile("%[uU][0-9A-Fa-f]{4}"
            + "|&#[xX]?[0-9A-Fa-f]{1,8};?"
            + "|&(?:sol|bsol|period|percnt|colon|Tab|NewLine|nbsp|commat|num|quest);");

    private Escapes() {}

    /// Whether there is any that a reader of addresses resolves.
    static boolean isIn(String text) {
        return PERCENT.matcher(text).find();
    }

    /// Whether there is one that only lax readers resolve.
    static boolean isOddIn(String text) {
        return OTHERS.matcher(text).find();
    }

    /// The text with each resolved once; none where they are no UTF-8.
    static Optional<String> resolved(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < text.length(); ) {
            if (text.charAt(at) == '%'
                    && at + 2 < text.length()
                    && PERCENT.matcher(text.substring(at, at + 3)).matches()) {
                bytes.write(Integer.parseInt(text.substring(at + 1, at + 3), 16));
                at += 3;
            } else {
                int end = at + Character.charCount(text.codePointAt(at));
                bytes.writeBytes(text.substring(at, end).getBytes(StandardCharsets.UTF_8));
                at = end;
            }
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString());
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    /// Whether what an escape stands for is one of these characters.
    static boolean isFor(String text, String characters) {
        return PERCENT.matcher(text)
                .results()
                .anyMatch(escape ->
                        characters.indexOf(Integer.parseInt(escape.group().substring(1), 16)) >= 0);
    }
}
