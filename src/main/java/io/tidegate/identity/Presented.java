package io.tidegate.identity;

import java.util.List;

/// What did the caller show, and with which request? The values of all `Authorization` headers as they came, and where
/// the connection ends. Nothing else is ever looked at: in particular no query parameter (RFC 6750, section 2.3; MCP
/// forbids it).
public record Presented(List<String> authorization, Reach reach, Request request) {
    /// Where the other end of the connection is, as the socket says; headers are not believed.
    public enum Reach {
        LOOPBACK,
        NETWORK
    }

    /// Whether this very request was looked at before.
    public enum Look {
        FIRST,
        /// A request that lasts: its proof was checked when it came, and can't be made anew.
        AGAIN
    }

    /// What a token must be for, and a proof of its key about.
    ///
    /// @param endpoint the URL that was called, as clients know it: the resource that tokens are given out for
    /// @param proofs the values of all `DPoP` headers as they came
    public record Request(String method, String endpoint, List<String> proofs, Look look) {
        public Request {
            proofs = List.copyOf(proofs);
        }

        /// Never shows a proof.
        @Override
        public String toString() {
            return method + " " + endpoint;
        }
    }

    public Presented {
        authorization = List.copyOf(authorization);
    }

    /// With a first POST to this endpoint, without proofs.
    public Presented(List<String> authorization, Reach reach, String endpoint) {
        this(authorization, reach, new Request("POST", endpoint, List.of(), Look.FIRST));
    }

    /// Never shows a credential.
    @Override
    public String toString() {
        return "Presented[" + authorization.size() + " headers, " + reach + "]";
    }
}
