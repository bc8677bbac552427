package io.tidegate.relation;

/// Lets tests of other packages say that a source did not answer.
public final class Silence {
    private Silence() {}

    public static Unanswered of(String relation) {
        return new Unanswered(relation);
    }
}
