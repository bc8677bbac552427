package io.tidegate.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Which call is a payload about? Records of calls begin `{"call":"ID"`, so that no parser is needed to find them
/// and nothing inside a payload can pass for an id.
final class About {
    private static final byte[] HEAD = "{\"call\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH_MAX = 64;

    private About() {}

    /// The id that `payload` begins with: 1 to 64 letters, digits, `_`, `-`; empty if it begins otherwise.
    static Optional<String> call(byte[] payload) {
        if (payload.length < HEAD.length || !Arrays.equals(payload, 0, HEAD.length, HEAD, 0, HEAD.length)) {
            return Optional.empty();
        }
        int end = HEAD.length;
        int limit = Math.min(payload.length, HEAD.length + LENGTH_MAX + 1);
        while (end < limit && allowed(payload[end])) {
            end++;
        }
        if (end == HEAD.length || end >= limit || payload[end] != '"') {
            return Optional.empty();
        }
        return Optional.of(new String(payload, HEAD.length, end - HEAD.length, StandardCharsets.US_ASCII));
    }

    private static boolean allowed(byte letter) {
        return (letter >= 'a' && letter <= 'z')
                || (letter >= 'A' && letter <= 'Z')
                || (letter >= '0' && letter <= '9')
                || letter == '_'
                || letter == '-';
    }
}
