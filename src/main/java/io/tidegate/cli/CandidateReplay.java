package io.tidegate.cli;

import io.tidegate.policy.CedarPolicies;
import java.util.HashSet;
import java.util.Set;

/// How would other policies have decided? It is compared with what was decided then, by whichever policies.
final class CandidateReplay extends Replay {
    private static final int VERSIONS_MAX = 1_000;

    private final CedarPolicies candidate;
    private final Set<String> versions = new HashSet<>();

    CandidateReplay(Recollection recollection, CedarPolicies candidate) {
        super(recollection);
        this.candidate = candidate;
    }

    @Override
    Replayed again(Recorded recorded, Recollection.Asked asked) {
        if (versions.size() < VERSIONS_MAX) {
            recorded.ruled().note("policies").ifPresent(versions::add);
        }
        Replayed now = Replayed.of(candidate, asked);
        if (now instanceof Replayed.Judged judged && judged.outcome() != recorded.outcome()) {
            differs(
                    recorded,
                    word(recorded.outcome(), judged.outcome()),
                    judged.decision().describe());
        }
        return now;
    }

    private static String word(Replayed.Outcome was, Replayed.Outcome is) {
        return switch (is) {
            case REFUSED -> "loses";
            case ASKS -> was == Replayed.Outcome.ALLOWED ? "asks" : "gains by asking";
            case ALLOWED -> "gains";
        };
    }

    @Override
    String summary(long decisions, long differing) {
        return Count.of(differing, "difference") + " in " + Count.of(decisions, "decision") + ", which "
                + (versions.size() == 1 ? "one version" : versions.size() + " versions")
                + " of the policies had made";
    }
}
