package io.tidegate.front;

import io.tidegate.http.HttpExchange;
import io.tidegate.json.JsonWriter;
import java.util.Locale;
import java.util.Optional;

/// What a client that isn't let in is told about getting in: `WWW-Authenticate` (RFC 6750, RFC 9728) and the
/// protected-resource metadata that it points to.
public final class Challenge {
    static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    private final Optional<String> issuer;

    /// @param issuer of tokens, where any are accepted
    public Challenge(Optional<String> issuer) {
        this.issuer = issuer;
    }

    /// @param error `invalid_token` and the like, where a credential was shown; a client that showed none gets no error
    String header(HttpExchange exchange, String path, Optional<String> error) {
        StringBuilder header = new StringBuilder("Bearer realm=\"tidegate\"");
        issuer.ifPresent(_ -> header.append(", resource_metadata=\"")
                .append(base(exchange))
                .append(WELL_KNOWN)
                .append(path)
                .append('"'));
        error.ifPresent(description -> header.append(", error=\"invalid_token\", error_description=\"")
                .append(description)
                .append('"'));
        return header.toString();
    }

    /// The metadata of the endpoint, for those who look where no token is accepted: none.
    Optional<byte[]> metadata(HttpExchange exchange, String path) {
        return issuer.map(known -> new JsonWriter()
                .object()
                .member("resource", base(exchange) + path)
                .name("authorization_servers")
                .array()
                .text(known)
                .endArray()
                .name("bearer_methods_supported")
                .array()
                .text("header")
                .endArray()
                .endObject()
                .bytes());
    }

    /// The host was checked against the list of those that we answer to.
    private static String base(HttpExchange exchange) {
        String host = exchange.headers().first("Host").orElse("").toLowerCase(Locale.ROOT);
        return (exchange.secure() ? "https://" : "http://") + host;
    }
}
