package io.tidegate.config;

import java.time.Duration;

/// So many calls in so long a time: `20/s` is 20 in one second.
public record Rate(int count, Duration per) {
    static final int COUNT_MAX = 1_000_000;

    public Rate {
        if (count < 1 || count > COUNT_MAX || per.isNegative() || per.isZero()) {
            throw new IllegalArgumentException("a rate is at least one in a time longer than none");
        }
    }
}
