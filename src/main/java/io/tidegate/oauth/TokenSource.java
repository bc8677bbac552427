package io.tidegate.oauth;

import io.tidegate.http.Headers;
import io.tidegate.secret.Purpose;
import io.tidegate.secret.Secret;
import java.net.URI;
import java.util.Optional;

/// Where do the tokens come from that one server is shown? It is asked before every request to the server.
///
/// INVARIANT: no token that a caller showed to Tidegate is ever returned (MCP, Authorization, token passthrough).
public sealed interface TokenSource permits OwnTokens, ExchangedTokens, GrantedTokens {
    /// The token to show. Nothing where none is needed until the server says so, which only the gateway itself tries.
    ///
    /// @throws OauthFailed if there is none to be had
    Optional<Shown> token(Bearer who) throws OauthFailed;

    /// The server did not take what it was shown. Returns whether there may be a better token now, so that asking once
    /// more makes sense; it did nothing, since it let nobody in.
    ///
    /// @param answer the headers that came with 401 or 403
    boolean refused(Bearer who, Optional<Secret> shown, Refused answer);

    /// Whether each caller has a token of its own, and so nothing at the server is shared.
    boolean isPersonal();

    /// Which authorization server gives the tokens? Asks the server, and that one, what they publish.
    ///
    /// @throws OauthFailed if they do not say, or it is not there
    String issuer() throws OauthFailed;

    /// What a server is shown.
    ///
    /// @param key that the token is bound to; empty where whoever has it may use it
    record Shown(Secret token, Optional<DpopKey> key) {
        /// The headers of one request with it (RFC 6750, section 2.1; RFC 9449, section 7.1).
        public Headers on(Headers headers, String method, URI url) {
            String text = token.reveal(Purpose.UPSTREAM_CREDENTIAL);
            return key.map(bound -> headers.and("Authorization", "DPoP " + text)
                            .and("DPoP", bound.proof(method, url, Optional.of(token))))
                    .orElseGet(() -> headers.and("Authorization", "Bearer " + text));
        }
    }

    /// What the server said when it let nobody in.
    record Refused(int status, Headers headers) {
        Optional<ServerChallenge> challenge() {
            return ServerChallenge.in(headers);
        }
    }
}
