package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.endtoend.Gateway.Setup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Are large requests turned away while others fill the memory that there is for them, instead of ending the gateway?
@Tag("end-to-end")
final class RoomEndToEndTest {
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    private static final int LARGE = 4 << 20;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void turnsLargeRequestsAwayWhileThereIsNoRoom() throws IOException {
        Setup setup = Setup.open().http("nobody", URI.create("http://127.0.0.1:1/mcp"));
        try (Gateway gateway = Gateway.start(setup, folder)) {
            Socket first = begun(gateway, LARGE);
            assertThat(line(first)).as("its body is waited for").contains(" 100 ");
            Awaitility.await().until(() -> {
                try (Socket second = begun(gateway, LARGE)) {
                    return status(second).contains(" 503 ");
                }
            });
            assertThat(ping(gateway)).as("small ones still pass").contains(" 200 ");

            first.close();
            Awaitility.await().until(() -> {
                try (Socket third = begun(gateway, LARGE)) {
                    third.getOutputStream().write(padded());
                    return status(third).contains(" 200 ");
                }
            });
        }
    }

    private static String ping(Gateway gateway) throws IOException {
        try (Socket socket = begun(gateway, PING.length())) {
            socket.getOutputStream().write(PING.getBytes(StandardCharsets.US_ASCII));
            return status(socket);
        }
    }

    private static byte[] padded() {
        return (PING + " ".repeat(LARGE - PING.length())).getBytes(StandardCharsets.US_ASCII);
    }

    /// A request whose head was sent and whose body is still to come.
    private static Socket begun(Gateway gateway, int bytes) throws IOException {
        Socket socket = new Socket(gateway.url().getHost(), gateway.url().getPort());
        socket.setSoTimeout(10_000);
        String head = """
                POST /mcp HTTP/1.1\r
                Host: %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                Expect: 100-continue\r
                \r
                """.formatted(gateway.url().getAuthority(), bytes);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /// One line, and nothing of what follows.
    private static String line(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int letter = socket.getInputStream().read();
                letter >= ' ';
                letter = socket.getInputStream().read()) {
            line.append((char) letter);
        }
        return line.toString();
    }

    /// The final status line.
    private static String status(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String line = String.valueOf(in.readLine());
        if (line.contains(" 100 ")) {
            in.readLine();
            line = String.valueOf(in.readLine());
        }
        return line;
    }
}
