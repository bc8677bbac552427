package io.tidegate.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Does a client that does not read its answers keep anybody from being answered?
@Timeout(60)
class SlowReadersTest {
    private static final int LARGE = 6 << 20; // more than the buffers between client and gateway hold

    @TempDir
    private Path folder = Path.of("");

    private final List<Socket> open = new ArrayList<>();

    private void hangUp() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void sendAndReadNothing(Started started, RawRequest request) throws IOException {
        InetSocketAddress gateway = started.gateway().address();
        Socket socket = new Socket();
        open.add(socket);
        socket.setReceiveBufferSize(4_096);
        socket.connect(gateway);
        socket.getOutputStream().write(request.bytes(gateway.getPort()));
    }

    @Test
    void theirCallsAreOverAndOthersHaveTheirPlaces() throws Exception {
        String text = "a ".repeat(LARGE / 2);
        try (ModernServer server = ModernServer.start(ModernServer.tool("echo"))) {
            server.answer(
                    "tools/call",
                    _ -> "\"result\": {\"resultType\": \"complete\", \"content\": [{\"type\": \"text\", \"text\": \""
                            + text + "\"}]}");
            String configuration = "identity: { api-keys: allowed }\nservers: { one: { url: \"" + server.url()
                    + "\", era: modern } }\nlimits: { concurrency: 4 }\n";
            try (Started started = Started.in(folder, configuration);
                    AutoCloseable _ = this::hangUp) {
                String key = started.key("mallory");
                RawRequest call = RawRequest.call().as(key);
                sendAndReadNothing(started, call);
                sendAndReadNothing(started, call); // half of the places: as many as one may have
                Awaitility.await().until(() -> server.called().size() == 2);
                Awaitility.await()
                        .until(() -> RawRequest.modern("tools/list", "")
                                        .as(key)
                                        .send(started.gateway().address())
                                        .status()
                                == 200);
            }
        }
    }
}
