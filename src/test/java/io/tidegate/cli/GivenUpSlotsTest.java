package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Can somebody have more calls under way at a server than may be, by giving up and calling again?
@Timeout(60)
class GivenUpSlotsTest {
    private static final String ONE = "rules: [{ per: user, at-once: 1 }]";

    private final CountDownLatch over = new CountDownLatch(1);

    @TempDir
    private Path folder = Path.of("");

    private static String work(Scene scene) throws Exception {
        return scene.call("work").toString();
    }

    /// Returns when the gateway has noticed.
    private static void giveUp(Scene scene) throws Exception {
        LiveClient alice = scene.old("alice", "{}");
        Thread call = Thread.ofVirtual().start(() -> {
            try (Heard heard = alice.call("work")) {
                JsonNode _ = heard.next();
            } catch (Exception over) {
                Thread.currentThread().interrupt();
            }
        });
        Awaitility.await()
                .until(() -> !scene.started().records(RecordKind.INTENT).isEmpty());
        alice.post("{\"jsonrpc\": \"2.0\", \"method\": \"notifications/cancelled\", \"params\": {\"requestId\": 2}}")
                .close();
        Awaitility.await().until(() -> scene.started().records(RecordKind.SEALED).stream()
                .anyMatch(each -> each.contains("cancelled")));
        call.interrupt();
    }

    @Test
    void countsUntilAProcessIsDone() throws Exception {
        Path done = folder.resolve("done");
        try (Scene scene = new Scene(folder)
                .with("pipe", Sleeper.class, done.toString())
                .more("limits: { " + ONE + " }")
                .start()) {
            giveUp(scene);
            assertThat(work(scene)).contains("too-many-calls");
            Files.createFile(done);
            Awaitility.await().until(() -> work(scene).contains("worked"));
        }
    }

    @Test
    void countsAsLongAsItMightHaveTaken() throws Exception {
        try (Scene scene = new Scene(folder)) {
            HttpPeer peer = deaf(scene, "");
            scene.more("limits: { call-deadline: 3s, " + ONE + " }").start();
            refusesUntilItsDeadline(scene, peer, "too-many-calls");
        }
    }

    @Test
    void keepsItsPlaceAtTheServer() throws Exception {
        try (Scene scene = new Scene(folder)) {
            HttpPeer peer = deaf(scene, ", concurrency: 2");
            scene.more("limits: { call-deadline: 3s }").start();
            refusesUntilItsDeadline(scene, peer, "busy");
        }
    }

    private void refusesUntilItsDeadline(Scene scene, HttpPeer peer, String reason) throws Exception {
        giveUp(scene);
        assertThat(work(scene)).contains(reason);
        peer.on(
                "tools/call",
                turn -> turn.result("{\"resultType\": \"complete\", \"content\": [{\"type\": \"text\", \"text\":"
                        + " \"worked\"}]}"));
        Awaitility.await().until(() -> work(scene).contains("worked"));
        over.countDown();
    }

    /// A server that does not notice that nobody waits.
    private HttpPeer deaf(Scene scene, String settings) throws Exception {
        HttpPeer peer = HttpPeer.modern("{\"tools\": {}}")
                .on(
                        "tools/list",
                        turn -> turn.result("{\"resultType\": \"complete\", \"tools\": [{\"name\": \"work\","
                                + " \"inputSchema\": {\"type\": \"object\"}}]}"))
                .on("tools/call", _ -> {
                    while (over.getCount() > 0) {
                        LockSupport.parkNanos(20_000_000);
                    }
                });
        return scene.with("one", peer, settings);
    }
}
