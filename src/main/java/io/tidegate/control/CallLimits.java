package io.tidegate.control;

import io.tidegate.config.LimitRule;
import io.tidegate.config.LimitRule.Per;
import io.tidegate.config.Limits;
import io.tidegate.config.Profile;
import io.tidegate.limit.Rate;
import io.tidegate.limit.Slots;
import io.tidegate.limit.TokenBuckets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/// What calls are counted with, by the rules of one configuration; without rules, whatever comes passes.
public final class CallLimits {
    /// Nothing is limited.
    public static final CallLimits NONE = new CallLimits(List.of(), List.of());

    private static final int KEYS_MAX = 100_000;

    private final Ruled<List<TokenBuckets>> rates;
    private final Ruled<AtOnce> atOnce;

    /// How many calls may be under way, and how long one may wait for that.
    record AtOnce(Slots slots, Duration patience) {}

    private CallLimits(List<Ruled.One<List<TokenBuckets>>> rates, List<Ruled.One<AtOnce>> atOnce) {
        this.rates = new Ruled<>(rates);
        this.atOnce = new Ruled<>(atOnce);
    }

    /// @param nanoTime a monotonic clock such as `System::nanoTime`
    public static CallLimits of(Limits limits, LongSupplier nanoTime) {
        List<Ruled.One<List<TokenBuckets>>> rates = new ArrayList<>();
        List<Ruled.One<AtOnce>> atOnce = new ArrayList<>();
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
        }
        rates.add(plain("user", buckets(limits.callsPerUser(), nanoTime), Per.USER));
        limits.callsPerTool().ifPresent(rate -> rates.add(plain("tool", buckets(rate, nanoTime), Per.USER, Per.TOOL)));
        limits.callsPerServer().ifPresent(rate -> rates.add(plain("server", buckets(rate, nanoTime), Per.SERVER)));
        return new CallLimits(rates, atOnce);
    }

    private static TokenBuckets buckets(Rate rate, LongSupplier nanoTime) {
        return new TokenBuckets(rate, rate.count(), KEYS_MAX, nanoTime);
    }

    private static Ruled.One<List<TokenBuckets>> plain(String word, TokenBuckets buckets, Per... per) {
        LimitRule rule = new LimitRule(Set.of(per), new Profile.Tools.Every(), List.of(), List.of(), Optional.empty());
        return new Ruled.One<>(rule, word, "per " + word, List.of(buckets));
    }

    Ruled<AtOnce> atOnce() {
        return atOnce;
    }

    Ruled<List<TokenBuckets>> rates() {
        return rates;
    }
}
