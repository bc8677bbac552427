package io.tidegate.http;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;

/// Who is at the other end, of a connection that need not be this machine's own.
///
/// @param secure whether it came over TLS
/// @param certificates that it brought to the handshake, its own first; it has the key of the first
public record Requester(InetSocketAddress remote, boolean secure, List<X509Certificate> certificates) {
    public Requester {
        certificates = List.copyOf(certificates);
    }
}
