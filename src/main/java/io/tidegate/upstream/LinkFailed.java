package io.tidegate.upstream;

import io.tidegate.http.Headers;
import io.tidegate.oauth.OauthFailed;
import io.tidegate.oauth.TokenSource;
import java.util.Optional;

/// A server, or the way to it, did not do what the protocol asks. The message names what, never content.
final class LinkFailed extends Exception {
    private static final long serialVersionUID = 1L;

    enum Why {
        /// Could not be reached or started, or went away.
        GONE,
        /// No answer in time.
        SLOW,
        /// Too much is under way there: nothing was sent.
        BUSY,
        /// An answer beyond the limit.
        TOO_LARGE,
        /// An answer that there is no memory for now.
        NO_MEMORY,
        /// An answer that isn't MCP.
        MALFORMED,
        /// The server doesn't know the session any more: nothing was done, the request may be put again.
        SESSION_LOST,
        /// The server does not accept the gateway's credential.
        CREDENTIAL,
        /// The user has to agree first that the gateway gets a token for it: nothing was sent.
        CONSENT,
        /// The caller came without what a token is got with: nothing was sent.
        UNPROVEN,
        /// It is not the server that was configured.
        CHANGED,
        /// The caller gave up.
        CANCELLED
    }

    private final Why why;
    private final transient Optional<TokenSource.Refused> refused;
    private final boolean unsent;

    LinkFailed(Why why, String what) {
        this(why, what, Optional.empty());
    }

    private LinkFailed(Why why, String what, Optional<TokenSource.Refused> refused) {
        this(why, what, refused, false);
    }

    private LinkFailed(Why why, String what, Optional<TokenSource.Refused> refused, boolean unsent) {
        super(what, null, false, false);
        this.why = why;
        this.refused = refused;
        this.unsent = unsent;
    }

    /// Whether it is sure that the server did nothing.
    boolean isUntouched() {
        return unsent
                || switch (why) {
                    case BUSY, SESSION_LOST, CREDENTIAL, CONSENT, UNPROVEN, CHANGED -> true;
                    case GONE, SLOW, TOO_LARGE, NO_MEMORY, MALFORMED, CANCELLED -> false;
                };
    }

    /// It has as many calls as it may.
    static LinkFailed full() {
        return new LinkFailed(Why.BUSY, "as many calls run as it may have at a time");
    }

    /// It can't be asked now: nothing was sent.
    static LinkFailed down(String what) {
        return unsent(Why.GONE, what);
    }

    /// Nothing was sent.
    static LinkFailed unsent(Why why, String what) {
        return new LinkFailed(why, what, Optional.empty(), true);
    }

    /// It did not take what it was shown, and so did nothing.
    static LinkFailed refused(int status, Headers answer) {
        return new LinkFailed(
                Why.CREDENTIAL,
                "the server answered with status " + status,
                Optional.of(new TokenSource.Refused(status, answer)));
    }

    /// There is no token to show.
    static LinkFailed of(OauthFailed failure) {
        Why why =
                switch (failure.fault()) {
                    case SERVER, AUTHORIZATION_SERVER, CONFIGURATION -> Why.CREDENTIAL;
                    case CALLER -> Why.UNPROVEN;
                    case CONSENT -> Why.CONSENT;
                };
        return new LinkFailed(why, String.valueOf(failure.getMessage()));
    }

    /// What the server said, where it did not take what it was shown.
    Optional<TokenSource.Refused> refused() {
        return refused;
    }

    Why why() {
        return why;
    }

    /// Whether the gateway has no token that the server takes.
    boolean isOfToken() {
        return why == Why.CREDENTIAL || why == Why.CONSENT;
    }
}
