package io.tidegate.relation;

import java.util.List;

/// What is wrong with relations that can't be used, one line for each mistake.
public final class RelationsBroken extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> reasons;

    RelationsBroken(List<String> reasons) {
        super(String.join("\n", reasons), null, false, false);
        this.reasons = List.copyOf(reasons);
    }

    public List<String> reasons() {
        return reasons;
    }
}
