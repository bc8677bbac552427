package io.tidegate.identity;

/// Leaves the checks at the first that fails. Never leaves the package: `Authenticator` turns it into an `Outcome`.
final class Rejection extends Exception {
    private static final long serialVersionUID = 1L;

    private final Why why;
    private final String description;

    Rejection(Why why, String description) {
        super(why.code(), null, false, false); // an answer, not a fault: it needs no stack
        this.why = why;
        this.description = description;
    }

    Outcome.Rejected outcome() {
        return new Outcome.Rejected(why, description);
    }
}
