package io.tidegate.cli;

import java.util.List;

/// Why can't the gateway start, or take a configuration? One line each, for people.
final class Unable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> reasons;

    Unable(List<String> reasons) {
        super(String.join("\n", reasons));
        this.reasons = List.copyOf(reasons);
    }

    List<String> reasons() {
        return reasons;
    }
}
