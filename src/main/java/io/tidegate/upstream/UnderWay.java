package io.tidegate.upstream;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Which calls are under way in which session at a server? Whoever waits for its client counts too.
final class UnderWay {
    private final Map<HttpSessions.Key, Set<HttpCall>> calls = new ConcurrentHashMap<>();

    void begin(Asker asker, HttpCall call) {
        if (!asker.isGateway()) {
            calls.compute(HttpSessions.Key.of(asker), (_, known) -> {
                Set<HttpCall> all = known == null ? new HashSet<>(2) : known;
                all.add(call);
                return all;
            });
        }
    }

    void end(Asker asker, HttpCall call) {
        if (!asker.isGateway()) {
            calls.computeIfPresent(HttpSessions.Key.of(asker), (_, known) -> {
                known.remove(call);
                return known.isEmpty() ? null : known;
            });
        }
    }

    /// The one call of that session; empty where there is none, or several.
    Optional<HttpCall> only(HttpSessions.Key session) {
        HttpCall[] only = new HttpCall[1];
        calls.computeIfPresent(session, (_, known) -> {
            only[0] = known.size() == 1 ? known.iterator().next() : null;
            return known;
        });
        return Optional.ofNullable(only[0]);
    }

    boolean any(HttpSessions.Key session) {
        return calls.containsKey(session);
    }
}
