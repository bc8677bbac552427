package io.tidegate.http;

import java.net.URI;

/// What is asked of a server? `Host` and framing headers are added when it is sent.
///
/// @param repeat whether it may reach the server twice
@SuppressWarnings("ArrayRecordComponent") // bytes for the wire; requests are not compared
public record ClientRequest(String method, URI url, Headers headers, byte[] body, Repeat repeat) {
    /// May the client send the request again when a kept connection turns out to be dead?
    public enum Repeat {
        /// Only if certainly no byte of it was sent.
        NEVER,
        /// Reaching the server twice does no harm.
        SAFE
    }

    public ClientRequest {
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("a url must be http or https with a host, and without a user");
        }
        if (url.getPort() == 0 || url.getPort() > 65535) {
            throw new IllegalArgumentException("the port of a url must be between 1 and 65535");
        }
        if (!url.toString().chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("a url must be ascii; encode other characters");
        }
        if (method.isEmpty() || !method.chars().allMatch(Headers::isNameByte) || method.equals("CONNECT")) {
            throw new IllegalArgumentException("method `" + method + "` cannot be sent");
        }
        if (headers.has("host") || headers.has("expect")) {
            throw new IllegalArgumentException("header `host` is set by the client, `expect` is not supported");
        }
    }

    /// A request that is sent at most once.
    public ClientRequest(String method, URI url, Headers headers, byte[] body) {
        this(method, url, headers, body, Repeat.NEVER);
    }

    Origin origin() {
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() < 0 ? (secure ? 443 : 80) : url.getPort();
        return new Origin(secure, url.getHost().toLowerCase(java.util.Locale.ROOT), port);
    }

    /// Path and query, as written.
    String target() {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }
}
