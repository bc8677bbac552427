package io.tidegate.scan;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.MalformedJson;

/// Reads JSON with comments and trailing commas, as editors take it, by blanking both out. Every value stands at the
/// same offset as in the file, so the file can be changed in place.
final class CommentedJson {
    private static final JsonLimits LIMITS = new JsonLimits(64 << 20, 64, 4 << 20);

    private CommentedJson() {}

    static JsonDocument read(byte[] file) throws MalformedJson {
        return JsonDocument.parse(plain(file), LIMITS);
    }

    private static byte[] plain(byte[] file) {
        byte[] plain = file.clone();
        int at = startsWithMark(plain) ? blank(plain, 0, 3) : 0;
        int comma = -1;
        while (at < plain.length) {
            int end = afterComment(plain, at);
            if (end > at) {
                at = blank(plain, at, end);
                continue;
            }
            byte b = plain[at];
            if (comma >= 0 && (b == ']' || b == '}')) {
                plain[comma] = ' ';
            }
            if (b == ',') {
                comma = at;
            } else if (!isSpace(b)) {
                comma = -1;
            }
            at = b == '"' ? afterString(plain, at) : at + 1;
        }
        return plain;
    }

    private static boolean startsWithMark(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    /// The offset after a comment that begins here, or the offset itself.
    private static int afterComment(byte[] bytes, int at) {
        if (bytes[at] != '/' || at + 1 >= bytes.length) {
            return at;
        }
        int end = at + 2;
        if (bytes[at + 1] == '/') {
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            return end;
        }
        if (bytes[at + 1] != '*') {
            return at;
        }
        while (end + 1 < bytes.length && !(bytes[end] == '*' && bytes[end + 1] == '/')) {
            end++;
        }
        return Math.min(end + 2, bytes.length);
    }

    private static int afterString(byte[] bytes, int at) {
        int end = at + 1;
        while (end < bytes.length && bytes[end] != '"') {
            end += bytes[end] == '\\' ? 2 : 1;
        }
        return end + 1;
    }

    private static int blank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != '\n' && bytes[i] != '\r') {
                bytes[i] = ' ';
            }
        }
        return to;
    }
}
