package io.tidegate.call;

import io.tidegate.crypto.Digest;
import java.time.Instant;
import java.util.Optional;

/// Which earlier call does this one go on with? A call that asks its client for input is one call in several legs.
///
/// @param first the id of the first leg, under which the whole is counted
/// @param round 1 for the second leg, and so on
/// @param until when the whole must have an answer
/// @param agreed the [Call#substance] of what the person who calls has agreed to, where the gateway asked
public record Leg(CallId first, int round, Instant until, Resume resume, Use use, Optional<Digest> agreed) {
    /// Whether the same state was used before: then this is one call more.
    public enum Use {
        FIRST,
        AGAIN
    }

    /// A call that asks more often is ended.
    public static final int ROUNDS_MAX = 16;

    /// One about which nobody was asked.
    public Leg(CallId first, int round, Instant until, Resume resume, Use use) {
        this(first, round, until, resume, use, Optional.empty());
    }

    /// The same after the person has agreed: what comes next is the first that its server hears of it.
    Leg agreedTo(Digest substance) {
        return new Leg(first, round, until, new Resume.Anew(Optional.empty()), use, Optional.of(substance));
    }
}
