package io.tidegate.front;

import io.tidegate.call.CallId;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import java.util.Optional;

/// Which documents about this gateway are there for everybody? Those about its endpoints as resources (RFC 9728);
/// clients look for others too.
final class Documents {
    private static final String PLACE = "/.well-known/";

    private Documents() {}

    /// Whether documents about sites and their sign-in are looked for there (RFC 8615), below any path.
    static boolean has(String path) {
        return path.contains(PLACE);
    }

    static void answer(HttpExchange exchange, Premises premises, CallId id) throws HttpFailure {
        Optional<byte[]> metadata = Optional.of(exchange.path())
                .filter(path -> path.startsWith(Challenge.WELL_KNOWN))
                .map(path -> path.substring(Challenge.WELL_KNOWN.length()))
                .flatMap(rest -> Endpoint.profile(rest.isEmpty() ? Endpoint.ROOT : rest))
                .filter(premises.catalog()::has)
                .flatMap(profile -> premises.challenge().metadata(exchange, Endpoint.path(profile)));
        if (metadata.isPresent() && exchange.method().equals("GET")) {
            exchange.respond(200, Headers.of("Content-Type", "application/json"), metadata.get());
        } else {
            Unoffered.document(exchange, premises, id);
        }
    }
}
