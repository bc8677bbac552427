package io.tidegate.mcp;

import java.util.Optional;

/// JSON that is no JSON-RPC message; carries the id to answer to, where there was a readable one.
public final class NotAMessage extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<RequestId> id;

    public NotAMessage(String what, Optional<RequestId> id) {
        super(what, null, false, false);
        this.id = id;
    }

    public Optional<RequestId> id() {
        return id;
    }
}
