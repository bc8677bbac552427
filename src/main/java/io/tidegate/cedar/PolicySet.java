package io.tidegate.cedar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// Which of many policies apply to a request? Looks only at those whose heads can match it; see [HeadIndex].
///
/// Safe for any number of threads.
///
/// @param <T> what has the policies
public final class PolicySet<T> {
    private static final Comparator<Filed> ORDER = Comparator.comparingInt(Filed::order);

    /// What came of asking them: those that apply, and those of which that can't be said, in the order of the set.
    ///
    /// Cedar skips what fails, a `forbid` too. Whoever refuses then must look at `failed`.
    public record Outcome<T>(List<T> applying, List<T> failed) {}

    /// A policy and its place in the set.
    ///
    /// @param headIsMet whether only the condition is to be asked, where the index led here
    record Filed(int order, Policy policy, Expression condition, boolean headIsMet) {
        boolean applies(Request request) {
            return headIsMet ? condition.test(request) : policy.applies(request);
        }
    }

    private final List<T> all;
    private final HeadIndex index;

    private PolicySet(List<T> all, Function<T, Policy> policy) {
        this.all = List.copyOf(all);
        this.index = new HeadIndex(all.stream().map(policy).toList());
    }

    public static <T> PolicySet<T> of(List<T> all, Function<T, Policy> policy) {
        return new PolicySet<>(all, policy);
    }

    /// Asks every policy that the request may concern.
    public Outcome<T> ask(Request request) {
        Asking asking = new Asking(request);
        index.visit(request, asking::ask);
        return new Outcome<>(inOrder(asking.applying), inOrder(asking.failed));
    }

    private List<T> inOrder(List<Filed> found) {
        return switch (found.size()) {
            case 0 -> List.of();
            case 1 -> List.of(all.get(found.getFirst().order()));
            default -> {
                found.sort(ORDER);
                List<T> inOrder = new ArrayList<>(found.size());
                int last = -1;
                for (Filed filed : found) {
                    if (filed.order() != last) {
                        inOrder.add(all.get(filed.order()));
                    }
                    last = filed.order();
                }
                yield inOrder;
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
                if (filed.applies(request)) {
                    applying.add(filed);
                }
            } catch (EvaluationError _) {
                failed.add(filed);
            }
        }
    }
}
