package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.ControlId;
import io.tidegate.call.Leg;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import io.tidegate.limit.TokenBuckets;
import java.time.Duration;
import java.util.List;

/// Does whoever this call counts for have calls left: its user, agent, group, tool, server, tenant? A call that is
/// refused further on has still used one; one that asks its client for input counts once.
final class RateLimit implements BeforeControl {
    private final CallLimits limits;

    RateLimit(CallLimits limits) {
        this.limits = limits;
    }

    @Override
    public ControlId id() {
        return ControlId.RATE_LIMIT;
    }

    @Override
    public Verdict judge(Call call) {
        if (call.leg().filter(leg -> leg.use() == Leg.Use.FIRST).isPresent()) {
            return Verdict.PASS; // counted at its first leg
        }
        for (Ruled.Held<List<TokenBuckets>> held : limits.rates().of(call)) {
            for (TokenBuckets buckets : held.one().counter()) {
                Duration wait = buckets.tryTake(held.key());
                if (!wait.isZero()) {
                    return refusal(held.one(), wait);
                }
            }
        }
        return Verdict.PASS;
    }

    private static Verdict refusal(Ruled.One<?> reached, Duration wait) {
        return new Verdict.Refuse(Refusal.of(
                        Reason.TOO_MANY_CALLS,
                        "Too many calls: the limit per " + reached.words() + " is reached.",
                        reached.place())
                .after(wait));
    }
}
