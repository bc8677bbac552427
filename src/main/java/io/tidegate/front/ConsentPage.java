package io.tidegate.front;

import io.tidegate.crypto.Digest;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import io.tidegate.oauth.Consents;
import io.tidegate.oauth.OauthFailed;
import io.tidegate.oauth.Owner;
import io.tidegate.oauth.RoundTrips;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// What a browser is shown of a consent, and how it is known again. No script, nothing from elsewhere, in no frame, in
/// no cache; no address of a page is told to the next one.
record ConsentPage(URI site) {
    private static final String STYLE =
            "body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem}"
                    + "dt{font-weight:600}dd{margin:0 0 .5rem}button{font:inherit;padding:.4rem 1rem;margin-right:1rem}"
                    + "input{font:inherit;width:100%;box-sizing:border-box;margin:.3rem 0 1rem}";
    private static final String STYLE_DIGEST = Base64.getEncoder()
            .encodeToString(Digest.of(STYLE.getBytes(StandardCharsets.UTF_8)).bytes());
    private static final int COOKIE_LENGTH = 43; // 32 bytes in base64url
    private static final int TRIP_LENGTH = 16;
    private static final int KEPT_SECONDS = 900;
    private static final byte[] NOTHING = new byte[0];

    /// The secret of this browser, where it has one.
    Optional<String> browser(HttpExchange exchange) {
        return secret(exchange, cookie());
    }

    /// The secret of this browser for the trip that it comes back from, where it began that.
    Optional<String> browser(HttpExchange exchange, String state) {
        return secret(exchange, cookie(state));
    }

    private static Optional<String> secret(HttpExchange exchange, String name) {
        List<String> found = new ArrayList<>();
        for (String header : exchange.headers().all("Cookie")) {
            for (String pair : header.split(";", -1)) {
                String text = pair.strip();
                if (text.startsWith(name + "=")) {
                    found.add(text.substring(name.length() + 1));
                }
            }
        }
        boolean one = found.size() == 1 && found.getFirst().matches("[A-Za-z0-9_-]{" + COOKIE_LENGTH + "}");
        return one ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /// Only a secure cookie may have a name that no other host can set (RFC 6265bis, section 4.1.3).
    private String cookie() {
        return isSecure() ? "__Host-tidegate-consent" : "tidegate-consent";
    }

    /// Each trip has its own, so that several at a time do not end each other.
    private String cookie(String state) {
        String of = Digest.of(state.getBytes(StandardCharsets.UTF_8)).hex().substring(0, TRIP_LENGTH);
        return cookie() + "-" + of;
    }

    private boolean isSecure() {
        return "https".equals(site.getScheme());
    }

    private static Headers headers() {
        return Headers.of(
                "Content-Type", "text/html; charset=utf-8",
                "Cache-Control", "no-store",
                "Referrer-Policy", "no-referrer",
                "X-Content-Type-Options", "nosniff",
                "X-Frame-Options", "DENY",
                "Content-Security-Policy",
                        "default-src 'none'; style-src 'sha256-" + STYLE_DIGEST
                                + "'; base-uri 'none'; frame-ancestors 'none'");
    }

    private Headers setting(String name, String value, int seconds) {
        return headers()
                .and(
                        "Set-Cookie",
                        name + "=" + value + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + seconds
                                + (isSecure() ? "; Secure" : ""));
    }

    /// @param form what makes the form this browser's
    void ask(HttpExchange exchange, Consents.Visit visit, String browser, String form) throws HttpFailure, OauthFailed {
        Consents.Request request = visit.request();
        String key =
                switch (visit.owner().way()) {
                    case ANONYMOUS, TOKEN, CERTIFICATE, ACCOUNT -> "";
                    case KEY ->
                        "<label>Your Tidegate API key, to show that it is you"
                                + "<input name=\"key\" type=\"password\" required autocomplete=\"off\"></label>";
                };
        String body = "<h1>Let Tidegate use " + safe(visit.server()) + " for you?</h1>"
                + "<p>A call of yours needs it. If you did not just use a tool of this server, don't agree: somebody may"
                + " want to use your account as theirs.</p><dl>"
                + entry("Who is asked", visit.owner().name())
                + (visit.owner().way() == Owner.Way.TOKEN
                        ? entry(
                                "Where you sign in first",
                                visit.owner().issuer().orElse(""))
                        : "")
                + entry("For which server", visit.server() + " (" + visit.host() + ")")
                + entry("Where you go to agree", request.issuer())
                + entry("To what", request.scopes().isEmpty() ? "what it gives" : String.join(", ", request.scopes()))
                + "</dl><form method=\"post\" action=\"" + safe(visit.page().getPath()) + "\">"
                + "<input type=\"hidden\" name=\"form\" value=\"" + safe(form) + "\">" + key
                + "<button name=\"agree\" value=\"yes\">Go on</button></form>"
                + "<form method=\"post\" action=\"" + safe(visit.page().getPath()) + "\">"
                + "<input type=\"hidden\" name=\"form\" value=\"" + safe(form) + "\">"
                + "<button name=\"refuse\" value=\"yes\">Don't agree</button></form>";
        exchange.respond(200, setting(cookie(), browser, KEPT_SECONDS), html(body));
    }

    private static String entry(String name, String value) {
        return "<dt>" + name + "</dt><dd>" + safe(value) + "</dd>";
    }

    /// On to the authorization server.
    void send(HttpExchange exchange, RoundTrips.Start trip) throws HttpFailure {
        exchange.respond(
                303,
                setting(cookie(trip.state()), trip.browser(), KEPT_SECONDS)
                        .and("Location", trip.where().toString()),
                NOTHING);
    }

    void done(HttpExchange exchange, String text) throws HttpFailure {
        exchange.respond(200, headers(), html("<h1>Done</h1><p>" + safe(text) + "</p>"));
    }

    /// What an operator would want to know is in the trail; a stranger learns whose fault it is.
    void failed(HttpExchange exchange, OauthFailed failure) throws HttpFailure {
        String whose =
                switch (failure.fault()) {
                    case SERVER -> "The server describes its sign-in wrongly. An administrator can see how.";
                    case AUTHORIZATION_SERVER ->
                        "The authorization server did not answer as it should. An administrator can see how.";
                    case CONFIGURATION -> "An administrator has to complete the settings of this server.";
                    case CALLER, CONSENT -> "It did not work: " + failure.getMessage() + ".";
                };
        int status =
                switch (failure.fault()) {
                    case SERVER, AUTHORIZATION_SERVER -> 502;
                    case CONFIGURATION -> 500;
                    case CALLER, CONSENT -> 400;
                };
        String text = whose + " Nothing was changed. You can close this page.";
        exchange.respond(status, headers(), html("<h1>Not done</h1><p>" + safe(text) + "</p>"));
    }

    private static byte[] html(String body) {
        String page = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Tidegate</title><style>"
                + STYLE + "</style></head><body>" + body + "</body></html>";
        return page.getBytes(StandardCharsets.UTF_8);
    }

    private static String safe(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
