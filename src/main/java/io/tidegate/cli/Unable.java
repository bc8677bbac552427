package io.tidegate.cli;

import java.util.List;

/// Why can't the gateway start, or take a configuration? One line each, for people.
final class Unable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> reasons;

    private final String where;

    Unable(List<String> reasons) {
        this(reasons, "");
    }

    /// @param where it is wrong, for the trail: without a word of what stands there
    Unable(List<String> reasons, String where) {
        super(String.join("\n", reasons));
        this.reasons = List.copyOf(reasons);
        this.where = where;
    }

    String where() {
        return where;
    }

    List<String> reasons() {
        return reasons;
    }
}
