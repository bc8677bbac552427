package io.tidegate.identity;

import java.util.Optional;
import java.util.Set;

/// Who is calling? Takes an API key, a token, or on loopback nobody, as configured.
///
/// A credential that is shown must be good: a bad one never makes a caller anonymous.
public final class Authenticator {
    /// May callers come without a credential?
    public enum AnonymousAccess {
        REFUSED,
        /// From this machine only.
        LOOPBACK_ONLY
    }

    private final Optional<ApiKeys> keys;
    private final Optional<OidcTokens> tokens;
    private final AnonymousAccess anonymous;

    public Authenticator(Optional<ApiKeys> keys, Optional<OidcTokens> tokens, AnonymousAccess anonymous) {
        this.keys = keys;
        this.tokens = tokens;
        this.anonymous = anonymous;
    }

    /// Who showed this. May wait for the provider's keys, for some seconds at most.
    public Outcome authenticate(Presented presented) {
        try {
            return switch (Credential.in(presented.authorization())) {
                case Credential.None _ -> withoutCredential(presented.reach());
                case Credential.Key(ApiKeyText text) -> new Outcome.Authenticated(withKey(text));
                case Credential.Token token -> withToken(token, presented.request());
            };
        } catch (Rejection rejection) {
            return rejection.outcome();
        }
    }

    private Outcome withoutCredential(Presented.Reach reach) {
        boolean allowed = anonymous == AnonymousAccess.LOOPBACK_ONLY && reach == Presented.Reach.LOOPBACK;
        return allowed ? new Outcome.Authenticated(Principal.anonymous()) : new Outcome.NoCredential();
    }

    private Principal withKey(ApiKeyText text) throws Rejection {
        if (keys.isEmpty()) {
            throw new Rejection(Why.NOT_ACCEPTED, "API keys are not accepted here; sign in instead");
        }
        return keys.get().check(text);
    }

    private Outcome withToken(Credential.Token shown, Presented.Request request) throws Rejection {
        if (tokens.isEmpty()) {
            throw new Rejection(Why.NOT_ACCEPTED, "sign-in tokens are not accepted here; use an API key");
        }
        VerifiedToken token = tokens.get().check(shown, request);
        Set<String> needed = token.settings().scopes();
        return token.principal().scopes().containsAll(needed)
                ? new Outcome.Authenticated(token.principal())
                : new Outcome.ScopesMissing(token.principal(), needed);
    }
}
