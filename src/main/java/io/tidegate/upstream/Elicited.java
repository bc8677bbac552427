package io.tidegate.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import java.time.Duration;
import java.util.List;

/// Which sessions did a server of the older era send to which of its pages, so that they can be told that it is done?
/// The latest ones only, for an hour.
final class Elicited {
    private static final int KEPT_MAX = 10_000;
    private static final int EACH_MAX = 256;
    private static final Duration KEPT = Duration.ofHours(1);

    private record Key(String session, String id) {}

    private final Cache<Key, Boolean> sent = Caffeine.newBuilder()
            .maximumSize(KEPT_MAX)
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
                    .ifPresent(id -> sent.put(new Key(session, id), true));
        }
    }

    /// The sessions that were asked with this id.
    List<String> of(String id) {
        return sent.asMap().keySet().stream()
                .filter(key -> key.id().equals(id))
                .map(Key::session)
                .toList();
    }
}
