package io.tidegate.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/// What does an MCP server cost that does nothing? One thread, canned answers of 2 KB, both eras.
/// Tools: `echo` answers as JSON, `record` with personal data to mask, `stream` as an event stream.
/// It echoes the first `"id":` of a request, reads nothing else of it, and believes everything.
public final class StubServer {
    private static final int REQUEST_BYTES_MAX = 1 << 16;
    private static final byte[] ID = Wire.ascii("\"id\":");

    private final boolean modern;
    private final String[][] canned;

    private StubServer(boolean modern) {
        this.modern = modern;
        String plain = "{\"content\":[{\"type\":\"text\",\"text\":\"" + Text.prose(1_850) + "\"}],\"resultType\":\"complete\"}";
        String record = "{\"content\":[{\"type\":\"text\",\"text\":\"" + Text.prose(1_700)
                + " Write to ada.moreau@example.com, card 4242 4242 4242 4242.\"}],\"resultType\":\"complete\"}";
        canned = new String[][] {
            {"\"tools/call\"", "\"echo\"", json(plain)},
            {"\"tools/call\"", "\"record\"", json(record)},
            {"\"tools/call\"", "\"stream\"", eventStream(plain)},
            {"\"tools/list\"", "", json(tools())},
            {"\"server/discover\"", "", modern ? json(discovery()) : json("!")},
            {"\"initialize\"", "", json(initialized())},
            {"\"ping\"", "", json("{}")},
        };
    }

    /// Arguments: port, then `modern` or `legacy`.
    public static void main(String[] arguments) throws IOException {
        new StubServer(arguments.length < 2 || arguments[1].equals("modern")).serve(Integer.parseInt(arguments[0]));
    }

    private void serve(int port) throws IOException {
        try (Selector selector = Selector.open();
                ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            while (true) {
                selector.select(key -> {
                    try {
                        if (key.isAcceptable()) {
                            accept(listener, selector);
                        } else {
                            ((Peer) key.attachment()).read();
                        }
                    } catch (IOException e) {
                        close(key);
                    }
                });
            }
        }
    }

    private void accept(ServerSocketChannel listener, Selector selector) throws IOException {
        SocketChannel socket = listener.accept();
        socket.configureBlocking(false);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.register(selector, SelectionKey.OP_READ, new Peer(socket));
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            key.cancel();
        }
    }

    private final class Peer {
        private final SocketChannel socket;
        private final byte[] bytes = new byte[REQUEST_BYTES_MAX];
        private final ByteBuffer in = ByteBuffer.wrap(bytes);
        private final ByteBuffer direct = ByteBuffer.allocateDirect(REQUEST_BYTES_MAX);
        private final byte[] out = new byte[REQUEST_BYTES_MAX];
        private final Cache[] caches = new Cache[canned.length];

        Peer(SocketChannel socket) {
            this.socket = socket;
            Arrays.setAll(caches, i -> new Cache(canned[i]));
        }

        void read() throws IOException {
            direct.clear().limit(in.remaining());
            if (socket.read(direct) < 0) {
                throw new IOException("gone");
            }
            in.put(direct.flip());
            for (int end = in.position(); end > 0; end = in.position()) {
                int body = Wire.bodyStart(bytes, end);
                int last = body == Wire.MORE ? Wire.MORE : Wire.messageEnd(bytes, body, end);
                if (last == Wire.MORE) {
                    return;
                }
                answer(body, last);
                in.limit(end).position(last);
                in.compact();
            }
        }

        private void answer(int body, int last) throws IOException {
            if (bytes[0] != 'P') {
                write(Wire.ascii("HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n"));
                return;
            }
            int id = Wire.find(bytes, body, last, ID);
            if (id < 0) {
                write(Wire.ascii("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"));
                return;
            }
            int from = id + ID.length;
            int to = from;
            while (bytes[to] != ',' && bytes[to] != '}') {
                to++;
            }
            for (Cache each : caches) {
                if (each.fits(bytes, body, last)) {
                    write(each.with(bytes, from, to, out));
                    return;
                }
            }
            write(caches[4].unknown(bytes, from, to, out));
        }

        private void write(byte[] all) throws IOException {
            write(ByteBuffer.wrap(all));
        }

        private void write(ByteBuffer all) throws IOException {
            direct.clear();
            direct.put(all).flip();
            while (direct.hasRemaining()) {
                socket.write(direct);
            }
        }
    }

    /// One canned answer, and what asks for it.
    private static final class Cache {
        private final byte[] method;
        private final byte[] name;
        private final String text;
        private byte[] head = {};
        private byte[] tail = {};
        private int idLength = -1;

        Cache(String[] parts) {
            method = Wire.ascii(parts[0]);
            name = Wire.ascii(parts[1]);
            text = parts[2];
        }

        boolean fits(byte[] bytes, int body, int last) {
            return Wire.find(bytes, body, last, method) >= 0
                    && (name.length == 0 || Wire.find(bytes, body, last, name) >= 0);
        }

        ByteBuffer with(byte[] bytes, int from, int to, byte[] out) {
            if (text.contains("\"result\":!")) {
                return unknown(bytes, from, to, out);
            }
            if (to - from != idLength) {
                idLength = to - from;
                String sized = StubServer.sized(text, idLength);
                int at = sized.indexOf("@");
                head = Wire.ascii(sized.substring(0, at));
                tail = Wire.ascii(sized.substring(at + 1));
            }
            System.arraycopy(head, 0, out, 0, head.length);
            System.arraycopy(bytes, from, out, head.length, idLength);
            System.arraycopy(tail, 0, out, head.length + idLength, tail.length);
            return ByteBuffer.wrap(out, 0, head.length + idLength + tail.length);
        }

        ByteBuffer unknown(byte[] bytes, int from, int to, byte[] out) {
            String id = new String(bytes, from, to - from, java.nio.charset.StandardCharsets.UTF_8);
            String error = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":-32601,\"message\":\"no such method\"}}";
            return Wire.buffer("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + error.length()
                    + "\r\n\r\n" + error);
        }
    }

    /// The whole response with its length filled in; `@` stands for the id.
    private static String sized(String text, int idLength) {
        int body = text.indexOf("\r\n\r\n") + 4;
        boolean chunked = text.startsWith("%", text.indexOf("\r\n\r\n") + 4);
        int length = text.length() - body - 1 + idLength;
        if (!chunked) {
            return text.replace("#", Integer.toString(length));
        }
        String event = text.substring(body + 1);
        return text.substring(0, body) + Integer.toHexString(event.length() - 1 + idLength) + "\r\n" + event
                + "\r\n0\r\n\r\n";
    }

    private static String json(String result) {
        String session = result.contains("protocolVersion") ? "Mcp-Session-Id: stub-session\r\n" : "";
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + session + "Content-Length: #\r\n\r\n"
                + "{\"jsonrpc\":\"2.0\",\"id\":@,\"result\":" + result + "}";
    }

    private static String eventStream(String result) {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n%"
                + "event: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":@,\"result\":" + result + "}\n\n";
    }

    private static String tools() {
        var tools = new StringBuilder("{\"tools\":[");
        for (String name : new String[] {"echo", "record", "stream"}) {
            tools.append(tools.length() > 12 ? "," : "")
                    .append("{\"name\":\"").append(name)
                    .append("\",\"description\":\"Answers two kilobytes.\",\"annotations\":{\"readOnlyHint\":true},")
                    .append("\"inputSchema\":{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},")
                    .append("\"limit\":{\"type\":\"integer\"}},\"required\":[\"text\"],\"additionalProperties\":false}}");
        }
        return tools + "],\"resultType\":\"complete\",\"ttlMs\":60000,\"cacheScope\":\"private\"}";
    }

    private static String discovery() {
        return "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},"
                + "\"ttlMs\":60000,\"cacheScope\":\"private\"}";
    }

    private static String initialized() {
        return "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                + "\"serverInfo\":{\"name\":\"stub\",\"version\":\"1\"}}";
    }
}
