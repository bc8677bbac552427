package io.tidegate.upstream;

import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// How often is the same complaint about a server written down? The first time at once, then at most every ten seconds,
/// with how many there were since.
final class Complaints {
    private static final long APART = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanos;
    private long count;
    private long told;
    private boolean any;

    Complaints(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// Counts one more, and has it told if it is time.
    ///
    /// @param tell takes how many there were since it last was told, this one included
    void add(LongConsumer tell) {
        long due = due();
        if (due > 0) {
            tell.accept(due);
        }
    }

    private synchronized long due() {
        count++;
        long now = nanos.getAsLong();
        if (any && now - told < APART) {
            return 0;
        }
        any = true;
        told = now;
        long due = count;
        count = 0;
        return due;
    }
}
