package io.tidegate.oauth;

import io.tidegate.http.Headers;
import io.tidegate.secret.Secret;
import java.util.Optional;

/// Where do the tokens come from that one server is shown? It is asked before every request to the server.
///
/// INVARIANT: no token that a caller showed to Tidegate is ever returned (MCP, Authorization, token passthrough).
public sealed interface TokenSource permits OwnTokens, ExchangedTokens, GrantedTokens {
    /// The token to show. Nothing where none is needed until the server says so, which only the gateway itself tries.
    ///
    /// @throws OauthFailed if there is none to be had
    Optional<Secret> token(Bearer who) throws OauthFailed;

    /// The server did not take what it was shown. Returns whether there may be a better token now, so that asking once
    /// more makes sense; it did nothing, since it let nobody in.
    ///
    /// @param answer the headers that came with 401 or 403
    boolean refused(Bearer who, Optional<Secret> shown, Refused answer);

    /// Whether each caller has a token of its own, and so nothing at the server is shared.
    boolean isPersonal();

    /// What the server said when it let nobody in.
    record Refused(int status, Headers headers) {
        Optional<ServerChallenge> challenge() {
            return ServerChallenge.in(headers);
        }
    }
}
