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
