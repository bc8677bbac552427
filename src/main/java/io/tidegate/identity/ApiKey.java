package io.tidegate.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// What is known about one API key? Everything but its text, which is stored nowhere.
///
/// @param family the id of the first key of those that were rotated into each other: all of them are one caller
/// @param replacedBy the key that goes on for it, where it was rotated
/// @param lastUsed to the minute
public record ApiKey(
        String id,
        String family,
        String user,
        Set<String> groups,
        Instant created,
        Instant expires,
        Optional<Instant> revoked,
        Optional<String> replacedBy,
        Optional<Instant> lastUsed) {
    public ApiKey {
        Names.check("key id", id);
        Names.check("key id", family);
        groups = Set.copyOf(groups);
    }

    /// Whether it opens anything at this time.
    public boolean isAlive(Instant now) {
        return revoked.isEmpty() && now.isBefore(expires);
    }
}
