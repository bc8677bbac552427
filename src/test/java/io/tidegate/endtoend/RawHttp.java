package io.tidegate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// What comes back on the wire, byte by byte? A request and its whole answer, status line and headers included, without
/// a client's good manners.
final class RawHttp {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int ANSWER_BYTES_MAX = 8 << 20; // far above every answer that a test looks at

    private RawHttp() {}

    static byte[] post(URI url, Map<String, String> headers, String body) throws IOException {
        return post(url, headers, body.getBytes(UTF_8));
    }

    /// Posts `body` as JSON and closes; `headers` come on top, so that a test may send any twice.
    static byte[] post(URI url, Map<String, String> headers, byte[] body) throws IOException {
        StringBuilder head = new StringBuilder("POST " + url.getRawPath() + " HTTP/1.1\r\n");
        head.append("Host: ").append(url.getRawAuthority()).append("\r\nConnection: close\r\n");
        head.append("Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n");
        head.append("Content-Length: ").append(body.length).append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.append("\r\n").toString().getBytes(UTF_8));
        request.writeBytes(body);
        return exchange(url, request.toByteArray());
    }

    /// Sends bytes as they are and reads until the other side closes.
    static byte[] exchange(URI url, byte[] request) throws IOException {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            return socket.getInputStream().readNBytes(ANSWER_BYTES_MAX);
        }
    }
}
