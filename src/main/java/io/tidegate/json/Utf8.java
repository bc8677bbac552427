package io.tidegate.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Is this well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF)?
final class Utf8 {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /// Offset of the first byte that is not part of well-formed UTF-8, or -1.
    static int firstFault(byte[] bytes) {
        int at = 0;
        int length = bytes.length;
        while (at < length) {
            int lead = bytes[at];
            if (lead >= 0) {
                at = pastAscii(bytes, at + 1);
                continue;
            }
            int size = sequenceLength(bytes, at, lead & 0xff);
            if (size == 0) {
                return at;
            }
            at += size;
        }
        return -1;
    }

    /// Eight bytes at a time: most of what passes is ASCII.
    private static int pastAscii(byte[] bytes, int from) {
        int at = from;
        while (at <= bytes.length - Long.BYTES && ((long) EIGHT.get(bytes, at) & HIGH_BITS) == 0) {
            at += Long.BYTES;
        }
        while (at < bytes.length && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /// Length of the multi-byte sequence at `at`, or 0 where there is none. Table 3-7 of the Unicode Standard.
    private static int sequenceLength(byte[] bytes, int at, int lead) {
        if (lead >= 0xc2 && lead <= 0xdf) {
            return continues(bytes, at + 1, 0x80, 0xbf) ? 2 : 0;
        }
        if (lead >= 0xe0 && lead <= 0xef) {
            int low = lead == 0xe0 ? 0xa0 : 0x80;
            int high = lead == 0xed ? 0x9f : 0xbf;
            return continues(bytes, at + 1, low, high) && continues(bytes, at + 2, 0x80, 0xbf) ? 3 : 0;
        }
        if (lead >= 0xf0 && lead <= 0xf4) {
            int low = lead == 0xf0 ? 0x90 : 0x80;
            int high = lead == 0xf4 ? 0x8f : 0xbf;
            boolean whole = continues(bytes, at + 1, low, high)
                    && continues(bytes, at + 2, 0x80, 0xbf)
                    && continues(bytes, at + 3, 0x80, 0xbf);
            return whole ? 4 : 0;
        }
        return 0;
    }

    private static boolean continues(byte[] bytes, int at, int low, int high) {
        if (at >= bytes.length) {
            return false;
        }
        int value = bytes[at] & 0xff;
        return value >= low && value <= high;
    }
}
