package io.tidegate.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Which bytes does a client send for one call? The whole request, with nine digits of id that are changed in place.
final class Request {
    private static final int FIRST_ID = 100_000_000;
    private static final int ARGUMENT_BYTES = 1_700;

    private final byte[] bytes;
    private final int idAt;

    private Request(byte[] bytes) {
        this.bytes = bytes;
        this.idAt = Wire.find(bytes, 0, bytes.length, Wire.ascii("\"id\":")) + 5;
    }

    /// A copy for one connection.
    Request copy() {
        return new Request(bytes.clone());
    }

    /// The bytes of the call with number `n`.
    byte[] numbered(int n) {
        int rest = FIRST_ID + n;
        for (int i = 8; i >= 0; i--) {
            bytes[idAt + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return bytes;
    }

    int length() {
        return bytes.length;
    }

    /// A call in the era of 2026-07-28.
    static Request modern(Goal goal) {
        String body = body(
                goal.tool(),
                ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientCapabilities\":{}}");
        return new Request(http(goal, body, "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: "
                + goal.tool() + "\r\n"));
    }

    /// A call in the era of 2025-11-25, in a session that this opens.
    static Request legacy(Goal goal) throws IOException {
        String open = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                + "\"capabilities\":{},\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}}";
        String done = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), goal.port())) {
            var exchange = new Exchange(socket);
            exchange.send(http(goal, open, ""));
            exchange.receive();
            String session = exchange.header("mcp-session-id:");
            String headers = "MCP-Protocol-Version: 2025-11-25\r\n"
                    + (session.isEmpty() ? "" : "Mcp-Session-Id: " + session + "\r\n");
            exchange.send(http(goal, done, headers));
            exchange.receive();
            return new Request(http(goal, body(goal.tool(), ""), headers));
        }
    }

    private static String body(String tool, String more) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + FIRST_ID + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":{\"text\":\"" + Text.prose(ARGUMENT_BYTES) + "\",\"limit\":10}" + more + "}}";
    }

    private static byte[] http(Goal goal, String body, String headers) {
        String key = goal.key().isEmpty() ? "" : "Authorization: Bearer " + goal.key() + "\r\n";
        return ("POST " + goal.path() + " HTTP/1.1\r\nHost: 127.0.0.1:" + goal.port()
                        + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n" + key
                        + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }
}
