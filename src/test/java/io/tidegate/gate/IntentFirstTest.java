package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.audit.TrailReader;
import io.tidegate.audit.WatchedDisk;
import io.tidegate.call.Arrival;
import io.tidegate.call.CallId;
import io.tidegate.call.Release;
import io.tidegate.call.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Does the first byte of a call leave only when the disk has its intent? Counted on the wire, with a disk that waits.
@Timeout(30)
final class IntentFirstTest {
    private static final String TOOLS = "[{\"name\":\"read\",\"inputSchema\":{\"type\":\"object\"}}]";

    @TempDir
    private Path folder = Path.of("");

    private final WatchedDisk disk = new WatchedDisk(() -> Duration.ZERO);
    private final Random random = new Random(3);
    private PretendServer server;
    private Relay relay;
    private WholeGate whole;

    @BeforeEach
    void start() throws IOException {
        server = new PretendServer(TOOLS);
        relay = new Relay(server.url());
        whole = new WholeGate(folder, relay.url(), disk::open);
    }

    @AfterEach
    void stop() throws IOException {
        disk.letGo();
        whole.close();
        relay.close();
        server.close();
    }

    private Arrival arrival() {
        CallId id = CallId.next(whole.clock().instant(), random);
        return Samples.arrival(
                Samples.caller("alice"), id, "tools/call", "{\"name\":\"notes__read\",\"arguments\":{}}");
    }

    @Test
    void noByteLeavesWhileTheDiskWaits() throws Exception {
        Gate gate = whole.gate(whole.setup());
        Arrival arrival = arrival();
        FutureTask<Release> release = new FutureTask<>(() -> gate.pass(arrival, _ -> {}));
        disk.hold();
        Thread call = Thread.startVirtualThread(release);
        disk.awaitHeldIntent();
        long before = relay.sent();
        // nothing can be waited for that must not happen; a call is at its server within a few milliseconds
        assertThat(call.join(Duration.ofMillis(300))).isFalse();
        assertThat(relay.sent()).as("bytes to the server").isEqualTo(before);
        assertThat(disk.keepsIntent(arrival.id().text())).isFalse();

        disk.letGo();
        assertThat(call.join(Duration.ofSeconds(20))).isTrue();
        assertThat(release.get().body()).isInstanceOf(Release.Body.Judged.class);
        assertThat(relay.sent()).isGreaterThan(before);
        assertThat(disk.keepsIntent(arrival.id().text())).isTrue();
    }

    @Test
    void aDiskThatFailsLetsNothingThroughFromThenOn() throws Exception {
        Gate gate = whole.gate(whole.setup());
        assertThat(gate.pass(arrival(), _ -> {}).body()).isInstanceOf(Release.Body.Judged.class);
        server.reached();
        long before = relay.sent();
        disk.damage();
        for (int again = 0; again < 3; again++) {
            Release release = gate.pass(arrival(), _ -> {});
            assertThat(release.body()).isInstanceOfSatisfying(Release.Body.Denied.class, denied -> assertThat(
                            denied.refusal().reason().code())
                    .isEqualTo("trail-unavailable"));
        }
        assertThat(relay.sent()).isEqualTo(before);
        assertThat(server.reached()).isEmpty();
    }

    /// A caller's deadline does not wait for a disk for ever, and the call that was given up never goes out later.
    @Test
    void aCallThatGaveUpOnTheDiskIsNotSentAfterwards() throws Exception {
        WholeGate.Setup usual = whole.setup();
        Gate gate = whole.gate(new WholeGate.Setup(
                usual.policy(),
                usual.stops(),
                usual.limits(),
                usual.outgoing(),
                usual.returned(),
                Duration.ofMillis(200)));
        Arrival arrival = arrival();
        disk.hold();
        long before = relay.sent();
        Release release = gate.pass(arrival, _ -> {});
        assertThat(release.body()).isInstanceOf(Release.Body.Denied.class);
        disk.letGo();
        Awaitility.await()
                .atMost(5, TimeUnit.SECONDS)
                .until(() -> disk.keepsIntent(arrival.id().text()));
        assertThat(relay.sent()).isEqualTo(before);
        assertThat(TrailReader.find(whole.trailFolder(), arrival.id().text()))
                .extracting(record -> record.kind())
                .containsExactly(RecordKind.INTENT, RecordKind.SEALED);
    }
}
