package io.tidegate.upstream;

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
        /// It is not the server that was configured.
        CHANGED,
        /// The caller gave up.
        CANCELLED
    }

    private final Why why;

    LinkFailed(Why why, String what) {
        super(what, null, false, false);
        this.why = why;
    }

    Why why() {
        return why;
    }
}
