package io.tidegate.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Which 64 bits stand for these bytes, for whoever has the key? SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed
/// function that nobody without the key can compute, at some nanoseconds a value. Where 64 bits are too few, see [Mac].
public final class KeyedHash {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int KEY_BYTES = 16;

    private final long first;
    private final long second;

    /// @param key 16 bytes; what is behind them does not count
    public KeyedHash(byte[] key) {
        if (key.length < KEY_BYTES) {
            throw new IllegalArgumentException("the key is shorter than 16 bytes");
        }
        this.first = (long) WORDS.get(key, 0);
        this.second = (long) WORDS.get(key, Long.BYTES);
    }

    /// The hash of the bytes from `start` to `end`.
    public long of(byte[] bytes, int start, int end) {
        State state = new State(first, second);
        int at = start;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            state.take((long) WORDS.get(bytes, at));
        }
        long last = (long) (end - start) << 56;
        for (int shift = 0; at < end; at++, shift += 8) {
            last |= (bytes[at] & 0xFFL) << shift;
        }
        return state.end(last);
    }

    /// The hash of the numbers from `start` to `end`, each as its eight bytes, the least first.
    public long of(long[] numbers, int start, int end) {
        State state = new State(first, second);
        for (int at = start; at < end; at++) {
            state.take(numbers[at]);
        }
        return state.end(((long) (end - start) * Long.BYTES) << 56);
    }

    /// Never the key.
    @Override
    public String toString() {
        return "KeyedHash(hidden)";
    }

    private static final class State {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(long first, long second) {
            v0 = first ^ 0x736f6d6570736575L;
            v1 = second ^ 0x646f72616e646f6dL;
            v2 = first ^ 0x6c7967656e657261L;
            v3 = second ^ 0x7465646279746573L;
        }

        void take(long word) {
            v3 ^= word;
            round();
            round();
            v0 ^= word;
        }

        long end(long last) {
            take(last);
            v2 ^= 0xff;
            round();
            round();
            round();
            round();
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void round() {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
