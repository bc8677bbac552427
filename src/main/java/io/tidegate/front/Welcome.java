package io.tidegate.front;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Is a client that is told things for long still let in? Keys are revoked and tokens expire while it listens, so it is
/// asked again every few seconds, whether there is something to tell or not. For one thread.
final class Welcome {
    private static final Duration EACH = Duration.ofSeconds(5);

    private final BooleanSupplier ask;
    private long asked = System.nanoTime();

    /// @param ask whether the client would be let in now
    Welcome(BooleanSupplier ask) {
        this.ask = ask;
    }

    /// Whether it was still let in, a few seconds ago at most.
    boolean lasts() {
        if (untilAsked().isPositive()) {
            return true;
        }
        asked = System.nanoTime();
        return ask.getAsBoolean();
    }

    /// How long what was said of it counts.
    Duration untilAsked() {
        return EACH.minusNanos(System.nanoTime() - asked);
    }
}
