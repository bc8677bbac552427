package io.tidegate.policy;

import io.tidegate.policy.Decision.Answer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What follows from the policies that matched? Obligations of all of them add up: a permit without any does not lift
/// another's.
final class Decisions {
    private Decisions() {}

    /// The decision about a call.
    static Decision of(List<PolicyText> matched) {
        Set<Obligation> obligations = new LinkedHashSet<>();
        for (PolicyText policy : matched) {
            obligations.addAll(policy.obligations());
        }
        return decision(matched, obligations);
    }

    /// That it may be let out, since nobody says otherwise.
    static Decision released() {
        return new Decision(Answer.ALLOWED, List.of(), List.of(), Optional.empty(), Optional.empty(), Set.of());
    }

    /// The decision about a release by these permits: nothing more can be asked for, as the call was made.
    static Decision released(List<PolicyText> permits) {
        return decision(permits, Set.of());
    }

    /// The decision about a listing. That approval is needed is told when every call that is allowed would need it.
    /// What answers are bound to is told where any call may carry it: what is asked of a task has no arguments to
    /// say
    /// which.
    static Decision ofListing(List<PolicyText> matched) {
        Set<Obligation> obligations = new LinkedHashSet<>();
        for (PolicyText policy : matched) {
            obligations.addAll(policy.obligations());
        }
        for (Obligation asked : List.of(Obligation.APPROVAL, Obligation.CONFIRMATION)) {
            boolean certain = matched.stream()
                    .anyMatch(policy ->
                            !policy.mentionsContext() && policy.obligations().contains(asked));
            boolean always =
                    matched.stream().allMatch(policy -> policy.obligations().contains(asked));
            if (!certain && !always) {
                obligations.remove(asked);
            }
        }
        return decision(matched, obligations);
    }

    private static Decision decision(List<PolicyText> matched, Set<Obligation> obligations) {
        Answer answer = matched.isEmpty()
                ? Answer.NOT_PERMITTED
                : matched.getFirst().refuses() ? Answer.FORBIDDEN : Answer.ALLOWED;
        List<PolicyRef> refs = new ArrayList<>(matched.size());
        Optional<String> reason = Optional.empty();
        Optional<String> advice = Optional.empty();
        for (PolicyText policy : matched) {
            refs.add(policy.ref());
            reason = reason.isPresent() ? reason : policy.reason();
            advice = advice.isPresent() ? advice : policy.advice();
        }
        return new Decision(answer, refs, List.of(), reason, advice, answer == Answer.ALLOWED ? obligations : Set.of());
    }
}
