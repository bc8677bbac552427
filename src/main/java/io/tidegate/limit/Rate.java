package io.tidegate.limit;

import java.time.Duration;

/// How often may something happen on average? `count` times in each `per`; both positive, one event in at most a day,
/// and at most one event a nanosecond.
public record Rate(int count, Duration per) {
    private static final Duration PER_MAX = Duration.ofDays(1);

    public Rate {
        if (count < 1) {
            throw new IllegalArgumentException("a rate counts at least 1 event");
        }
        if (per.isNegative() || per.isZero() || per.compareTo(PER_MAX) > 0) {
            throw new IllegalArgumentException("a rate is for a time longer than 0 and at most a day");
        }
        if (per.toNanos() < count) {
            throw new IllegalArgumentException("a rate is at most one event a nanosecond");
        }
    }

    /// The nanoseconds between two events at this rate, rounded up, so that a limit is never exceeded by rounding.
    long nanosBetween() {
        return Math.ceilDiv(per.toNanos(), count);
    }
}
