package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.RawRequest.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Does a caller who opens event streams without end leave the others theirs?
@Timeout(30)
class EventStreamSharesTest {
    private static final int STREAMS = 8;

    @TempDir
    private Path folder = Path.of("");

    private final List<Socket> open = new ArrayList<>();

    private void hangUp() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    /// A GET in a session of this user's own.
    private static RawRequest listening(Started started, String user) throws IOException {
        String key = started.key(user);
        Answer opened = RawRequest.old("initialize", "\"protocolVersion\": \"2025-11-25\", \"capabilities\": {}")
                .as(key)
                .send(started.gateway().address());
        return RawRequest.old("tools/list", "")
                .as(key)
                .with("Mcp-Session-Id", opened.session())
                .by("GET")
                .body("");
    }

    private int status(Started started, RawRequest request) throws IOException {
        InetSocketAddress gateway = started.gateway().address();
        Socket socket = new Socket(gateway.getAddress(), gateway.getPort());
        open.add(socket);
        socket.setSoTimeout(8_000);
        socket.getOutputStream().write(request.bytes(gateway.getPort()));
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        return Integer.parseInt(in.readLine().split(" ", 3)[1]);
    }

    @Test
    void othersStillGetTheirs() throws Exception {
        try (Started started = Started.in(folder, "limits: { sessions: " + STREAMS + " }\n");
                AutoCloseable _ = this::hangUp) {
            RawRequest greedy = listening(started, "mallory");
            RawRequest modest = listening(started, "alice");
            for (int stream = 0; stream < STREAMS / 2; stream++) {
                assertThat(status(started, greedy)).isEqualTo(200);
            }
            assertThat(status(started, greedy)).isEqualTo(429);
            assertThat(started.refused()).anyMatch(record -> record.contains("too-many-calls"));
            assertThat(status(started, modest)).isEqualTo(200);
        }
    }
}
