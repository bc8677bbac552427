package io.tidegate.relation;

/// What a caller is related to can't be said now. Never the same as nothing.
public final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;

    Unanswered(String relation) {
        super("the relation `" + relation + "` was not answered", null, false, false);
    }
}
