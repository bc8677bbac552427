package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.ControlId;
import io.tidegate.call.Leg;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import io.tidegate.limit.TokenBuckets;
import io.tidegate.mcp.Method;
import java.time.Duration;
import java.util.Optional;

/// Does this user, tool or server have calls left? A call that is refused further on has still used one;
/// one that asks its client for input counts once. Looking after a task is no call of its tool.
final class RateLimit implements BeforeControl {
    private final CallRates rates;

    RateLimit(CallRates rates) {
        this.rates = rates;
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
        String user = call.caller().principal().key();
        return refusal("user", rates.perUser(), user)
                .or(() -> refusal(
                        "tool",
                        Method.isOfTask(call.method()) ? Optional.empty() : rates.perTool(),
                        user + "\n" + call.target().id()))
                .or(() -> refusal(
                        "server", rates.perServer(), call.target().server().name()))
                .orElse(Verdict.PASS);
    }

    private static Optional<Verdict> refusal(String whose, Optional<TokenBuckets> buckets, String key) {
        Duration wait = buckets.map(known -> known.tryTake(key)).orElse(Duration.ZERO);
        if (wait.isZero()) {
            return Optional.empty();
        }
        return Optional.of(new Verdict.Refuse(Refusal.of(
                        Reason.TOO_MANY_CALLS,
                        "Too many calls: the limit per " + whose + " is reached.",
                        "per " + whose)
                .after(wait)));
    }
}
