package io.tidegate.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Where does an HTTP/1.1 message in a buffer end, and what does it say? Just enough for bench: it trusts its peer,
/// knows Content-Length and chunks, and no trailers or continuation lines.
final class Wire {
    /// The message is not all there yet.
    static final int MORE = -1;

    private static final byte[] LENGTH = ascii("content-length:");
    private static final byte[] CHUNKED = ascii("transfer-encoding: chunked");

    private Wire() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Where the body starts, or [#MORE].
    static int bodyStart(byte[] bytes, int end) {
        for (int i = 3; i < end; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return MORE;
    }

    /// Where the message ends, or [#MORE]. `body` is what [#bodyStart] said.
    static int messageEnd(byte[] bytes, int body, int end) {
        int length = find(bytes, 0, body, LENGTH);
        if (length >= 0) {
            int last = body + number(bytes, length + LENGTH.length, 10);
            return last <= end ? last : MORE;
        }
        return find(bytes, 0, body, CHUNKED) >= 0 ? chunksEnd(bytes, body, end) : body;
    }

    /// The status of a response.
    static int status(byte[] bytes) {
        return number(bytes, 9, 10);
    }

    /// Where `lowerCase` first stands between `from` and `to`, without regard to case, or -1.
    static int find(byte[] bytes, int from, int to, byte[] lowerCase) {
        int last = to - lowerCase.length;
        for (int i = from; i <= last; i++) {
            int j = 0;
            while (j < lowerCase.length && lower(bytes[i + j]) == lowerCase[j]) {
                j++;
            }
            if (j == lowerCase.length) {
                return i;
            }
        }
        return -1;
    }

    /// The number at `at`, after spaces.
    static int number(byte[] bytes, int at, int radix) {
        int i = at;
        while (bytes[i] == ' ') {
            i++;
        }
        int value = 0;
        for (int digit = Character.digit(bytes[i], radix); digit >= 0; digit = Character.digit(bytes[++i], radix)) {
            value = value * radix + digit;
        }
        return value;
    }

    /// A header's value, or "" if it is absent. `name` is lower case and ends with a colon.
    static String header(byte[] bytes, int body, String name) {
        int at = find(bytes, 0, body, ascii("\r\n" + name));
        if (at < 0) {
            return "";
        }
        int start = at + 2 + name.length();
        int stop = find(bytes, start, body, ascii("\r\n"));
        return new String(bytes, start, stop - start, StandardCharsets.ISO_8859_1).strip();
    }

    static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static int chunksEnd(byte[] bytes, int body, int end) {
        int at = body;
        while (true) {
            int line = at;
            while (line < end && bytes[line] != '\n') {
                line++;
            }
            if (line >= end) {
                return MORE;
            }
            int size = number(bytes, at, 16);
            int next = line + 1 + size + 2;
            if (next > end) {
                return MORE;
            }
            if (size == 0) {
                return next;
            }
            at = next;
        }
    }

    private static byte lower(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? (byte) (letter + 32) : letter;
    }
}
