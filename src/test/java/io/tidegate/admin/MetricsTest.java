package io.tidegate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.TrailListener;
import io.tidegate.call.ControlId;
import io.tidegate.call.Reason;
import io.tidegate.call.Ruling;
import io.tidegate.call.Verdict;
import io.tidegate.crypto.Digest;
import io.tidegate.upstream.ServerState;
import io.tidegate.upstream.Upstreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Is what the trail was told counted and timed, and are labels closed worlds?
class MetricsTest {
    private final Metrics metrics = new Metrics("1.2.3");
    private final FakeVitals vitals = new FakeVitals();

    @BeforeEach
    void watch() {
        metrics.watch(vitals);
        metrics.watchListener(vitals);
    }

    private Scrape told() {
        return Scrape.parse(metrics.text(vitals.servers()));
    }

    private static TrailListener.Sealed call(Optional<Reason> refused) {
        return new TrailListener.Sealed(
                "01J0000000000000000000ABCD",
                "tools/call",
                "crm/erase_everything",
                refused,
                List.of(
                        new Ruling(ControlId.STOP_SWITCH, Digest.ZERO, Verdict.PASS, 3_000),
                        new Ruling(ControlId.TOOL_ACCESS, Digest.ZERO, Verdict.PASS, 90_000)),
                Duration.ofMillis(12),
                Duration.ofMillis(10));
    }

    private static double value(Scrape scrape, String name, Map<String, String> labels) {
        return scrape.all(name).stream()
                .filter(sample -> sample.labels().entrySet().containsAll(labels.entrySet()))
                .mapToDouble(Scrape.Sample::value)
                .sum();
    }

    @Test
    void countsCallsByMethodAndOutcome() {
        metrics.sealed(call(Optional.empty()));
        metrics.sealed(call(Optional.empty()));
        metrics.sealed(call(Optional.of(Reason.TOO_MANY_CALLS)));
        Scrape told = told();
        assertThat(value(told, "tidegate_calls_total", Map.of("method", "tools/call", "outcome", "released")))
                .isEqualTo(2);
        assertThat(value(told, "tidegate_calls_total", Map.of("method", "tools/call", "outcome", "refused")))
                .isEqualTo(1);
        assertThat(value(told, "tidegate_calls_total", Map.of("method", "ping")))
                .isZero();
    }

    @Test
    void countsRefusalsOfCallsAndOfWhatWasTurnedAway() {
        metrics.sealed(call(Optional.of(Reason.TOO_MANY_CALLS)));
        metrics.turnedAway(Reason.NOT_AUTHENTICATED, 1);
        metrics.turnedAway(Reason.NOT_AUTHENTICATED, 40);
        assertThat(told().by("tidegate_refusals_total", "reason"))
                .containsEntry("too-many-calls", 1.0)
                .containsEntry("not-authenticated", 41.0)
                .containsEntry("stopped", 0.0)
                .hasSize(Reason.values().length);
    }

    @Test
    void tellsWhatWasAddedApartFromTheServer() {
        metrics.sealed(call(Optional.empty()));
        Scrape told = told();
        assertThat(told.sum("tidegate_call_seconds_sum")).isEqualTo(0.012);
        assertThat(told.sum("tidegate_added_seconds_sum")).isEqualTo(0.002);
        assertThat(value(told, "tidegate_server_seconds_sum", Map.of("server", "crm")))
                .isEqualTo(0.010);
        assertThat(told.histogram("tidegate_added_seconds"))
                .containsEntry(0.0015, 0.0)
                .containsEntry(0.0025, 1.0)
                .containsKey(0.00005);
    }

    @Test
    void timesEachControlInMicroseconds() {
        metrics.sealed(call(Optional.empty()));
        Map<String, Double> sums = told().by("tidegate_control_seconds_sum", "control");
        assertThat(sums).hasSize(ControlId.values().length);
        assertThat(sums.get("stop-switch")).isEqualTo(0.000003);
        assertThat(sums.get("tool-access")).isEqualTo(0.00009);
    }

    /// A label is made for what is served and for nothing else, so callers can't make more.
    @Test
    void countsEveryMethodThatIsServedAsItself() {
        Set<String> served = Set.of(
                "initialize",
                "server/discover",
                "ping",
                "tools/list",
                "tools/call",
                "prompts/list",
                "prompts/get",
                "resources/list",
                "resources/templates/list",
                "resources/read",
                "resources/subscribe",
                "resources/unsubscribe",
                "subscriptions/listen",
                "completion/complete",
                "logging/setLevel",
                "tasks/get",
                "tasks/cancel",
                "tasks/result",
                "tasks/update");
        for (String method : served) {
            metrics.sealed(new TrailListener.Sealed(
                    "id", method, "", Optional.empty(), List.of(), Duration.ofMillis(1), Duration.ZERO));
        }
        Set<String> all = Stream.concat(served.stream(), Stream.of("other")).collect(Collectors.toSet());
        Scrape told = told();
        assertThat(told.by("tidegate_calls_total", "method"))
                .containsOnlyKeys(all)
                .containsEntry("other", 0.0)
                .containsEntry("subscriptions/listen", 1.0)
                .containsEntry("tasks/result", 1.0);
        assertThat(told.by("tidegate_call_seconds_count", "method")).containsOnlyKeys(all);
    }

    @Test
    void countsAnUnknownMethodAsOther() {
        metrics.sealed(new TrailListener.Sealed(
                "id", "made/up", "", Optional.empty(), List.of(), Duration.ofMillis(1), Duration.ZERO));
        assertThat(told().by("tidegate_calls_total", "method"))
                .containsEntry("other", 1.0)
                .doesNotContainKey("made/up");
    }

    @Test
    void tellsTheStateOfServersAndForgetsThoseThatAreGone() {
        assertThat(told().by("tidegate_upstream_up", "server")).isEqualTo(Map.of("crm", 1.0, "wiki", 0.0));
        vitals.servers = List.of(new Upstreams.Status("wiki", ServerState.READY, ""));
        assertThat(told().by("tidegate_upstream_up", "server")).isEqualTo(Map.of("wiki", 1.0));
    }

    @Test
    void tellsTheGatewaysState() {
        Scrape told = told();
        assertThat(told.value("tidegate_trail_lag_records")).hasValue(7);
        assertThat(told.value("tidegate_running_calls")).hasValue(3);
        assertThat(told.value("tidegate_connections")).hasValue(5);
        assertThat(told.value("tidegate_ready")).hasValue(1);
        vitals.obstacles = List.of("stopping");
        assertThat(told().value("tidegate_ready")).hasValue(0);
        assertThat(told.by("tidegate_build_info", "version")).containsKey("1.2.3");
        assertThat(told.sum("jvm_memory_used_bytes")).isPositive();
    }

    @Test
    void readsResidentMemoryWhereTheSystemTells(@TempDir Path folder) throws IOException {
        Path status = Files.writeString(folder.resolve("status"), "Name:\tjava\nVmRSS:\t  2048 kB\n");
        assertThat(new ResidentMemory(status).bytes()).isEqualTo(2 << 20);
        assertThat(new ResidentMemory(folder.resolve("none")).bytes()).isNaN();
    }

    @Test
    void tellsMemoryAndStateAfterACollectionOfGarbage() {
        System.gc(); // gauges that hold what they ask only weakly would tell nothing afterwards
        Scrape told = told();
        boolean linux = Files.exists(Path.of("/proc/self/status"));
        assertThat(told.sum("process_resident_memory_bytes") > 0).isEqualTo(linux);
        assertThat(told.value("tidegate_trail_lag_records")).hasValue(7);
    }

    @Test
    void labelsHoldNeitherToolNorCaller() {
        metrics.sealed(call(Optional.of(Reason.TOOL_NOT_ALLOWED)));
        String text = metrics.text(vitals.servers());
        assertThat(text).doesNotContain("erase_everything").doesNotContain("01J0000000000000000000ABCD");
        Set<String> labels = text.lines()
                .filter(line -> line.startsWith("tidegate_") && line.contains("{"))
                .flatMap(line -> Scrape.parse(line).all(line.substring(0, line.indexOf('{'))).stream())
                .flatMap(sample -> sample.labels().keySet().stream())
                .collect(Collectors.toSet());
        assertThat(labels)
                .containsExactlyInAnyOrder("method", "outcome", "reason", "control", "server", "le", "version", "java");
    }
}
