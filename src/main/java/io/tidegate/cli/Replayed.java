package io.tidegate.cli;

import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.CedarPolicies.Recalled;
import io.tidegate.policy.Decision;
import io.tidegate.policy.Gap;
import io.tidegate.policy.Obligation;
import io.tidegate.policy.Question;
import java.util.EnumSet;
import java.util.Set;

/// What do policies say of a question on record?
sealed interface Replayed {
    /// How a call goes on.
    enum Outcome {
        REFUSED,
        ASKS,
        ALLOWED;

        static Outcome of(Decision decision) {
            if (!decision.allowed()) {
                return REFUSED;
            }
            return decision.obligations().contains(Obligation.APPROVAL) ? ASKS : ALLOWED;
        }
    }

    record Judged(Decision decision) implements Replayed {
        Outcome outcome() {
            return Outcome.of(decision);
        }
    }

    /// They look at something that is not on record.
    record Unjudged(Set<Gap> gaps) implements Replayed {}

    static Replayed of(CedarPolicies policies, Recollection.Asked asked) {
        Set<Gap> met = EnumSet.noneOf(Gap.class);
        Decision decision = null;
        for (Question question : asked.questions()) {
            Recalled recalled = policies.recall(question, asked.gaps());
            met.addAll(recalled.met());
            Decision one = question.action().isOfBegun() ? recalled.decision().settled() : recalled.decision();
            decision = decision == null ? one : decision.and(one);
        }
        if (decision == null) {
            throw new IllegalArgumentException("nothing was asked");
        }
        return met.isEmpty() ? new Judged(decision) : new Unjudged(met);
    }
}
