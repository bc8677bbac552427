package io.tidegate.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Where is the next byte of a few? Looks at eight bytes at a time, as nearly all of most texts is none of them.
final class Search {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private Search() {}

    /// The first quote or backslash from `from` on; the length where there is none.
    static int quoteOrBackslash(byte[] bytes, int from) {
        int at = from;
        while (at <= bytes.length - Long.BYTES) {
            long word = (long) WORDS.get(bytes, at);
            long hits = zeros(word ^ EACH * '"') | zeros(word ^ EACH * '\\');
            if (hits != 0) {
                return at + first(hits);
            }
            at += Long.BYTES;
        }
        while (at < bytes.length && bytes[at] != '"' && bytes[at] != '\\') {
            at++;
        }
        return at;
    }

    /// The first byte from `from` on that a JSON string must escape, or a question mark; the length where there is
    /// none.
    static int notable(byte[] utf8, int from) {
        int at = from;
        while (at <= utf8.length - Long.BYTES) {
            long word = (long) WORDS.get(utf8, at);
            long hits = (word - EACH * ' ') & ~word & TOPS; // control characters
            hits |= zeros(word ^ EACH * '"') | zeros(word ^ EACH * '\\') | zeros(word ^ EACH * '?');
            if (hits != 0) {
                return at + first(hits);
            }
            at += Long.BYTES;
        }
        while (at < utf8.length && !isNotable(utf8[at])) {
            at++;
        }
        return at;
    }

    /// The top bit of each byte that is zero; above the first of them also bits of bytes that are not.
    private static long zeros(long word) {
        return (word - EACH) & ~word & TOPS;
    }

    private static int first(long hits) {
        return Long.numberOfTrailingZeros(hits) / Byte.SIZE;
    }

    private static boolean isNotable(byte value) {
        return (value >= 0 && value < ' ') || value == '"' || value == '\\' || value == '?';
    }
}
