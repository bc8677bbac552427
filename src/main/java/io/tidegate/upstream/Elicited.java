package io.tidegate.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Which sessions did a server of the older era send to which of its pages, so that they can be told that it is done?
/// The latest ones only, for an hour after the last of them was sent there.
final class Elicited {
    private static final int KEPT_MAX = 10_000;
    private static final int SESSIONS_MAX = 64;
    private static final int EACH_MAX = 256;
    private static final Duration KEPT = Duration.ofHours(1);

    private final Cache<String, List<String>> sent = Caffeine.newBuilder()
            .maximumWeight(KEPT_MAX)
            .weigher((String _, List<String> sessions) -> sessions.size())
            .expireAfterWrite(KEPT)
            .executor(Runnable::run)
            .build();

    /// Notes what the session is asked.
    ///
    /// @param asked with `inputRequests`
    void note(String session, JsonDocument asked) {
        for (JsonValue.Member request :
                asked.root().get("inputRequests").map(JsonValue::members).orElse(List.of())) {
            request.value()
                    .get("params")
                    .filter(params -> params.is(JsonKind.OBJECT))
                    .flatMap(params -> params.string("elicitationId"))
                    .filter(id -> id.length() <= EACH_MAX)
                    .ifPresent(id -> sent.asMap().merge(id, List.of(session), Elicited::with));
        }
    }

    /// Of a server that sends everybody to one page, the latest.
    private static List<String> with(List<String> before, List<String> one) {
        List<String> all = new ArrayList<>(before);
        all.removeAll(one);
        all.addAll(one);
        return List.copyOf(all.subList(Math.max(0, all.size() - SESSIONS_MAX), all.size()));
    }

    /// The sessions that were asked with this id.
    List<String> of(String id) {
        List<String> sessions = sent.getIfPresent(id);
        return sessions == null ? List.of() : sessions;
    }
}
