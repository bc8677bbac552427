package io.tidegate.control;

import io.tidegate.call.Arrival;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.catalog.Target;
import io.tidegate.catalog.Tool;
import io.tidegate.config.LimitRule;
import io.tidegate.config.LimitRule.Per;
import io.tidegate.config.Limits;
import io.tidegate.config.Profile;
import io.tidegate.limit.Allowance;
import io.tidegate.limit.Rate;
import io.tidegate.limit.Slots;
import io.tidegate.limit.TokenBuckets;
import io.tidegate.mcp.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/// What calls are counted with, by the rules of one configuration; without rules, whatever comes passes.
public final class CallLimits {
    /// Nothing is limited.
    public static final CallLimits NONE = new CallLimits(List.of(), List.of(), List.of(), List.of(), Optional.empty());

    private static final int KEYS_MAX = 100_000;

    private final Ruled<List<TokenBuckets>> rates;
    private final Ruled<AtOnce> atOnce;
    private final Ruled<List<Allowance>> budgets;
    private final List<Cost> costs;
    private final Optional<TokenBuckets> requests;

    private record Cost(Profile.Tools.Matching tools, int cost) {}

    /// How many calls may be under way, and how long one may wait for that.
    record AtOnce(Slots slots, Duration patience) {}

    private CallLimits(
            List<Ruled.One<List<TokenBuckets>>> rates,
            List<Ruled.One<AtOnce>> atOnce,
            List<Ruled.One<List<Allowance>>> budgets,
            List<Cost> costs,
            Optional<TokenBuckets> requests) {
        this.rates = new Ruled<>(rates);
        this.atOnce = new Ruled<>(atOnce);
        this.budgets = new Ruled<>(budgets);
        this.costs = costs;
        this.requests = requests;
    }

    /// @param nanoTime a monotonic clock such as `System::nanoTime`
    public static CallLimits of(Limits limits, LongSupplier nanoTime) {
        List<Ruled.One<List<TokenBuckets>>> rates = new ArrayList<>();
        List<Ruled.One<AtOnce>> atOnce = new ArrayList<>();
        List<Ruled.One<List<Allowance>>> budgets = new ArrayList<>();
        for (int at = 0; at < limits.rules().size(); at++) {
            LimitRule rule = limits.rules().get(at);
            String place = "per " + rule.words() + ", rule " + (at + 1);
            if (!rule.rates().isEmpty()) {
                List<TokenBuckets> buckets = rule.rates().stream()
                        .map(rate -> buckets(rate, nanoTime))
                        .toList();
                rates.add(new Ruled.One<>(rule, rule.words(), place, buckets));
            }
            rule.atOnce()
                    .ifPresent(most -> atOnce.add(new Ruled.One<>(
                            rule, rule.words(), place, new AtOnce(new Slots(most.calls()), most.patience()))));
            if (!rule.budgets().isEmpty()) {
                budgets.add(new Ruled.One<>(rule, rule.words(), place, rule.budgets()));
            }
        }
        rates.add(plain("user", buckets(limits.callsPerUser(), nanoTime), Per.USER));
        limits.callsPerTool().ifPresent(rate -> rates.add(plain("tool", buckets(rate, nanoTime), Per.USER, Per.TOOL)));
        limits.callsPerServer().ifPresent(rate -> rates.add(plain("server", buckets(rate, nanoTime), Per.SERVER)));
        List<Cost> costs = limits.costs().entrySet().stream()
                .map(each -> new Cost(new Profile.Tools.Matching(List.of(each.getKey())), each.getValue()))
                .toList();
        return new CallLimits(rates, atOnce, budgets, costs, Optional.of(buckets(limits.requestsPerUser(), nanoTime)));
    }

    private static TokenBuckets buckets(Rate rate, LongSupplier nanoTime) {
        return new TokenBuckets(rate, rate.count(), KEYS_MAX, nanoTime);
    }

    private static Ruled.One<List<TokenBuckets>> plain(String word, TokenBuckets buckets, Per... per) {
        LimitRule rule = new LimitRule(
                Set.of(per), new Profile.Tools.Every(), List.of(), List.of(), Optional.empty(), List.of());
        return new Ruled.One<>(rule, word, "per " + word, List.of(buckets));
    }

    Ruled<List<Allowance>> budgets() {
        return budgets;
    }

    /// What a call takes of budgets: by the first pattern that fits the tool, else 1.
    int cost(Target target) {
        if (target instanceof Tool tool) {
            for (Cost cost : costs) {
                if (cost.tools().show(tool.server().name(), tool.name())) {
                    return cost.cost();
                }
            }
        }
        return 1;
    }

    /// Why a request that is no call is not answered: its user asks too often. Nothing where it is.
    Optional<Refusal> tooOften(Arrival arrival) {
        return isCall(arrival) ? Optional.empty() : counted(arrival); // a control counts those
    }

    /// The same of a call that named nothing that is there, so that no control saw it.
    Optional<Refusal> strayed(Arrival arrival) {
        return isCall(arrival) ? counted(arrival) : Optional.empty();
    }

    private static boolean isCall(Arrival arrival) {
        String method = arrival.request().method();
        return Ruled.isWork(method) || Method.isOfTask(method);
    }

    private Optional<Refusal> counted(Arrival arrival) {
        Duration wait = requests.map(
                        buckets -> buckets.tryTake(Whose.user(arrival.caller().principal())))
                .orElse(Duration.ZERO);
        return wait.isZero()
                ? Optional.empty()
                : Optional.of(Refusal.of(
                                Reason.TOO_MANY_CALLS,
                                "Too many requests: the limit per user is reached.",
                                "requests per user")
                        .after(wait));
    }

    Ruled<AtOnce> atOnce() {
        return atOnce;
    }

    Ruled<List<TokenBuckets>> rates() {
        return rates;
    }
}
