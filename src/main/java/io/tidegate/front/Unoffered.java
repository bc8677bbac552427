package io.tidegate.front;

import io.tidegate.call.CallId;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Release;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;

/// What is told to clients that look around for what this gateway does not offer? A bare status; the trail counts it.
///
/// Ordinary clients begin with several such requests, so they cost next to nothing and are no reason for suspicion.
final class Unoffered {
    private static final byte[] NOTHING = new byte[0];

    private Unoffered() {}

    /// There is no such document.
    static void document(HttpExchange exchange, Premises premises, CallId id) throws HttpFailure {
        record(exchange, premises, id);
        exchange.respond(404, Headers.none(), NOTHING);
    }

    /// The endpoint does not take this method, not from this caller now.
    ///
    /// @param allowed which it takes, as in the header `Allow`
    static void method(HttpExchange exchange, Premises premises, CallId id, String allowed) throws HttpFailure {
        record(exchange, premises, id);
        exchange.respond(405, Headers.of("Allow", allowed), NOTHING);
    }

    private static void record(HttpExchange exchange, Premises premises, CallId id) {
        Refusal refusal = Refusal.of(Reason.NOT_OFFERED, "That is not offered here.");
        Release _ = premises.gate().turnAway(exchange.remote().getAddress().getHostAddress(), id, refusal);
    }
}
