package io.tidegate.toolclass;

import java.util.Optional;

/// Is it so, as far as we know? Not knowing is a value of its own, so that nobody has to guess.
public enum Known {
    YES,
    NO,
    UNKNOWN;

    /// From a hint that may be missing.
    public static Known of(Optional<Boolean> hint) {
        return hint.map(value -> value ? YES : NO).orElse(UNKNOWN);
    }

    /// What is not known counts as `assumed`.
    public boolean orElse(boolean assumed) {
        return switch (this) {
            case YES -> true;
            case NO -> false;
            case UNKNOWN -> assumed;
        };
    }
}
