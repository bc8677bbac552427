package io.tidegate.config;

import io.tidegate.limit.Rate;
import java.time.Duration;
import java.util.Optional;

/// How much of everything. Without a rate for tools or servers, only the one for users holds. It has more than five
/// parts because the file's section has.
public record Limits(
        Rate callsPerUser,
        Optional<Rate> callsPerTool,
        Optional<Rate> callsPerServer,
        long requestBytes,
        long answerBytes,
        int depth,
        int concurrency,
        int connections,
        int sessions,
        Duration callDeadline) {}
