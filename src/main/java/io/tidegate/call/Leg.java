package io.tidegate.call;

import java.time.Instant;

/// Which earlier call does this one go on with? A call that asks its client for input is one call in several legs.
///
/// @param first the id of the first leg, under which the whole is counted
/// @param round 1 for the second leg, and so on
/// @param until when the whole must have an answer
public record Leg(CallId first, int round, Instant until, Resume resume, Use use) {
    /// Whether the same state was used before: then this is one call more.
    public enum Use {
        FIRST,
        AGAIN
    }

    /// A call that asks more often is ended.
    public static final int ROUNDS_MAX = 16;
}
