package io.tidegate.control;

import io.tidegate.call.Samples;
import io.tidegate.config.ModelPlace;
import io.tidegate.flow.SessionLabels;
import io.tidegate.policy.Policies;
import io.tidegate.relation.Relations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Policies that are asked without others beside them, of callers who are related to nothing and whose sessions nobody
/// can look up.
public final class Questions {
    private Questions() {}

    static PolicyQuestions to(Policies policies) {
        return to(policies, List.of());
    }

    static PolicyQuestions to(Policies policies, List<ModelPlace.Of> models) {
        return new PolicyQuestions(
                policies,
                Relations.NONE,
                new Shadow(Optional::empty, () -> 0),
                new Surroundings(models, () -> Samples.NOON),
                nobody());
    }

    /// The memory of sessions where none is looked at.
    public static SessionLabels nobody() {
        return new SessionLabels(
                () -> {
                    throw new IllegalStateException("no session is asked for");
                },
                () -> Samples.NOON,
                Duration.ofHours(8));
    }
}
