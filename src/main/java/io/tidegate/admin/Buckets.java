package io.tidegate.admin;

import java.time.Duration;
import java.util.stream.LongStream;

/// Into which steps are durations counted? Fine where calls and controls usually are, coarse beyond.
final class Buckets {
    /// Of whole calls and their parts: 50 microseconds to a minute.
    static final Duration[] CALLS = micros(
            50,
            100,
            200,
            300,
            400,
            600,
            800,
            1_000,
            1_500,
            2_500,
            5_000,
            10_000,
            25_000,
            50_000,
            100_000,
            250_000,
            500_000,
            1_000_000,
            2_500_000,
            5_000_000,
            10_000_000,
            30_000_000,
            60_000_000);

    /// Of single controls, which take microseconds.
    static final Duration[] CONTROLS =
            micros(2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 250_000);

    private Buckets() {}

    private static Duration[] micros(long... steps) {
        return LongStream.of(steps)
                .mapToObj(step -> Duration.ofNanos(step * 1_000))
                .toArray(Duration[]::new);
    }
}
