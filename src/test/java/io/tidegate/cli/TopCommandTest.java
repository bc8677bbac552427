package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.admin.Scrape;
import io.tidegate.json.JsonDocument;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Does `tidegate top` say what a gateway does, and plainly when there is none?
class TopCommandTest {
    private static final String METRICS = """
            process_uptime_seconds %s
            tidegate_calls_total{method="tools/call",outcome="released"} %s
            tidegate_calls_total{method="tools/call",outcome="refused"} %s
            tidegate_refusals_total{reason="stopped"} 0.0
            tidegate_refusals_total{reason="too-many-calls"} %s
            tidegate_added_seconds_bucket{le="0.001"} %s
            tidegate_added_seconds_bucket{le="0.002"} %s
            tidegate_added_seconds_bucket{le="+Inf"} %s
            tidegate_upstream_up{server="crm"} 1.0
            tidegate_upstream_up{server="wi\u001b[2Jki"} 0.0
            tidegate_trail_lag_records 4.0
            tidegate_running_calls 2.0
            tidegate_connections 9.0
            jvm_memory_used_bytes{area="heap",id="eden"} 1048576.0
            jvm_memory_used_bytes{area="heap",id="old"} 2097152.0
            jvm_memory_used_bytes{area="nonheap",id="meta"} 9.9E8
            process_resident_memory_bytes %s
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private CommandLine line;

    @BeforeEach
    void make() {
        line = new CommandLine(new TopCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
    }

    private static Scrape early() {
        return Scrape.parse(METRICS.formatted(100, 50, 10, 10, 40, 60, 60, "NaN"));
    }

    private static Scrape late() {
        return Scrape.parse(METRICS.formatted(110, 140, 20, 20, 40, 160, 160, 5 << 20));
    }

    @Test
    void showsWhatHappenedBetweenTwoLooks() {
        TopSample sample = TopSample.of(Optional.of(early()), late());
        assertThat(sample.callsPerSecond()).isEqualTo(10);
        assertThat(sample.refusedPerSecond()).isEqualTo(1);
        // All of the hundred calls between took one to two milliseconds.
        assertThat(sample.addedMedian().orElseThrow()).isEqualTo(0.0015);
        assertThat(sample.refusals()).containsOnlyKeys("too-many-calls").containsValue(20L);
        assertThat(sample.heapBytes()).isEqualTo(3 << 20);
        assertThat(sample.residentBytes()).hasValue(5 << 20);
    }

    @Test
    void showsAllSinceTheStartAtTheFirstLook() {
        TopSample sample = TopSample.of(Optional.empty(), early());
        assertThat(sample.callsPerSecond()).isEqualTo(0.6);
        assertThat(sample.residentBytes()).isEmpty();
    }

    @Test
    void beginsAnewWithAGatewayThatStartedAgain() {
        TopSample sample = TopSample.of(Optional.of(late()), early());
        assertThat(sample.callsPerSecond()).isEqualTo(0.6);
        assertThat(sample.seconds()).isEqualTo(100);
    }

    @Test
    void showsNothingOfWhatCouldSteerATerminal() {
        String screen = new TopScreen(false).of("http://127.0.0.1:1", TopSample.of(Optional.empty(), early()));
        assertThat(screen)
                .contains("crm ready", "wi?[2Jki not ready", "running 2", "connections 9", "4 records", "heap 3 MB")
                .doesNotContain("\u001b");
        assertThat(new TopScreen(true).of("a", TopSample.of(Optional.empty(), early())))
                .contains("\u001b[32mready\u001b[0m");
    }

    @Test
    void looksOnceAtARunningGateway(@TempDir Path folder) throws Exception {
        try (EchoServer echo = EchoServer.start();
                Started started = Started.in(folder, "servers:\n  echo: { url: \"" + echo.url() + "\" }\n")) {
            started.call("echo", "");
            started.call("no-such-tool", "");
            String admin =
                    "http://127.0.0.1:" + started.gateway().adminAddress().getPort();
            assertThat(line.execute("--once", "--admin", admin)).isZero();
            assertThat(out.toString())
                    .contains("echo ready", "unknown-tool 1", "p50 ")
                    .doesNotContain("\u001b");

            out.getBuffer().setLength(0);
            assertThat(line.execute("--once", "--json", "--admin", admin)).isZero();
            assertThat(out.toString().lines()).hasSize(1);
            assertThat(JsonDocument.of(out.toString())
                            .root()
                            .get("servers")
                            .orElseThrow()
                            .json())
                    .isEqualTo("{\"echo\":\"ready\"}");
            assertThat(out.toString()).contains("\"unknown-tool\":1", "\"addedMedianMicros\":");
        }
    }

    @Test
    void saysThatThereIsNoGateway() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThat(line.execute("--once", "--admin", "http://127.0.0.1:" + port))
                .isEqualTo(Exit.COULD_NOT_RUN);
        assertThat(err.toString()).contains("there is no gateway at http://127.0.0.1:" + port, "tidegate serve");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void refusesWhatIsNoAddress() {
        assertThat(line.execute("--once", "--admin", "8421")).isEqualTo(Exit.USED_WRONGLY);
        assertThat(err.toString()).contains("--admin");
    }
}
