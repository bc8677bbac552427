package io.tidegate.control;

import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;

/// One value that a guard looks at.
///
/// @param text a string's text, a number as it stands, a URI; empty for what is none of them
record Given(Kind kind, String text) {
    /// What there is no guard for: an object, null, or a value where the way to the argument goes on.
    static final Given UNFIT = new Given(Kind.UNFIT, "");

    /// What kind of value is it?
    enum Kind {
        TEXT,
        NUMBER,
        TRUTH,
        /// The URI of a resource.
        URI,
        UNFIT
    }

    static Given of(JsonValue value) {
        return switch (value.kind()) {
            case STRING -> new Given(Kind.TEXT, value.text());
            case NUMBER -> new Given(Kind.NUMBER, value.json());
            case TRUE, FALSE -> new Given(Kind.TRUTH, value.is(JsonKind.TRUE) ? "true" : "false");
            case NULL, ARRAY, OBJECT -> UNFIT;
        };
    }
}
