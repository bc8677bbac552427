package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailRecord;
import io.tidegate.endtoend.Gateway.Setup;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What do clients cost that send a gigabyte, or a byte now and then? No memory, nobody else's time, and in the trail
/// each request that was begun.
@Tag("end-to-end")
final class SlowAndLargeEndToEndTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    private static final long GIGABYTE = 1L << 30;
    private static final long GROWTH_MAX = 48L << 20;
    private static final int SLOW = 40;
    private static final Duration CUT_BY = Duration.ofSeconds(20); // 10 are given to a head, and to begin a body
    private static final Duration ANSWER_BY = Duration.ofSeconds(2);

    @TempDir
    private Path folder = Path.of("");

    private Gateway start() throws IOException {
        return Gateway.start(Setup.open().http("nobody", URI.create("http://127.0.0.1:1/mcp")), folder);
    }

    @Test
    void aGigabyteIsRefusedEarlyAndCostsNoMemory() throws IOException {
        try (Gateway gateway = start()) {
            for (int warm = 0; warm < 4; warm++) {
                told(gateway);
                endless(gateway);
            }
            long before = resident(gateway);
            for (int more = 0; more < 10; more++) {
                assertThat(told(gateway)).as("bytes taken").isLessThan(64 << 20);
                assertThat(endless(gateway)).as("bytes taken").isLessThan(64 << 20);
            }
            assertThat(resident(gateway) - before).as("growth").isLessThan(GROWTH_MAX);
            assertThat(ping(gateway)).contains(" 200 ");
            assertThat(gateway.stop()).isIn(Gateway.STOPPED_CLEAN);
            assertThat(refused(gateway))
                    .allMatch(record -> record.path("reason").asString().equals("too-large"));
            assertThat(count(refused(gateway))).isEqualTo(28);
        }
    }

    @Test
    void slowClientsAreCutInTimeAndHoldNobody() throws Exception {
        try (Gateway gateway = start()) {
            List<Thread> slow = new ArrayList<>();
            for (int count = 0; count < SLOW; count++) {
                slow.add(Thread.startVirtualThread(() -> drip(gateway, head(gateway, "X-Slow: "))));
                slow.add(Thread.startVirtualThread(
                        () -> drip(gateway, head(gateway, "Content-Length: 100000\r\n\r\n"))));
            }
            long end = System.nanoTime() + CUT_BY.toNanos();
            while (slow.stream().anyMatch(Thread::isAlive)) {
                assertThat(System.nanoTime()).as("all are cut by now").isLessThan(end);
                long asked = System.nanoTime();
                assertThat(ping(gateway)).contains(" 200 ");
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(ANSWER_BY);
                TimeUnit.MILLISECONDS.sleep(200);
            }
            assertThat(gateway.stop()).isIn(Gateway.STOPPED_CLEAN);
            assertThat(refused(gateway))
                    .allMatch(record -> Set.of("malformed", "too-many-calls")
                            .contains(record.path("reason").asString())) // one caller's share may be less than all
                    .anyMatch(record -> record.path("detail").asString().equals("body-too-late"));
            assertThat(count(refused(gateway))).isEqualTo(SLOW);
        }
    }

    private static String head(Gateway gateway, String last) {
        return "POST /mcp HTTP/1.1\r\nHost: " + gateway.url().getAuthority() + "\r\nContent-Type: application/json\r\n"
                + last;
    }

    private static String ping(Gateway gateway) throws IOException {
        return new String(RawHttp.post(gateway.url(), Map.of(), PING), StandardCharsets.UTF_8);
    }

    /// Says what it will send, and sends it; returns how much of it was taken.
    private static long told(Gateway gateway) throws IOException {
        byte[] piece = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        return flood(gateway, "Content-Length: " + GIGABYTE + "\r\n\r\n", piece);
    }

    private static long endless(Gateway gateway) throws IOException {
        byte[] piece = ("10000\r\n" + " ".repeat(1 << 16) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        return flood(gateway, "Transfer-Encoding: chunked\r\n\r\n", piece);
    }

    private static long flood(Gateway gateway, String last, byte[] piece) throws IOException {
        try (Socket socket = new Socket(gateway.url().getHost(), gateway.url().getPort())) {
            OutputStream out = socket.getOutputStream();
            long sent = 0;
            try {
                out.write(head(gateway, last).getBytes(StandardCharsets.US_ASCII));
                while (sent < GIGABYTE) {
                    out.write(piece);
                    sent += piece.length;
                }
            } catch (IOException _) {
                return sent; // cut
            }
            return sent;
        }
    }

    /// Begins and goes on with a byte now and then, until it is cut.
    private static void drip(Gateway gateway, String begin) {
        try (Socket socket = new Socket(gateway.url().getHost(), gateway.url().getPort())) {
            socket.setSoTimeout(250);
            OutputStream out = socket.getOutputStream();
            out.write(begin.getBytes(StandardCharsets.US_ASCII));
            while (!ended(socket)) {
                out.write(' ');
            }
        } catch (IOException _) {
            return; // cut
        }
    }

    private static boolean ended(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException _) {
            return false;
        }
    }

    /// Bytes in RAM; where the system doesn't tell, the heap's own limit must do.
    private static long resident(Gateway gateway) throws IOException {
        Path status = Path.of("/proc/" + gateway.program().handle().pid() + "/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readString(status)
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .sum();
    }

    /// Many at once are recorded by their number.
    private static int count(List<JsonNode> records) {
        return records.stream()
                .mapToInt(record -> record.path("count").asInt(1))
                .sum();
    }

    private static List<JsonNode> refused(Gateway gateway) throws IOException {
        List<JsonNode> refused = new ArrayList<>();
        try (TrailReader reader = TrailReader.fromStart(gateway.trail())) {
            for (Optional<TrailRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                assertThat(next.get().kind()).isNotEqualTo(RecordKind.INTENT);
                if (next.get().kind() == RecordKind.REFUSED) {
                    refused.add(MAPPER.readTree(next.get().json()));
                }
            }
        }
        return refused;
    }
}
