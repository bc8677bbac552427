package io.tidegate.cedar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which of many policies apply to a request? Looks only at those whose heads can match it; see [HeadIndex].
///
/// Safe for any number of threads.
public final class PolicySet {
    private static final Comparator<Filed> ORDER = Comparator.comparingInt(Filed::order);

    /// What came of asking them: those that apply, and those of which that can't be said, in the order of the set.
    ///
    /// Cedar skips what fails, a `forbid` too. Whoever refuses then must look at `failed`.
    public record Outcome(List<Policy> applying, List<Policy> failed) {}

    /// A policy and its place in the set.
    record Filed(int order, Policy policy) {}

    private final HeadIndex index;

    private PolicySet(List<Policy> policies) {
        List<Filed> filed = new ArrayList<>(policies.size());
        for (Policy policy : policies) {
            filed.add(new Filed(filed.size(), policy));
        }
        this.index = HeadIndex.of(filed);
    }

    public static PolicySet of(List<Policy> policies) {
        return new PolicySet(policies);
    }

    /// Asks every policy that the request may concern.
    public Outcome ask(Request request) {
        Asking asking = new Asking(request);
        index.visit(request, asking::ask);
        return new Outcome(inOrder(asking.applying), inOrder(asking.failed));
    }

    private static List<Policy> inOrder(List<Filed> found) {
        return switch (found.size()) {
            case 0 -> List.of();
            case 1 -> List.of(found.getFirst().policy());
            default -> {
                found.sort(ORDER);
                yield found.stream().map(Filed::policy).toList();
            }
        };
    }

    /// One request and what it met.
    private static final class Asking {
        private final Request request;
        private final List<Filed> applying = new ArrayList<>(4);
        private final List<Filed> failed = new ArrayList<>(0);

        Asking(Request request) {
            this.request = request;
        }

        void ask(Filed filed) {
            try {
                if (filed.policy().applies(request)) {
                    applying.add(filed);
                }
            } catch (EvaluationError _) {
                failed.add(filed);
            }
        }
    }
}
