package io.tidegate.identity;

import io.tidegate.identity.ClientCertificates.Certified;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who is calling? Takes an API key, a token, a client certificate, several of them together, or on loopback nobody, as
/// configured.
///
/// What is shown must be good, all of it: something bad never makes a caller anonymous, or somebody weaker. All of it
/// must speak of one user.
public final class Authenticator {
    /// May callers come without a credential?
    public enum AnonymousAccess {
        REFUSED,
        /// From this machine only.
        LOOPBACK_ONLY
    }

    /// In which ways callers can prove who they are.
    public record Ways(
            Optional<ApiKeys> keys,
            Optional<OidcTokens> tokens,
            Optional<ClientCertificates> certificates,
            AnonymousAccess anonymous) {}

    private final Ways ways;
    private final Required required;
    private final Map<String, Required> byProfile;

    /// @param required at every endpoint but those of `byProfile`
    public Authenticator(Ways ways, Required required, Map<String, Required> byProfile) {
        this.ways = ways;
        this.required = required;
        this.byProfile = Map.copyOf(byProfile);
    }

    /// Without certificates, and with each way everywhere.
    public Authenticator(Optional<ApiKeys> keys, Optional<OidcTokens> tokens, AnonymousAccess anonymous) {
        this(new Ways(keys, tokens, Optional.empty(), anonymous), Required.NOTHING_MORE, Map.of());
    }

    /// Which proofs this profile's endpoint asks for.
    public Required required(String profile) {
        return byProfile.getOrDefault(profile, required);
    }

    /// Who showed this. May wait for the provider's keys, for some seconds at most.
    public Outcome authenticate(Presented presented) {
        try {
            Optional<Certified> certified = certified(presented.peer().certificates());
            Outcome outcome =
                    switch (Credential.in(presented.authorization())) {
                        case Credential.None _ -> withoutCredential(presented.peer(), certified);
                        case Credential.Key(ApiKeyText text) ->
                            new Outcome.Authenticated(together(withKey(text), certified));
                        case Credential.Token token -> withToken(token, presented, certified);
                    };
            Outcome whole = presented.peer().account().isPresent() ? onAccount(outcome) : outcome;
            return enough(whole, required(presented.request().profile()));
        } catch (Rejection rejection) {
            return rejection.outcome();
        }
    }

    /// Whose token is this, whatever else an endpoint asks for? For who signed in to show who they are, and is let in
    /// nowhere.
    ///
    /// @param token shown as Bearer
    public Outcome whose(String token, String endpoint) {
        try {
            if (ways.tokens().isEmpty()) {
                throw new Rejection(Why.NOT_ACCEPTED, "sign-in tokens are not accepted here");
            }
            Presented.Request request = new Presented.Request("POST", endpoint, List.of(), Presented.Look.FIRST);
            Credential.Token shown = new Credential.Token(token, Credential.Scheme.BEARER);
            return new Outcome.Authenticated(
                    ways.tokens().get().check(shown, request, List.of()).principal());
        } catch (Rejection rejection) {
            return rejection.outcome();
        }
    }

    private Optional<Certified> certified(List<X509Certificate> shown) throws Rejection {
        return shown.isEmpty() || ways.certificates().isEmpty()
                ? Optional.empty()
                : Optional.of(ways.certificates().get().check(shown));
    }

    private Outcome withoutCredential(Presented.Peer peer, Optional<Certified> certified) throws Rejection {
        if (certified.isPresent()) {
            return new Outcome.Authenticated(certified.get().principal());
        }
        if (peer.account().isPresent()) {
            String account = peer.account().get();
            if (!Names.valid(Principal.SYSTEM_USER + account)) {
                throw new Rejection(Why.MALFORMED, "the account's name can't be a user's");
            }
            return new Outcome.Authenticated(Principal.ofAccount(account));
        }
        boolean allowed = ways.anonymous() == AnonymousAccess.LOOPBACK_ONLY && peer.reach() == Presented.Reach.LOOPBACK;
        return allowed ? new Outcome.Authenticated(Principal.anonymous()) : new Outcome.NoCredential();
    }

    private Principal withKey(ApiKeyText text) throws Rejection {
        if (ways.keys().isEmpty()) {
            throw new Rejection(Why.NOT_ACCEPTED, "API keys are not accepted here; sign in instead");
        }
        return ways.keys().get().check(text);
    }

    private static Principal together(Principal principal, Optional<Certified> certified) throws Rejection {
        if (certified.isEmpty()) {
            return principal;
        }
        if (!certified.get().user().equals(principal.id())) {
            throw new Rejection(
                    Why.TWO_USERS, "the client certificate and the credential beside it are of two different users");
        }
        return principal.and(certified.get());
    }

    private Outcome withToken(Credential.Token shown, Presented presented, Optional<Certified> certified)
            throws Rejection {
        if (ways.tokens().isEmpty()) {
            throw new Rejection(Why.NOT_ACCEPTED, "sign-in tokens are not accepted here; use an API key");
        }
        VerifiedToken token = ways.tokens()
                .get()
                .check(shown, presented.request(), presented.peer().certificates());
        Principal principal = token.key().isEmpty()
                ? token.principal()
                : token.principal().with(token.principal().evidence().and(Proof.DPOP));
        Principal whole = isOfClient(token, certified)
                ? principal.with(ofClient(principal.evidence(), certified))
                : together(principal, certified);
        Set<String> needed = token.settings().scopes();
        return whole.scopes().containsAll(needed)
                ? new Outcome.Authenticated(whole)
                : new Outcome.ScopesMissing(whole, needed);
    }

    /// The certificate that a token is bound to is that of the client that got the token (RFC 8705), and so is one with
    /// the name of that client: it does not name a second user.
    private static boolean isOfClient(VerifiedToken token, Optional<Certified> certified) {
        return token.bound().certificate().isPresent()
                || certified
                        .filter(one ->
                                Optional.of(one.user()).equals(token.principal().client()))
                        .isPresent();
    }

    private static Evidence ofClient(Evidence evidence, Optional<Certified> certified) {
        Evidence more = evidence.and(Proof.CERTIFICATE);
        return certified.map(client -> more.naming(client.user())).orElse(more);
    }

    /// The account of the machine is one more proof. It names no second user: accounts have names of their own kind.
    private static Outcome onAccount(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Authenticated(Principal principal) -> new Outcome.Authenticated(onAccount(principal));
            case Outcome.ScopesMissing(Principal principal, Set<String> needed) ->
                new Outcome.ScopesMissing(onAccount(principal), needed);
            case Outcome.NoCredential _, Outcome.Rejected _ -> outcome;
        };
    }

    private static Principal onAccount(Principal principal) {
        return principal.with(principal.evidence().and(Proof.OS_USER));
    }

    private static Outcome enough(Outcome outcome, Required required) throws Rejection {
        boolean met =
                switch (outcome) {
                    case Outcome.Authenticated(Principal principal) -> required.metBy(principal.evidence());
                    case Outcome.ScopesMissing(Principal principal, var _) -> required.metBy(principal.evidence());
                    case Outcome.NoCredential _, Outcome.Rejected _ -> true; // refused for more than that
                };
        if (!met) {
            throw new Rejection(Why.PROOF_REQUIRED, "more proof is needed here: " + required.words());
        }
        return outcome;
    }
}
