package io.tidegate.conformance;

import java.util.List;
import java.util.Optional;

/// What got lost on the way through Tidegate? A check that passes directly and does not pass through.
///
/// @param seen how it ended instead; empty when it did not come at all
record Loss(String run, String scenario, String check, Optional<Check.Status> seen) {
    /// Every loss of one run, in order.
    static List<Loss> between(Run run, Outcome direct, Outcome through) {
        return direct.scenarios().entrySet().stream()
                .flatMap(scenario -> scenario.getValue().stream()
                        .filter(check -> check.status() == Check.Status.SUCCESS)
                        .map(check -> new Loss(
                                run.id(),
                                scenario.getKey(),
                                check.name(),
                                through.status(scenario.getKey(), check.name()))))
                .filter(loss -> loss.seen().stream().noneMatch(Check.Status.SUCCESS::equals))
                .toList();
    }

    /// The beginning of a line of the file of expected failures.
    @Override
    public String toString() {
        return "%s | %s | %s | %s"
                .formatted(run, scenario, check, seen.map(Enum::name).orElse("did not come"));
    }
}
