package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Does a caller who uploads slowly, many times at once, leave the others their part?
@Timeout(30) // less than it takes until slow uploads are given up one after the other
class SlowUploadsTest {
    private static final int CONCURRENCY = 16;
    private static final String LIMITS = "limits: { concurrency: " + CONCURRENCY + ", call-deadline: 5s }\n";
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    @TempDir
    private Path folder = Path.of("");

    private final List<Socket> open = new ArrayList<>();

    private void hangUp() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    /// A request of which only the head is there, unless a body is given.
    private Socket begun(Started started, String body, String credential) throws IOException {
        int port = started.gateway().address().getPort();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(socket);
        socket.setSoTimeout(8_000);
        String head = "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nContent-Type: application/json\r\n"
                + "Expect: 100-continue\r\nContent-Length: " + PING.length() + "\r\n" + credential + "\r\n";
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /// The status: 100 where the body is waited for.
    private static int status(Socket socket) throws IOException {
        return Integer.parseInt(reader(socket).readLine().split(" ", 3)[1]);
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private static String key(Started started, String user) {
        return "Authorization: Bearer " + started.key(user) + "\r\n";
    }

    private int slowUploads(Started started, String credential) throws IOException {
        int taken = 0;
        int status = 100;
        while (status == 100) {
            Socket socket = begun(started, "", credential);
            status = status(socket);
            taken += status == 100 ? 1 : 0;
        }
        assertThat(status).isEqualTo(429);
        return taken;
    }

    @Test
    void othersAreStillAnswered() throws Exception {
        try (Started started = Started.in(folder, LIMITS);
                AutoCloseable _ = this::hangUp) {
            String attacker = key(started, "mallory");
            assertThat(slowUploads(started, attacker)).isEqualTo(CONCURRENCY / 2);

            long begun = System.nanoTime();
            assertThat(status(begun(started, "", "")))
                    .as("another caller may send")
                    .isEqualTo(100);
            Socket other = begun(started, PING, "");
            BufferedReader in = reader(other);
            assertThat(in.readLine()).contains(" 100 ");
            in.readLine();
            assertThat(in.readLine()).contains(" 200 ");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
            assertThat(slowUploads(started, key(started, "trudy"))).isBetween(1, CONCURRENCY / 4);
        }
    }

    @Test
    void aPlaceThatIsGivenBackCanBeTakenAgain() throws Exception {
        try (Started started = Started.in(folder, LIMITS);
                AutoCloseable _ = this::hangUp) {
            slowUploads(started, "");
            open.removeFirst().close();
            Awaitility.await().until(() -> status(begun(started, PING, "")) == 100);
        }
    }

    @Test
    void tellsWhenToComeBackAndRecordsIt() throws Exception {
        try (Started started = Started.in(folder, LIMITS);
                AutoCloseable _ = this::hangUp) {
            slowUploads(started, "");
            BufferedReader in = reader(begun(started, "", ""));
            List<String> head = in.lines().takeWhile(line -> !line.isEmpty()).toList();
            assertThat(head.getFirst()).contains(" 429 ");
            assertThat(head).anyMatch(line -> line.equalsIgnoreCase("retry-after: 1"));
            assertThat(started.refused()).anyMatch(record -> record.contains("too-many-calls"));
        }
    }

    @Test
    void anIdleGatewayGivesABusyAgentItsPart() throws Exception {
        try (Started started = Started.in(folder, "");
                AutoCloseable _ = this::hangUp) {
            for (int call = 0; call < 64; call++) {
                assertThat(status(begun(started, "", ""))).isEqualTo(100);
            }
        }
    }
}
