package io.tidegate.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/// A token that is kept in memory until shortly before it ends.
///
/// @param asked the scopes that were asked for
record Held(Tokens tokens, Set<String> asked, Instant made, Instant renewAt) {
    private static final Duration BEFORE_END = Duration.ofSeconds(30);
    private static final Duration UNKNOWN = Duration.ofMinutes(5);

    static Held of(Tokens tokens, Set<String> asked, Instant now) {
        return new Held(tokens, asked, now, renewAt(tokens, now));
    }

    /// Half of its time before it ends at most, so that short ones are of use at all.
    static Instant renewAt(Tokens tokens, Instant now) {
        if (tokens.until().isEmpty()) {
            return now.plus(UNKNOWN);
        }
        Duration left = Duration.between(now, tokens.until().get());
        Duration half = left.dividedBy(2);
        return tokens.until().get().minus(half.compareTo(BEFORE_END) < 0 ? half : BEFORE_END);
    }

    boolean isGood(Instant now) {
        return now.isBefore(renewAt);
    }
}
