package io.tidegate.admin;

import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// How long did all but the slowest take? Estimated from a histogram, inside a bucket by even spread, so it is no
/// sharper than the buckets.
public final class Quantiles {
    private Quantiles() {}

    /// What was counted in `now` and not in `before`: cumulative, by bound.
    public static NavigableMap<Double, Double> between(Map<Double, Double> before, Map<Double, Double> now) {
        NavigableMap<Double, Double> counts = new TreeMap<>();
        now.forEach((bound, count) -> counts.put(bound, Math.max(0, count - before.getOrDefault(bound, 0.0))));
        return counts;
    }

    /// @param cumulative counts by upper bound; the last bound counts all
    /// @param share between 0 and 1
    /// @return empty where nothing was counted; the last finite bound where it lies beyond that
    public static OptionalDouble of(NavigableMap<Double, Double> cumulative, double share) {
        double all = cumulative.isEmpty() ? 0 : cumulative.lastEntry().getValue();
        if (all <= 0) {
            return OptionalDouble.empty();
        }
        double rank = share * all;
        double lower = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : cumulative.entrySet()) {
            if (bucket.getValue() >= rank && bucket.getValue() > below) {
                return OptionalDouble.of(
                        bucket.getKey().isInfinite()
                                ? lower
                                : lower + (bucket.getKey() - lower) * (rank - below) / (bucket.getValue() - below));
            }
            lower = bucket.getKey();
            below = bucket.getValue();
        }
        return OptionalDouble.of(lower);
    }
}
