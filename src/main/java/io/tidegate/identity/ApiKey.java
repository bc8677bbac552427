package io.tidegate.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// What is known about one API key? Everything but its text, which is stored nowhere. `lastUsed` is at most an hour
/// behind.
public record ApiKey(
        String id,
        String user,
        Set<String> groups,
        Instant created,
        Instant expires,
        Optional<Instant> revoked,
        Optional<Instant> lastUsed) {
    public ApiKey {
        Names.check("key id", id);
        groups = Set.copyOf(groups);
    }
}
