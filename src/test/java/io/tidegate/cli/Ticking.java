package io.tidegate.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// The time of day, and as much more as a test says.
final class Ticking implements InstantSource {
    private final AtomicReference<Duration> more = new AtomicReference<>(Duration.ZERO);

    void add(long seconds) {
        more.updateAndGet(before -> before.plusSeconds(seconds));
    }

    @Override
    public Instant instant() {
        return InstantSource.system().instant().plus(more.get());
    }
}
