package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Is nothing left of a thousand calls whose clients never come back? Through the whole gateway.
@Timeout(300)
class ThousandParkedCallsTest {
    private static final int CALLS = 1_000;
    private static final int AT_ONCE = 16;
    private static final List<String> USERS = List.of("ann", "ben", "cem", "dora");

    @TempDir
    private Path folder = Path.of("");

    private final AtomicInteger dumps = new AtomicInteger();

    private static JsonNode parked(LiveClient client) throws Exception {
        try (Heard heard = client.asks("1", "tools/call", Pitfalls.CALL)) {
            return heard.next().path("result");
        }
    }

    @Test
    void expireAndLeaveNothing() throws Exception {
        AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
        try (Scene scene = new Scene(folder);
                ExecutorService clients =
                        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            HttpPeer peer = scene.with("one", HttpPeer.legacy(Pitfalls.TOOLS).on("tools/call", turn -> {
                String id = "q" + turn.id();
                turn.ask(id, "elicitation/create", Pitfalls.FORM);
                turn.answer(id);
                turn.result("{\"content\":[]}");
            }));
            scene.more("limits: { calls-per-user: 100000/s }");
            scene.start(() -> Instant.now().plus(later.get()));
            int threads = threads();
            List<LiveClient> callers =
                    USERS.stream().map(user -> scene.modern(user, Scene.ALL)).toList();
            List<Callable<JsonNode>> calls = new ArrayList<>();
            for (int call = 0; call < CALLS; call++) {
                LiveClient caller = callers.get(call % callers.size());
                calls.add(() -> parked(caller));
            }
            List<JsonNode> states = new ArrayList<>();
            for (Future<JsonNode> asked : clients.invokeAll(calls)) {
                JsonNode state = asked.get();
                assertThat(state.path("resultType").asString()).as("%s", state).isEqualTo("input_required");
                states.add(state);
            }
            assertThat(peer.open()).isEqualTo(CALLS);
            assertThat(threads()).as("the server's, one for each call").isGreaterThan(threads + CALLS);
            later.set(Duration.ofMinutes(11));
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> peer.open() == 0);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> peer.heard("notifications/cancelled").size() == CALLS);
            assertThat(scene.started().gateway().calls()).isZero();
            for (int call = 0; call < CALLS; call += 50) {
                String state = ", \"requestState\": " + states.get(call).path("requestState");
                try (Heard late = callers.get(call % callers.size()).asks("2", "tools/call", Pitfalls.CALL + state)) {
                    assertThat(late.next().toString()).contains("state-unknown");
                }
            }
            callers.forEach(LiveClient::close);
            Awaitility.await().until(() -> scene.started().gateway().connections() == 0);
            clients.shutdown();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> threads() <= threads + 20);
        }
    }

    /// All that are alive, virtual ones included.
    private int threads() throws IOException {
        Path dump = folder.resolve("threads-" + dumps.incrementAndGet());
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
        return Files.readString(dump).split("\"tid\":", -1).length - 1;
    }
}
