package io.tidegate.http;

import java.util.Arrays;

/// Where is a message put together before it is written at once? A growing buffer, kept for the next one while it
/// is small.
final class Output {
    private static final int FIRST_BYTES = 1 << 10;
    // A head and a usual body go out in one write; of a larger body, what does not fit is written from where it is.
    private static final int KEPT_BYTES = 16 << 10;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;

    Output ascii(String text) {
        int count = text.length();
        room(count);
        byte[] to = bytes;
        int at = length;
        for (int i = 0; i < count; i++) {
            to[at + i] = (byte) text.charAt(i);
        }
        length = at + count;
        return this;
    }

    Output put(byte[] some) {
        return put(some, 0, some.length);
    }

    Output put(byte[] some, int offset, int count) {
        room(count);
        System.arraycopy(some, offset, bytes, length, count);
        length += count;
        return this;
    }

    Output put(char one) {
        room(1);
        bytes[length++] = (byte) one;
        return this;
    }

    Output line() {
        return put('\r').put('\n');
    }

    Output number(long value) {
        return ascii(Long.toString(value));
    }

    /// Each field as `name: value`, but those that say where the message ends: the wire writes these itself.
    Output fields(Headers headers) {
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (framing(name)) {
                throw new IllegalArgumentException("header `" + name + "` is set by the wire");
            }
            ascii(name).put(':').put(' ').ascii(headers.value(i)).line();
        }
        return this;
    }

    private static boolean framing(String name) {
        return switch (name.length()) {
            case 7 -> name.equalsIgnoreCase("trailer") || name.equalsIgnoreCase("upgrade");
            case 14 -> name.equalsIgnoreCase("content-length");
            case 17 -> name.equalsIgnoreCase("transfer-encoding");
            default -> false;
        };
    }

    /// Overwrites `digits` bytes at `at` with `value` in hexadecimal.
    void hexAt(int at, int digits, int value) {
        for (int i = digits - 1, rest = value; i >= 0; i--, rest >>>= 4) {
            bytes[at + i] = (byte) Character.forDigit(rest & 15, 16);
        }
    }

    int length() {
        return length;
    }

    /// Writes what was put here and then `body`, in as few writes as is cheap, and is empty afterwards.
    void writeTo(Wire wire, byte[] body) throws HttpFailure {
        int joined = body.length <= KEPT_BYTES ? body.length : Math.max(0, Math.min(body.length, KEPT_BYTES - length));
        put(body, 0, joined);
        int count = length;
        length = 0;
        wire.write(bytes, 0, count);
        if (joined < body.length) {
            wire.write(body, joined, body.length - joined);
        }
        if (bytes.length > 2 * KEPT_BYTES) {
            bytes = new byte[FIRST_BYTES];
        }
    }

    void clear() {
        length = 0;
    }

    private void room(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }
}
