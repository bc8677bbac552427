package io.tidegate.json;

/// A JSON Schema that can't be used to decide anything; the message says why, without quoting it.
public final class UnusableSchema extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableSchema(String why) {
        super(why, null, false, false);
    }
}
