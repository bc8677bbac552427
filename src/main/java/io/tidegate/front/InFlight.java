package io.tidegate.front;

import io.tidegate.call.Arrival;
import io.tidegate.call.Cancellation;
import io.tidegate.era.Heard;
import io.tidegate.mcp.RequestId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Which requests are being answered, so that their callers can give them up.
final class InFlight {
    private record Key(String scope, RequestId id) {}

    private final Map<Key, Cancellation> named = new ConcurrentHashMap<>();
    private final Set<Cancellation> all = ConcurrentHashMap.newKeySet();

    /// Whether the id was free: within a scope an id is used by one request at a time.
    boolean begin(Heard.Asked asked, Cancellation cancellation) {
        boolean free = asked.scope().isEmpty()
                || named.putIfAbsent(new Key(asked.scope(), asked.request().id()), cancellation) == null;
        if (free) {
            all.add(cancellation);
        }
        return free;
    }

    void end(String scope, Arrival arrival) {
        all.remove(arrival.cancellation());
        if (!scope.isEmpty()) {
            named.remove(new Key(scope, arrival.request().id()), arrival.cancellation());
        }
    }

    void giveUp(Heard.GivenUp gone) {
        Cancellation cancellation = named.get(new Key(gone.scope(), gone.request()));
        if (cancellation != null) {
            cancellation.request();
        }
    }

    int count() {
        return all.size();
    }
}
