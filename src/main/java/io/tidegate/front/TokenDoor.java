package io.tidegate.front;

import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Release;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import io.tidegate.identity.Algorithm;
import io.tidegate.identity.RegisteredClient.Grant;
import io.tidegate.identity.TokenGrants;
import io.tidegate.identity.TokenGrants.Result;
import io.tidegate.identity.Why;
import io.tidegate.json.JsonWriter;
import io.tidegate.limit.Rate;
import io.tidegate.limit.Shares;
import io.tidegate.limit.TokenBuckets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Tidegate as a small authorization server: its metadata (RFC 8414) and its token endpoint (RFC 6749, section 3.2).
/// It has no page on which anybody signs in. Each token that is given out is recorded before it is, and so is each
/// refusal.
public final class TokenDoor {
    /// Where tokens are asked for.
    public static final String PATH = "/oauth/token";

    static final String METADATA = "/.well-known/oauth-authorization-server";

    /// Of one address. Many users' tokens come through one client.
    static final Rate RATE = new Rate(100, Duration.ofSeconds(1));

    static final int BURST = 200;
    private static final int ADDRESSES_MAX = 10_000;
    private static final int AT_ONCE_MAX = 64;
    private static final int FORMS_MAX = 1_024; // 64 MB of them at most
    private static final int NETWORK_BYTES = 8;
    private static final int FORM_BYTES_MAX = 64 << 10; // two tokens of 16 KB, escaped, and some

    private static final Result.Denied NO_FORM = new Result.Denied(
            "invalid_request", Why.MALFORMED, "this is no form, or says something twice", Optional.empty());

    private final Optional<TokenGrants> grants;
    private final TokenBuckets rates = new TokenBuckets(RATE, BURST, ADDRESSES_MAX, System::nanoTime);
    private final Shares forms = new Shares(FORMS_MAX);
    private final Shares places = new Shares(AT_ONCE_MAX);

    /// @param grants of tokens; where there are none, nothing is served here
    public TokenDoor(Optional<TokenGrants> grants) {
        this.grants = grants;
    }

    boolean has(String path) {
        return grants.isPresent() && (path.equals(PATH) || path.equals(METADATA));
    }

    void answer(HttpExchange exchange, Premises premises, Visit visit) throws HttpFailure, Refused {
        TokenGrants giving = grants.orElseThrow();
        boolean document = exchange.path().equals(METADATA);
        if (!exchange.method().equals(document ? "GET" : "POST")) {
            Unoffered.method(exchange, premises, visit.id(), document ? "GET" : "POST");
        } else if (document) {
            exchange.respond(200, Headers.of("Content-Type", "application/json"), metadata(giving));
        } else {
            give(exchange, premises, visit, giving);
        }
    }

    private void give(HttpExchange exchange, Premises premises, Visit visit, TokenGrants giving)
            throws HttpFailure, Refused {
        Duration wait = rates.tryTake(visit.source());
        if (wait.isPositive()) {
            busy(exchange, premises, visit, wait);
            return;
        }
        Optional<Shares.Share> reading = forms.take(network(exchange), 1);
        if (reading.isEmpty()) {
            busy(exchange, premises, visit, Duration.ofSeconds(1));
            return;
        }
        Optional<Map<String, String>> fields;
        try (Shares.Share _ = reading.get()) {
            fields = fields(exchange);
        }
        // Only now: who is slow with a form takes nothing from those who are not.
        Optional<Shares.Share> place = places.take(network(exchange), 1);
        if (place.isEmpty()) {
            busy(exchange, premises, visit, Duration.ofSeconds(1));
            return;
        }
        try (Shares.Share _ = place.get()) {
            if (fields.isPresent()) {
                answer(exchange, premises, visit, giving, fields.get());
            } else {
                refuse(exchange, premises, visit, NO_FORM);
            }
        }
    }

    /// An address of IPv6 is one of very many that somebody has: all of its network count together.
    private static String network(HttpExchange exchange) {
        byte[] address = exchange.remote().getAddress().getAddress();
        return HexFormat.of().formatHex(address, 0, Math.min(address.length, NETWORK_BYTES));
    }

    private static Optional<Map<String, String>> fields(HttpExchange exchange) throws HttpFailure {
        boolean form = exchange.headers()
                .only("Content-Type")
                .filter(type -> type.split(";", 2)[0].strip().equalsIgnoreCase("application/x-www-form-urlencoded"))
                .isPresent();
        return form ? FormFields.read(exchange.body(FORM_BYTES_MAX)) : Optional.empty();
    }

    private static void answer(
            HttpExchange exchange, Premises premises, Visit visit, TokenGrants giving, Map<String, String> fields)
            throws HttpFailure, Refused {
        TokenGrants.Asked asked = new TokenGrants.Asked(exchange.headers().all("Authorization"), fields);
        switch (giving.answer(asked)) {
            case Result.Denied denied -> refuse(exchange, premises, visit, denied);
            case Result.Given given -> {
                premises.gate()
                        .tokenGiven(visit.source(), given.who(), given.resource(), given.life()); // or not at all
                exchange.respond(200, answerHeaders(), token(given));
            }
        }
    }

    private static byte[] token(Result.Given given) {
        return new JsonWriter()
                .object()
                .member("access_token", given.text())
                .member("token_type", "Bearer")
                .member("expires_in", given.life().toSeconds())
                .member("scope", String.join(" ", new TreeSet<>(given.who().scopes())))
                .endObject()
                .bytes();
    }

    private static void busy(HttpExchange exchange, Premises premises, Visit visit, Duration wait) throws HttpFailure {
        Refusal refusal = Refusal.of(Reason.TOO_MANY_CALLS, "Tokens are asked for too often.", "token endpoint");
        Release _ = visit.turnAway(premises.gate(), refusal);
        Headers headers = answerHeaders().and("Retry-After", Long.toString(wait.toSeconds() + 1));
        exchange.respond(429, headers, error("temporarily_unavailable", refusal.told()));
    }

    private static void refuse(HttpExchange exchange, Premises premises, Visit visit, Result.Denied denied)
            throws HttpFailure {
        Why why = denied.why();
        String client = denied.client().map(id -> ", client " + id).orElse("");
        Refusal refusal = Refusal.of(
                why.isTemporary() ? Reason.CREDENTIAL_NOT_CHECKED : Reason.CREDENTIAL_REJECTED,
                denied.description(),
                "token endpoint: " + why.code() + client);
        Release _ = visit.turnAway(premises.gate(), refusal);
        boolean unknown = denied.error().equals("invalid_client");
        int status = why.isTemporary() ? 503 : unknown ? 401 : 400;
        Headers headers = answerHeaders();
        if (unknown) {
            headers = headers.and("WWW-Authenticate", "Basic realm=\"tidegate\"");
        }
        exchange.respond(status, headers, error(denied.error(), denied.description()));
    }

    private static byte[] error(String error, String description) {
        return new JsonWriter()
                .object()
                .member("error", error)
                .member("error_description", description)
                .endObject()
                .bytes();
    }

    private static Headers answerHeaders() {
        return Headers.of("Content-Type", "application/json", "Cache-Control", "no-store", "Pragma", "no-cache");
    }

    /// `authorization_endpoint` is not needed by these grants, but clients refuse metadata without one: nothing is
    /// served there.
    private static byte[] metadata(TokenGrants giving) {
        List<String> granted = new ArrayList<>();
        if (giving.offers(Grant.ASSERTION)) {
            granted.add(TokenGrants.ASSERTION);
        }
        if (giving.offers(Grant.CLIENT_CREDENTIALS)) {
            granted.add(TokenGrants.CLIENT_CREDENTIALS);
        }
        String issuer = giving.issuer();
        JsonWriter out = new JsonWriter()
                .object()
                .member("issuer", issuer)
                .member("token_endpoint", issuer + PATH)
                .member("authorization_endpoint", issuer + "/oauth/authorize");
        texts(out, "response_types_supported", List.of());
        texts(out, "grant_types_supported", granted);
        texts(
                out,
                "authorization_grant_profiles_supported",
                giving.offers(Grant.ASSERTION) ? List.of("urn:ietf:params:oauth:grant-profile:id-jag") : List.of());
        texts(
                out,
                "token_endpoint_auth_methods_supported",
                List.of("client_secret_basic", "client_secret_post", "private_key_jwt"));
        texts(
                out,
                "token_endpoint_auth_signing_alg_values_supported",
                Arrays.stream(Algorithm.values()).map(Algorithm::jose).toList());
        return out.endObject().bytes();
    }

    private static void texts(JsonWriter out, String name, List<String> texts) {
        out.name(name).array();
        texts.forEach(out::text);
        out.endArray();
    }
}
