package io.tidegate.http;

/// With whom is a connection? Connections are shared only inside one origin (RFC 6454).
record Origin(boolean secure, String host, int port) {
    /// For the `Host` header: the port only where it is not the scheme's own.
    String authority() {
        boolean usual = port == (secure ? 443 : 80);
        return usual ? host : host + ":" + port;
    }

    /// The name to look up and to verify: an IPv6 literal without its brackets.
    String plainHost() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
