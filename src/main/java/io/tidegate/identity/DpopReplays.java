package io.tidegate.identity;

import io.tidegate.crypto.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Was this proof shown before (RFC 9449, section 11.1)? Remembers each as long as it could be shown again.
///
/// Nothing is forgotten early: a key that shows more than 10,000 proofs in that time is refused, and so is everybody
/// while there are 200,000. Only owners of good tokens get this far.
public final class DpopReplays {
    static final int OF_ONE_KEY_MAX = 10_000;
    static final int MAX = 200_000;

    private final LinkedHashMap<Digest, Seen> seen = new LinkedHashMap<>(); // the oldest first
    private final Map<String, Integer> ofKeys = new HashMap<>();

    private record Seen(String key, Instant until) {}

    /// What came of it.
    enum Result {
        NEW,
        SEEN,
        TOO_MANY
    }

    /// @param key the thumbprint of the key
    /// @param until when it could not be shown again anyway
    synchronized Result note(String key, String id, Instant now, Instant until) {
        forget(now);
        Digest digest = Digest.of((key + "\n" + id).getBytes(StandardCharsets.UTF_8));
        if (seen.containsKey(digest)) {
            return Result.SEEN;
        }
        int before = ofKeys.getOrDefault(key, 0);
        if (before >= OF_ONE_KEY_MAX || seen.size() >= MAX) {
            return Result.TOO_MANY;
        }
        seen.put(digest, new Seen(key, until));
        ofKeys.put(key, before + 1);
        return Result.NEW;
    }

    private void forget(Instant now) {
        Iterator<Seen> oldest = seen.values().iterator();
        while (oldest.hasNext()) {
            Seen next = oldest.next();
            if (now.isBefore(next.until())) {
                return; // one that came later and ends sooner stays a little longer than it need
            }
            oldest.remove();
            ofKeys.computeIfPresent(next.key(), (_, count) -> count > 1 ? count - 1 : null);
        }
    }
}
