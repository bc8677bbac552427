package io.tidegate.front;

import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.era.StatefulEra;
import io.tidegate.http.EventStream;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import java.util.Optional;

/// How does a client get the rest of a stream that it lost? By GET, with the id of the last event that it has (MCP
/// 2025-11-25, Resumability), in the session of the call.
final class Resuming {
    static final String HEADER = "Last-Event-ID";

    private Resuming() {}

    /// Tells the rest, as it comes. The caller has proven that the session is its own.
    ///
    /// @param welcome whether the client is still let in
    /// @throws Refused if this session has no such event; it is not told whether another has
    static void resume(HttpExchange exchange, Answering answering, Welcome welcome) throws HttpFailure, Refused {
        Optional<String> last = exchange.headers().only(HEADER);
        Optional<String> scope = exchange.headers().only(StatefulEra.SESSION_HEADER);
        Replays.Rest rest = last.isEmpty() || scope.isEmpty()
                ? null
                : answering.resume(scope.get(), last.get()).orElse(null);
        if (rest == null) {
            throw new Refused(Refusal.of(
                    Reason.MALFORMED,
                    "The stream of this event can't be gone on with: it is none of this session's, or not kept any more.",
                    "event-unknown"));
        }
        exchange.onDisconnect(() -> rest.stream().leave(rest.connection()));
        try (EventStream stream = Listeners.stream(exchange)) {
            stream.comment();
            rest.stream().tell(stream, rest.connection(), rest.after(), welcome);
        }
    }
}
