package io.tidegate.cedar;

import io.tidegate.cedar.Policy.Constraint;
import io.tidegate.cedar.PolicySet.Filed;
import io.tidegate.cedar.Value.Uid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Which policies can a request concern at all? Those whose heads it can match, so that the cost depends on how many
/// these are, not on how many there are.
///
/// What a request does not meet of a head, it can't match, and a head never fails: so what is not visited could neither
/// apply nor fail. A policy may be visited in vain, and more than once.
final class HeadIndex {
    private final List<Filed> all = new ArrayList<>();
    /// By the action that is asked for, if a head names it.
    private final Map<Uid, HeadTable> named;
    /// Those that name no action.
    private final HeadTable open;

    HeadIndex(List<Policy> policies) {
        List<Filed> tabled = new ArrayList<>(policies.size());
        for (Policy policy : policies) {
            int order = tabled.size();
            all.add(new Filed(order, policy, policy.condition(), false));
            tabled.add(new Filed(order, policy, policy.condition(), isSettled(policy)));
        }
        Set<Uid> actions = new HashSet<>();
        tabled.forEach(filed -> actions.addAll(actions(filed)));
        this.named = HashMap.newHashMap(actions.size());
        for (Uid action : actions) {
            named.put(
                    action,
                    new HeadTable(tabled.stream()
                            .filter(filed -> mayBe(filed, action))
                            .toList()));
        }
        this.open = new HeadTable(
                tabled.stream().filter(filed -> actions(filed).isEmpty()).toList());
    }

    /// Whether a request that the tables lead to it matches its head.
    private static boolean isSettled(Policy policy) {
        boolean byAction =
                switch (policy.action()) {
                    case Constraint.Any(), Constraint.Equal _, Constraint.In _ -> true;
                    case Constraint.InAny(List<Uid> uids) -> !uids.isEmpty();
                    case Constraint.Is _ -> false;
                };
        return byAction && HeadTable.isSettled(policy.principal()) && HeadTable.isSettled(policy.resource());
    }

    private static List<Uid> actions(Filed filed) {
        return filed.policy().action().named();
    }

    private static boolean mayBe(Filed filed, Uid action) {
        List<Uid> actions = actions(filed);
        return actions.isEmpty() || actions.contains(action);
    }

    /// Shows `visitor` every policy whose head the request may match. Where the action is in others, that is all.
    void visit(Request request, Consumer<Filed> visitor) {
        Uid action = request.action();
        if (request.entity(action) == null) {
            named.getOrDefault(action, open).visit(request, visitor);
        } else {
            all.forEach(visitor);
        }
    }
}
