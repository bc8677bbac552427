package io.tidegate.detect;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// What do bytes say that were base64, where they are text? They are UTF-8, or ISO 8859-1 where that fails and three
/// quarters of them are ASCII. Pictures and archives are no text.
record Decoded(String text, Charset charset) {
    private static final int ENCODED_LENGTH_MIN = 16;

    /// What a text says that is base64 as a whole.
    static Optional<Decoded> whole(String text) {
        if (text.length() < ENCODED_LENGTH_MIN || text.length() % 4 != 0 || !mayDecode(text)) {
            return Optional.empty();
        }
        try {
            return of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException plain) {
            return Optional.empty();
        }
    }

    /// Whether there are only symbols of base64.
    private static boolean mayDecode(String text) {
        int end = text.length();
        while (end > text.length() - 2 && text.charAt(end - 1) == '=') {
            end--;
        }
        boolean may = true;
        for (int at = 0; may && at < end; at++) {
            char symbol = text.charAt(at);
            may = symbol < 0x80 && Alphabet.BASE64_BARE.has(symbol);
        }
        return may;
    }

    static Optional<Decoded> of(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(new Decoded(text, StandardCharsets.UTF_8));
        } catch (CharacterCodingException other) {
            return latin(bytes); // one byte that is none of UTF-8 must not hide the rest
        }
    }

    static Optional<Decoded> latin(byte[] bytes) {
        int ascii = 0;
        for (byte octet : bytes) {
            ascii += octet >= ' ' || octet == '\n' || octet == '\r' || octet == '\t' ? 1 : 0;
        }
        boolean isText = bytes.length > 0 && 4L * ascii >= 3L * bytes.length;
        return isText
                ? Optional.of(new Decoded(new String(bytes, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1))
                : Optional.empty();
    }

    /// Another text in its place, as base64 in the same way.
    String encoded(String other) {
        return Base64.getEncoder().encodeToString(other.getBytes(charset));
    }
}
