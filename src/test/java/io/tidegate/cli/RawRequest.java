package io.tidegate.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A request as bytes, so that it may be wrong in every way. Made from a good one by changing what is to be wrong.
///
/// @param headers lines without their end; `Host`, `Connection` and, unless there is one, `Content-Length` are added
/// @param body one character a byte
record RawRequest(String method, String path, List<String> headers, String body) {
    private static final String META =
            "\"io.modelcontextprotocol/protocolVersion\": \"2026-07-28\", \"io.modelcontextprotocol/clientCapabilities\": {}";

    /// What came back; the status is 0 where the connection ended without one.
    record Answer(int status, String head, String body) {
        /// The session that was opened.
        String session() {
            return head.lines()
                    .filter(line -> line.startsWith("Mcp-Session-Id: "))
                    .findFirst()
                    .orElseThrow()
                    .substring("Mcp-Session-Id: ".length());
        }
    }

    RawRequest {
        headers = List.copyOf(headers);
    }

    /// `tools/call` of `echo` in the newer era.
    static RawRequest call() {
        return call("echo");
    }

    static RawRequest call(String tool) {
        return modern("tools/call", "\"name\": \"" + tool + "\", \"arguments\": {}")
                .with("Mcp-Name", tool);
    }

    /// A request of the newer era.
    ///
    /// @param params members
    static RawRequest modern(String method, String params) {
        String members = params.isEmpty() ? "" : params + ", ";
        return old(method, members + "\"_meta\": {" + META + "}")
                .with("MCP-Protocol-Version", "2026-07-28")
                .with("Mcp-Method", method);
    }

    /// A request of the older era, without a session.
    static RawRequest old(String method, String params) {
        String body =
                "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"%s\", \"params\": {%s}}".formatted(method, params);
        List<String> headers = List.of("Content-Type: application/json", "Accept: application/json, text/event-stream");
        return new RawRequest("POST", "/mcp", headers, body);
    }

    /// One more header.
    RawRequest with(String name, String value) {
        List<String> more = new ArrayList<>(headers);
        more.add(name + ": " + value);
        return new RawRequest(method, path, more, body);
    }

    RawRequest without(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        List<String> fewer = headers.stream()
                .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith(start))
                .toList();
        return new RawRequest(method, path, fewer, body);
    }

    /// This header with another value.
    RawRequest but(String name, String value) {
        return without(name).with(name, value);
    }

    RawRequest as(String credential) {
        return but("Authorization", "Bearer " + credential);
    }

    RawRequest body(String bytes) {
        return new RawRequest(method, path, headers, bytes);
    }

    /// With `now` in the body where `before` was.
    RawRequest saying(String before, String now) {
        return body(body.replace(before, now));
    }

    RawRequest by(String verb) {
        return new RawRequest(verb, path, headers, body);
    }

    RawRequest to(String other) {
        return new RawRequest(method, other, headers, body);
    }

    byte[] bytes(int port) {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        if (headers.stream().noneMatch(line -> line.startsWith("Host:"))) {
            head.append("Host: localhost:").append(port).append("\r\n");
        }
        head.append("Connection: close\r\n");
        headers.forEach(line -> head.append(line).append("\r\n"));
        if (headers.stream().noneMatch(line -> line.startsWith("Content-Length:") || line.startsWith("Transfer-"))) {
            head.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return head.append("\r\n").append(body).toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    Answer send(InetSocketAddress gateway) throws IOException {
        try (Socket socket = new Socket(gateway.getAddress(), gateway.getPort())) {
            return send(socket, gateway.getPort());
        }
    }

    Answer send(Socket socket, int port) throws IOException {
        socket.setSoTimeout(15_000);
        socket.getOutputStream().write(bytes(port));
        socket.getOutputStream().flush();
        return read(socket);
    }

    static Answer read(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketException _) {
            return answer(all.toString(StandardCharsets.UTF_8)); // cut, after what there is
        }
        return answer(all.toString(StandardCharsets.UTF_8));
    }

    private static Answer answer(String text) {
        int end = text.indexOf("\r\n\r\n");
        return end < 0
                ? new Answer(0, text, "")
                : new Answer(Integer.parseInt(text.substring(9, 12)), text.substring(0, end), text.substring(end + 4));
    }
}
