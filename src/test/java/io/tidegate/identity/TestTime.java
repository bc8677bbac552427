package io.tidegate.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands until it is moved; both the time of day and the monotonic one.
final class TestTime implements InstantSource {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private volatile Instant now = START;

    @Override
    public Instant instant() {
        return now;
    }

    long nanoTime() {
        return Duration.between(START, now).toNanos();
    }

    void pass(Duration time) {
        now = now.plus(time);
    }
}
