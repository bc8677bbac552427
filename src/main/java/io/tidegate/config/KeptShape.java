package io.tidegate.config;

import java.time.Duration;

/// How long is a secret of a manager used as it was? The same for every manager.
final class KeptShape {
    private KeptShape() {}

    static Key<Duration> refresh(Section<?> s) {
        return s.with(
                "refresh", Quantities.duration("1s", "1h"), "60s", "How often it is asked whether a secret changed.");
    }

    /// @param manager its name, for people
    static Key<Duration> keep(Section<?> s, String manager) {
        return s.with(
                "keep",
                Quantities.duration("0s", "24h"),
                "1h",
                "How long a secret is used as it was, while " + manager + " can't be reached.");
    }
}
