package io.tidegate.identity;

import java.util.List;

/// What did the caller show, and to which endpoint? The values of all `Authorization` headers as they came, and where
/// the connection ends. Nothing else is ever looked at: in particular no query parameter (RFC 6750, section 2.3; MCP
/// forbids it).
///
/// @param endpoint the URL that was called, as clients know it: the resource that tokens are given out for
public record Presented(List<String> authorization, Reach reach, String endpoint) {
    /// Where the other end of the connection is, as the socket says; headers are not believed.
    public enum Reach {
        LOOPBACK,
        NETWORK
    }

    public Presented {
        authorization = List.copyOf(authorization);
    }

    /// Never shows a credential.
    @Override
    public String toString() {
        return "Presented[" + authorization.size() + " headers, " + reach + "]";
    }
}
