package io.tidegate.config;

import io.tidegate.limit.Rate;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How much of everything. Without a rate for tools or servers, only the one for users holds. It has more than five
/// parts because the file's section has.
///
/// @param rules before those rates, in the order of the file
/// @param costs of calls, by patterns of tools, in the order of the file
/// @param requestsPerUser what is no call
public record Limits(
        Rate callsPerUser,
        Optional<Rate> callsPerTool,
        Optional<Rate> callsPerServer,
        List<LimitRule> rules,
        Map<String, Integer> costs,
        Rate requestsPerUser,
        long requestBytes,
        long answerBytes,
        int depth,
        int concurrency,
        int connections,
        int sessions,
        Duration callDeadline) {
    public Limits {
        rules = List.copyOf(rules);
        costs = Collections.unmodifiableMap(new LinkedHashMap<>(costs));
    }
}
