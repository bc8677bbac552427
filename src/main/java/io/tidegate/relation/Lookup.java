package io.tidegate.relation;

import io.tidegate.cedar.Value;
import java.time.Duration;

/// How is a user looked up?
@FunctionalInterface
interface Lookup {
    /// @param most how long the caller can wait
    Value.Many of(String user, Duration most) throws Unanswered;

    /// Why somebody was not answered, last.
    default String failure() {
        return "";
    }
}
