package io.tidegate.front;

import io.tidegate.http.HttpExchange;
import io.tidegate.identity.Principal;
import io.tidegate.limit.Holding;
import java.util.Optional;

/// Who sends a request, and what it holds.
record Newcomer(Visit visit, Principal principal, String profile, Holding holding, Place place) {
    Routing.Known known(HttpExchange exchange, byte[] body) {
        return new Routing.Known(exchange, visit, principal, profile, body, Optional.of(place));
    }
}
