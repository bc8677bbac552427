package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.ControlId;
import io.tidegate.call.Leg;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import io.tidegate.limit.Allowance;
import io.tidegate.limit.Budgets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Has whoever this call counts for enough left to pay for it? It comes last, so what is refused costs nothing; the
/// gate gives back what a call cost that never reached its server.
///
/// A call that asks its client for input pays once. Looking after a task is no call.
final class CallBudget implements BeforeControl {
    private final CallLimits limits;
    private final Budgets budgets;
    private final InstantSource clock;

    CallBudget(CallLimits limits, Budgets budgets, InstantSource clock) {
        this.limits = limits;
        this.budgets = budgets;
        this.clock = clock;
    }

    @Override
    public ControlId id() {
        return ControlId.CALL_BUDGET;
    }

    @Override
    public Verdict judge(Call call) {
        boolean paid = call.leg().filter(leg -> leg.use() == Leg.Use.FIRST).isPresent();
        int cost = limits.cost(call.target());
        if (paid || cost == 0 || !Ruled.isWork(call.method())) {
            return Verdict.PASS;
        }
        for (Ruled.Held<List<Allowance>> held : limits.budgets().of(call)) {
            for (Allowance allowance : held.one().counter()) {
                Optional<Refusal> refusal = refusal(held, allowance, cost, call);
                if (refusal.isPresent()) {
                    return new Verdict.Refuse(refusal.get());
                }
            }
        }
        return Verdict.PASS;
    }

    private Optional<Refusal> refusal(Ruled.Held<List<Allowance>> held, Allowance allowance, int cost, Call call) {
        String which =
                "per " + held.one().words() + " for a " + allowance.window().word();
        String detail = held.one().place() + ", " + allowance + ", cost " + cost;
        if (cost > allowance.amount()) {
            return Optional.of(Refusal.of(
                    Reason.BUDGET_USED_UP,
                    "This call costs " + cost + ", more than the whole budget " + which
                            + ". An administrator can change that; trying again does not help.",
                    detail));
        }
        return switch (budgets.spend(held.one().rule().identity(), allowance, held.key(), cost)) {
            case Budgets.Outcome.Spent(Runnable giveBack) -> {
                call.arrival().holding().spent(giveBack);
                yield Optional.empty();
            }
            case Budgets.Outcome.NotLeft(Instant again) ->
                Optional.of(Refusal.of(
                                Reason.BUDGET_USED_UP,
                                "The budget " + which + " has not enough left for this call, which costs " + cost
                                        + ". It is full again at " + again + ".",
                                detail)
                        .after(Duration.between(clock.instant(), again)));
        };
    }
}
