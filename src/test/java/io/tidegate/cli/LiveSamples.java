package io.tidegate.cli;

import io.tidegate.config.DataRule;
import io.tidegate.control.LivePattern;
import io.tidegate.detect.OwnPattern;
import io.tidegate.detect.UnsafePattern;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Live patterns as an operator could add them.
final class LiveSamples {
    private LiveSamples() {}

    static LivePattern pattern(String name) {
        try {
            return new LivePattern(
                    name,
                    OwnPattern.read("ACME-" + name, List.of()),
                    new LivePattern.Does(DataRule.Action.MASK, Optional.empty(), List.of()),
                    new LivePattern.Made("os:ada", Instant.EPOCH, "a test"));
        } catch (UnsafePattern unsafe) {
            throw new IllegalArgumentException(unsafe);
        }
    }
}
