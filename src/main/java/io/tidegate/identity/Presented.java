package io.tidegate.identity;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// What did the caller show, and with which request? The values of all `Authorization` headers as they came, and what
/// the connection itself shows. Nothing else is ever looked at: in particular no query parameter (RFC 6750, section
/// 2.3;
/// MCP forbids it), and no header that claims to be a certificate or an address.
public record Presented(List<String> authorization, Peer peer, Request request) {
    /// The other end of the connection.
    ///
    /// @param certificates that TLS brought, the peer's own first; whose key it showed to have
    /// @param account of this machine that the peer runs as, by the word of the operating system
    public record Peer(Reach reach, List<X509Certificate> certificates, Optional<String> account) {
        public Peer {
            certificates = List.copyOf(certificates);
        }
    }

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
    /// @param profile that is served there
    /// @param proofs the values of all `DPoP` headers as they came
    public record Request(String method, String endpoint, String profile, List<String> proofs, Look look) {
        public Request {
            proofs = List.copyOf(proofs);
        }

        /// To the default profile.
        public Request(String method, String endpoint, List<String> proofs, Look look) {
            this(method, endpoint, "", proofs, look);
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

    /// Without a certificate.
    public Presented(List<String> authorization, Reach reach, Request request) {
        this(authorization, new Peer(reach, List.of(), Optional.empty()), request);
    }

    /// With a first POST to this endpoint, without proofs.
    public Presented(List<String> authorization, Reach reach, String endpoint) {
        this(authorization, reach, new Request("POST", endpoint, List.of(), Look.FIRST));
    }

    /// Never shows a credential.
    @Override
    public String toString() {
        return "Presented[" + authorization.size() + " headers, " + peer.reach() + "]";
    }
}
