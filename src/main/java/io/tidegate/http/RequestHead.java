package io.tidegate.http;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Locale;

/// What does a request line with its headers ask for? Valid by construction: one host, one framing, a target in
/// origin form.
///
/// @param target path and query as sent; an absolute target was reduced to these after its authority was held
/// against `Host`
/// @param keepAlive the client allows another request on this connection
/// @param expectsContinue the client waits for 100 before it sends the body
record RequestHead(
        String method,
        String target,
        Headers headers,
        Framing framing,
        boolean http11,
        boolean keepAlive,
        boolean expectsContinue) {
    static RequestHead of(HttpRequest decoded) throws HttpFailure.Malformed {
        boolean http11 = decoded.protocolVersion().equals(HttpVersion.HTTP_1_1);
        if (!http11 && !decoded.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            throw new HttpFailure.Malformed(Defect.VERSION);
        }
        Headers headers = Decoder.headers(decoded);
        String method = decoded.method().name();
        String host = host(headers, http11);
        String target = target(method, decoded.uri(), host);
        Framing framing = Framing.ofRequest(headers, http11);
        // HTTP/1.0 has no chunked answers and keeps connections by a header we need not speak
        boolean keepAlive = http11 && !headers.lists("connection", "close");
        return new RequestHead(method, target, headers, framing, http11, keepAlive, expectation(headers, http11));
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    /// RFC 9112 section 3.2: exactly one for HTTP/1.1, however it is empty.
    private static String host(Headers headers, boolean http11) throws HttpFailure.Malformed {
        int hosts = headers.count("host");
        if (hosts > 1 || (http11 && hosts == 0)) {
            throw new HttpFailure.Malformed(Defect.HOST);
        }
        String host = headers.first("host").orElse("");
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean allowed = c > ' ' && c < 127 && "/?#@\\,\"<>".indexOf(c) < 0;
            if (!allowed) {
                throw new HttpFailure.Malformed(Defect.HOST);
            }
        }
        return host;
    }

    /// RFC 9112 section 3.2: origin form, absolute form with the same authority as `Host`, or `*` for OPTIONS.
    private static String target(String method, String sent, String host) throws HttpFailure.Malformed {
        for (int i = 0; i < sent.length(); i++) {
            char c = sent.charAt(i);
            if (c <= ' ' || c >= 127 || c == '#' || c == '\\' || c == '"' || c == '<' || c == '>') {
                throw new HttpFailure.Malformed(Defect.TARGET);
            }
        }
        if (sent.startsWith("/")) {
            return sent;
        }
        if (sent.equals("*") && method.equals("OPTIONS")) {
            return sent;
        }
        return fromAbsolute(sent, host);
    }

    private static String fromAbsolute(String sent, String host) throws HttpFailure.Malformed {
        String lower = sent.toLowerCase(Locale.ROOT);
        int start = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : -1;
        if (start < 0) {
            throw new HttpFailure.Malformed(Defect.TARGET);
        }
        int end = start;
        while (end < sent.length() && sent.charAt(end) != '/' && sent.charAt(end) != '?') {
            end++;
        }
        // Whoever checks `Host` must not be told another name by the target.
        if (end == start || !sent.substring(start, end).equalsIgnoreCase(host)) {
            throw new HttpFailure.Malformed(Defect.HOST);
        }
        String rest = sent.substring(end);
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    private static boolean expectation(Headers headers, boolean http11) throws HttpFailure.Malformed {
        if (!http11 || !headers.has("expect")) {
            return false;
        }
        if (headers.count("expect") != 1 || !headers.lists("expect", "100-continue")) {
            throw new HttpFailure.Malformed(Defect.EXPECTATION);
        }
        return true;
    }
}
