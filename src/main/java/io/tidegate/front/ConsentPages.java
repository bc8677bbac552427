package io.tidegate.front;

import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Release;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import io.tidegate.identity.Outcome;
import io.tidegate.identity.Presented;
import io.tidegate.identity.Principal;
import io.tidegate.oauth.Consents;
import io.tidegate.oauth.Introductions;
import io.tidegate.oauth.OauthFailed;
import io.tidegate.oauth.Owner;
import io.tidegate.oauth.RoundTrips;
import io.tidegate.oauth.UserProofs;
import io.tidegate.secret.Purpose;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The pages on which a user agrees that Tidegate uses a server for them: who is asked, for what, and by whom; then the
/// authorization server; then back (MCP, elicitation in URL mode, Security considerations).
///
/// Whoever opens a page proves to be the user who called, so that nobody can be brought to agree for somebody else:
/// with the same API key or client certificate, or by signing in at the issuer of their tokens. Where there is nobody
/// but those on this machine, nothing is asked. A page changes nothing until its form is sent, from this site, by the
/// browser that got it.
public final class ConsentPages {
    private static final int FORM_BYTES_MAX = 8 << 10;
    private static final int QUERY_MAX = 16 << 10;

    private final Consents consents;
    private final UserProofs proofs;
    private final Map<String, UserProofs.Place> issuers;
    private final Supplier<URI> site;

    /// @param issuers where users of tokens sign in, by the issuers' names
    /// @param site where browsers reach Tidegate
    public ConsentPages(
            Consents consents, UserProofs proofs, Map<String, UserProofs.Place> issuers, Supplier<URI> site) {
        this.consents = consents;
        this.proofs = proofs;
        this.issuers = Map.copyOf(issuers);
        this.site = site;
    }

    static boolean has(String path) {
        return path.startsWith(Consents.PATH);
    }

    void answer(HttpExchange exchange, Premises premises, Visit visit) throws HttpFailure, Refused {
        String path = exchange.path();
        boolean get = exchange.method().equals("GET");
        if (path.equals(Introductions.DOCUMENT) && get && site.get().getScheme().equals("https")) {
            exchange.respond(200, Headers.of("Content-Type", "application/json"), Introductions.document(site.get()));
            return;
        }
        try {
            if (path.equals(Introductions.CALLBACK) && get) {
                back(exchange);
            } else if (path.equals(UserProofs.CALLBACK) && get) {
                signedIn(exchange, premises);
            } else if (get) {
                show(exchange, known(path));
            } else if (exchange.method().equals("POST")) {
                agree(exchange, premises, known(path));
            } else {
                throw new Refused(Refusal.of(Reason.NOT_SERVED, "Nothing is served at this path."));
            }
        } catch (OauthFailed failure) {
            Refusal refusal =
                    Refusal.of(Reason.CONSENT_NEEDED, "This could not be done.", String.valueOf(failure.getMessage()));
            Release _ = visit.turnAway(premises.gate(), refusal);
            new ConsentPage(site.get()).failed(exchange, failure);
        }
    }

    private Consents.Visit known(String path) throws OauthFailed {
        return consents.find(path.substring(Consents.PATH.length()))
                .orElseThrow(() -> OauthFailed.ofCaller("this page was used before, or is too old: call again"));
    }

    private void show(HttpExchange exchange, Consents.Visit visit) throws HttpFailure, OauthFailed {
        ConsentPage page = new ConsentPage(site.get());
        requireProvable(visit.owner());
        String browser = page.browser(exchange).orElseGet(consents::newBrowser);
        page.ask(exchange, visit, browser, consents.formToken(visit, browser));
    }

    /// INVARIANT: nothing is begun before it is known that the form is ours, of this browser, and sent by the user who
    /// called.
    private void agree(HttpExchange exchange, Premises premises, Consents.Visit visit) throws HttpFailure, OauthFailed {
        requireOwnPage(exchange);
        ConsentPage page = new ConsentPage(site.get());
        Map<String, String> form = parameters(new String(exchange.body(FORM_BYTES_MAX), StandardCharsets.US_ASCII));
        String browser =
                page.browser(exchange).orElseThrow(() -> OauthFailed.ofCaller("this browser did not get the page"));
        if (!consents.isForm(visit, browser, form.getOrDefault("form", ""))) {
            throw OauthFailed.ofCaller("this form was not made for this browser");
        }
        if (form.containsKey("refuse")) {
            consents.refuse(visit);
            page.done(exchange, "You did not agree. Nothing was done. You can close this page.");
            return;
        }
        if (visit.owner().way() == Owner.Way.TOKEN) {
            page.send(exchange, proofs.begin(visit, place(visit.owner())));
            return;
        }
        requireSame(exchange, premises, visit.owner(), form.getOrDefault("key", ""));
        page.send(exchange, consents.begin(visit));
    }

    /// Where this user can show to be the one who called.
    private UserProofs.Place place(Owner owner) throws OauthFailed {
        UserProofs.Place place = issuers.get(owner.issuer().orElse(""));
        if (place == null) {
            throw OauthFailed.ofConfiguration("users of " + owner.issuer().orElse("this issuer")
                    + " can't show here who they are: write `sign-in` for that issuer");
        }
        return place;
    }

    private void requireProvable(Owner owner) throws OauthFailed {
        if (owner.way() == Owner.Way.TOKEN) {
            UserProofs.Place _ = place(owner);
        } else if (owner.way() == Owner.Way.ACCOUNT) {
            throw accounts();
        }
    }

    private static OauthFailed accounts() {
        return OauthFailed.ofCaller(
                "a browser can't show which account of this machine it is of: call with an API key or a token instead");
    }

    /// The user came back from the issuer of their tokens: only if it is the one who called, they are sent on.
    private void signedIn(HttpExchange exchange, Premises premises) throws HttpFailure, OauthFailed {
        ConsentPage page = new ConsentPage(site.get());
        RoundTrips.Response response = new RoundTrips.Response(parameters(exchange.query()));
        UserProofs.Proven proven = proofs.finish(response, ownBrowser(page, exchange, response));
        Outcome outcome =
                premises.authenticator().whose(proven.token().reveal(Purpose.OAUTH_TOKEN), site.get() + Endpoint.ROOT);
        switch (outcome) {
            case Outcome.Authenticated(Principal principal)
            when Owner.of(principal).key().equals(proven.visit().owner().key()) -> {
                page.send(exchange, consents.begin(proven.visit()));
            }
            case Outcome.Authenticated _ ->
                throw OauthFailed.ofCaller("you signed in as another user than the one who is asked");
            case Outcome.Rejected(var why, String description) ->
                throw OauthFailed.ofConfiguration(
                        "the token that came of signing in is not taken here (" + why.code() + "): " + description);
            case Outcome.NoCredential _, Outcome.ScopesMissing _ -> throw new IllegalStateException("it looked at one");
        }
    }

    private static String ownBrowser(ConsentPage page, HttpExchange exchange, RoundTrips.Response response)
            throws OauthFailed {
        return page.browser(exchange, response.state())
                .orElseThrow(() -> OauthFailed.ofCaller("this browser began nothing that this is the answer to"));
    }

    /// Without the path, which a tenant's site has (RFC 6454, section 6.2).
    private static String origin(URI site) {
        return site.getScheme() + "://" + site.getRawAuthority();
    }

    /// By all that a browser says of where a form comes from (Fetch, section 3.2; Fetch Metadata).
    private void requireOwnPage(HttpExchange exchange) throws OauthFailed {
        boolean origin =
                exchange.headers().all("Origin").stream().allMatch(each -> each.equalsIgnoreCase(origin(site.get())));
        boolean fetched = exchange.headers().all("Sec-Fetch-Site").stream().allMatch("same-origin"::equals);
        if (!origin || !fetched) {
            throw OauthFailed.ofCaller("this form comes from another site");
        }
    }

    private static void requireSame(HttpExchange exchange, Premises premises, Owner owner, String key)
            throws OauthFailed {
        switch (owner.way()) {
            case ANONYMOUS -> {
                if (!exchange.remote().getAddress().isLoopbackAddress()) {
                    throw OauthFailed.ofCaller("only who is on this machine can agree to this");
                }
            }
            case KEY -> {
                if (!isOf(owner, exchange, premises, List.of("Bearer " + key))) {
                    throw OauthFailed.ofCaller("this is no API key of the user who is asked");
                }
            }
            case CERTIFICATE -> {
                if (!isOf(owner, exchange, premises, List.of())) {
                    throw OauthFailed.ofCaller("this browser showed no certificate of the user who is asked");
                }
            }
            case TOKEN, ACCOUNT -> throw accounts();
        }
    }

    private static boolean isOf(Owner owner, HttpExchange exchange, Premises premises, List<String> authorization) {
        Presented shown = new Presented(
                authorization,
                new Presented.Peer(Presented.Reach.NETWORK, exchange.certificates(), Optional.empty()),
                new Presented.Request(
                        exchange.method(), premises.challenge().endpoint(exchange), List.of(), Presented.Look.FIRST));
        return premises.authenticator().authenticate(shown) instanceof Outcome.Authenticated(Principal principal)
                && Owner.of(principal).equals(owner);
    }

    private void back(HttpExchange exchange) throws HttpFailure, OauthFailed {
        ConsentPage page = new ConsentPage(site.get());
        RoundTrips.Response response = new RoundTrips.Response(parameters(exchange.query()));
        Consents.Visit visit = consents.finish(response, ownBrowser(page, exchange, response));
        page.done(
                exchange,
                "Tidegate can use " + visit.server() + " for " + visit.owner().name()
                        + " now. You can close this page and go on where you came from.");
    }

    /// Each parameter once: which of two was meant nobody knows.
    private static Map<String, String> parameters(String encoded) throws OauthFailed {
        Map<String, String> all = new HashMap<>();
        for (String pair : encoded.isEmpty() ? List.<String>of() : List.of(encoded.split("&", -1))) {
            int equals = pair.indexOf('=');
            Optional<String> twice = Optional.ofNullable(all.put(
                    decoded(equals < 0 ? pair : pair.substring(0, equals)),
                    equals < 0 ? "" : decoded(pair.substring(equals + 1))));
            if (twice.isPresent() || encoded.length() > QUERY_MAX) {
                throw OauthFailed.ofCaller("the answer says something twice, or too much");
            }
        }
        return all;
    }

    private static String decoded(String text) throws OauthFailed {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw OauthFailed.ofCaller("the answer can't be read");
        }
    }
}
