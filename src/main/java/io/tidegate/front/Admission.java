package io.tidegate.front;

import io.tidegate.call.Caller;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.catalog.Catalog;
import io.tidegate.era.Heard;
import io.tidegate.http.HttpExchange;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Outcome;
import io.tidegate.identity.OwnTokens;
import io.tidegate.identity.Presented;
import io.tidegate.identity.Presented.Look;
import io.tidegate.identity.Principal;
import io.tidegate.identity.Why;
import io.tidegate.mcp.Capabilities;
import io.tidegate.secret.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Who sends this request, and may they come in at all? What they may do is not asked here.
final class Admission {
    // A provider that was away is asked again no sooner.
    private static final Duration UNSURE_FOR = Duration.ofSeconds(30);

    private Admission() {}

    /// @throws Refused with what the caller has to do
    static Principal of(HttpExchange exchange, Premises premises, Visit visit) throws Refused {
        return switch (premises.authenticator().authenticate(presented(exchange, premises, Look.FIRST))) {
            case Outcome.Authenticated(Principal principal) -> visit.by(principal);
            case Outcome.NoCredential _ ->
                throw new Refused(Refusal.of(Reason.NOT_AUTHENTICATED, howToGetIn(exchange, premises)));
            case Outcome.ScopesMissing(Principal principal, Set<String> needed) -> {
                Principal known = visit.by(principal);
                Set<String> missing = new TreeSet<>(needed);
                missing.removeAll(known.scopes());
                throw new Refused(Refusal.forScopes(needed, String.join(" ", missing)));
            }
            case Outcome.Rejected(var why, String description)
            when why == Why.SEVERAL_CREDENTIALS -> // RFC 6750, section 3.1: a bad request, whatever they are
                throw new Refused(Refusal.of(Reason.MALFORMED, description, why.code()));
            case Outcome.Rejected(var why, String description)
            when why.isTemporary() ->
                throw new Refused(Refusal.of(Reason.CREDENTIAL_NOT_CHECKED, description, why.code())
                        .after(UNSURE_FOR));
            case Outcome.Rejected(var why, String description) ->
                throw new Refused(Refusal.of(Reason.CREDENTIAL_REJECTED, description, why.code()));
        };
    }

    private static String howToGetIn(HttpExchange exchange, Premises premises) {
        String needed = premises.authenticator().required(profile(exchange)).words();
        return needed.isEmpty() ? "Sign in, or send an API key." : "Needed here: " + needed + ".";
    }

    private static String profile(HttpExchange exchange) {
        return Endpoint.profile(exchange.path()).orElse(Catalog.DEFAULT_PROFILE);
    }

    /// Whether a client that was let in, and listens, would be let in again: keys are revoked and tokens expire
    /// while it does.
    static boolean isStillWelcome(HttpExchange exchange, Premises premises, Principal before) {
        return isStillGood(exchange, premises, before, _ -> false);
    }

    /// Whether a call that was let in may go on: its caller's key was not revoked meanwhile. That a token has expired
    /// since ends no call.
    ///
    /// @throws Refused if it may not
    static void requireUnrevoked(HttpExchange exchange, Premises premises, Principal before) throws Refused {
        require(isStillGood(exchange, premises, before, Why.EXPIRED::equals));
    }

    /// Whether a further call may begin whose caller was let in for others.
    ///
    /// @throws Refused if it may not
    static void requireWelcome(HttpExchange exchange, Premises premises, Principal before) throws Refused {
        require(isStillWelcome(exchange, premises, before));
    }

    private static boolean isStillGood(
            HttpExchange exchange, Premises premises, Principal before, Predicate<Why> besides) {
        return switch (premises.authenticator().authenticate(presented(exchange, premises, Look.AGAIN))) {
            case Outcome.Authenticated(Principal now) -> now.key().equals(before.key());
            case Outcome.Rejected(var why, String _) -> why.letsStay() || besides.test(why);
            case Outcome.NoCredential _, Outcome.ScopesMissing _ -> false;
        };
    }

    private static void require(boolean welcome) throws Refused {
        if (!welcome) {
            throw new Refused(Refusal.of(
                    Reason.CREDENTIAL_REJECTED,
                    "What you signed in with is not taken any more. What was under way goes no further.",
                    "not-welcome-any-more"));
        }
    }

    /// Who makes one request, with the token that it showed.
    ///
    /// @param can what it can be asked for
    static Caller caller(HttpExchange exchange, Principal principal, Heard.Client client, Capabilities can) {
        return new Caller(principal, client.info(), HttpFront.source(exchange), can, client.session(), client.log())
                .showing(shown(exchange, principal));
    }

    /// The token with which a caller came, to be exchanged for others as long as its call lasts. An API key is none.
    private static Optional<Secret> shown(HttpExchange exchange, Principal principal) {
        return switch (principal.authentication()) {
            case Authentication.Anonymous _,
                    Authentication.ApiKey _,
                    Authentication.Certificate _,
                    Authentication.SystemUser _ -> Optional.empty();
            case Authentication.OidcToken _ ->
                exchange.headers()
                        .only("Authorization")
                        .map(text -> text.substring(text.indexOf(' ') + 1).strip())
                        .filter(token -> !OwnTokens.isOne(token)) // good here only: nobody else is shown one
                        .map(Secret::of);
        };
    }

    private static Presented presented(HttpExchange exchange, Premises premises, Look look) {
        Presented.Reach reach =
                exchange.remote().getAddress().isLoopbackAddress() ? Presented.Reach.LOOPBACK : Presented.Reach.NETWORK;
        Presented.Request request = new Presented.Request(
                exchange.method(),
                premises.challenge().endpoint(exchange),
                profile(exchange),
                exchange.headers().all("DPoP"),
                look);
        return new Presented(
                exchange.headers().all("Authorization"),
                new Presented.Peer(reach, exchange.certificates(), exchange.systemUser()),
                request);
    }
}
