package io.tidegate.policy;

import java.util.List;
import java.util.Optional;

/// Why is it decided so, and what would have to be otherwise?
///
/// @param applying the policies that apply, those that decided and the others
/// @param others the permits that are about what was asked for and do not apply, those that lack least first
public record Explanation(Decision decision, List<Near> applying, List<Near> others) {
    public Explanation {
        applying = List.copyOf(applying);
        others = List.copyOf(others);
    }

    /// A policy, and what of it is not met.
    ///
    /// @param conditions all that it has, as Cedar writes them
    public record Near(
            PolicyRef policy,
            Effect effect,
            Optional<String> reason,
            Optional<String> advice,
            List<String> conditions,
            List<Missing> missing) {
        public Near {
            conditions = List.copyOf(conditions);
            missing = List.copyOf(missing);
        }
    }

    /// What a policy does where it applies.
    public enum Effect {
        PERMITS,
        /// Permits it after approval.
        PERMITS_APPROVED,
        /// Permits it once the person who calls has agreed.
        PERMITS_CONFIRMED,
        FORBIDS,
        /// Forbids it without approval.
        ASKS,
        /// Forbids it unless the person who calls has agreed.
        ASKS_CALLER
    }

    /// A part of a policy that is not met, as Cedar writes it.
    public record Missing(Why why, String text) {}

    /// Which kind of part it is.
    public enum Why {
        /// Whom it is about.
        PRINCIPAL,
        /// A condition that is not met.
        CONDITION,
        /// A condition that can't be evaluated.
        FAILS
    }
}
