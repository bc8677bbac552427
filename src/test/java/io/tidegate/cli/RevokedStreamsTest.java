package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.identity.ApiKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Do streams that last end when their client's key is revoked, however much there is to tell on them?
@Timeout(60)
class RevokedStreamsTest {
    private static final String LISTEN = "\"notifications\": {\"toolsListChanged\": true}";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void endSoonAndOnlyTheirs() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        try (ModernServer server = ModernServer.start(ModernServer.tool("slow"))) {
            server.answer("tools/call", _ -> {
                ResumedStreamsTest.await(held);
                return "\"result\": {\"resultType\": \"complete\", \"content\": []}";
            });
            String configuration = "identity: { api-keys: allowed }\nservers: { one: { url: \"" + server.url()
                    + "\", era: modern } }\n";
            try (Started started = Started.in(folder, configuration)) {
                endSoonAndOnlyTheirs(started, configuration);
            } finally {
                held.countDown();
            }
        }
    }

    private static void endSoonAndOnlyTheirs(Started started, String configuration) throws Exception {
        ApiKeys keys = started.gateway().foundation().apiKeys();
        ApiKeys.Issued revoked = keys.create("alice", Set.of(), Duration.ofDays(1));
        String key = revoked.text().reveal();
        String other = keys.create("alice", Set.of(), Duration.ofDays(1)).text().reveal();
        try (LiveClient alice = LiveClient.stateful(started, key, "2025-11-25", "{}");
                LiveClient stays = LiveClient.stateful(started, other, "2025-11-25", "{}");
                LiveClient newer = LiveClient.stateless(started, key);
                Heard told = alice.listen();
                Heard newerTold = newer.asks("1", "subscriptions/listen", LISTEN);
                Heard toldStill = stays.listen();
                Heard call = alice.call("slow")) {
            assertThat(newerTold.next().path("method").asString())
                    .isEqualTo("notifications/subscriptions/acknowledged");
            String first = call.id();
            call.hangUp();
            try (Heard rest = alice.resume(first)) {
                assertThat(rest.status()).isEqualTo(200);
                assertThat(keys.revoke(revoked.key().id())).isTrue();
                long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                boolean over = false;
                while (!over && System.nanoTime() < until) {
                    started.reload(configuration); // there is always something to tell
                    TimeUnit.MILLISECONDS.sleep(50);
                    over = told.over() && newerTold.over() && rest.over();
                }
                assertThat(over).as("all three have ended").isTrue();
                assertThat(toldStill.over()).as("the stream of another key").isFalse();
            }
        }
    }
}
