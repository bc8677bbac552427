package io.tidegate.call;

import java.time.Instant;
import java.util.random.RandomGenerator;

/// Names one arrival for people, for the trail and for support: 26 characters that sort by time (the ULID layout).
///
/// It is a name, not a secret: knowing it grants nothing.
public record CallId(String text) {
    private static final char[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int LENGTH = 26;

    public CallId {
        if (text.length() != LENGTH) {
            throw new IllegalArgumentException("a call id has 26 characters");
        }
    }

    /// 48 bits of milliseconds, then 80 bits from `random`.
    public static CallId next(Instant now, RandomGenerator random) {
        char[] text = new char[LENGTH];
        long time = now.toEpochMilli();
        for (int at = 9; at >= 0; at--) {
            text[at] = ALPHABET[(int) (time & 31)];
            time >>>= 5;
        }
        long high = random.nextLong();
        long low = random.nextLong();
        for (int at = 0; at < 8; at++) {
            text[10 + at] = ALPHABET[(int) (high >>> (at * 5)) & 31];
            text[18 + at] = ALPHABET[(int) (low >>> (at * 5)) & 31];
        }
        return new CallId(new String(text));
    }

    @Override
    public String toString() {
        return text;
    }
}
