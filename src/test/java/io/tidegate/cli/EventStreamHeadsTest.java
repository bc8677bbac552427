package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Does the head of every event stream say once what it says?
class EventStreamHeadsTest extends Pitfalls {
    @Test
    void saysOnceThatNothingIsKept() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        scene.with("one", HttpPeer.modern("{\"tools\":{\"listChanged\":true}}")).on("tools/call", turn -> {
            try {
                boolean _ = goOn.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            turn.result("{\"content\":[]}");
        });
        scene.start();
        LiveClient modern = scene.modern();
        try (Heard call = modern.asks("1", "tools/call", CALL);
                Heard listening =
                        modern.asks("2", "subscriptions/listen", "\"notifications\": {\"toolsListChanged\": true}");
                Heard stream = scene.old("alice", "{}").listen()) {
            for (Heard each : List.of(call, listening, stream)) {
                assertThat(each.type()).isEqualTo("text/event-stream");
                assertThat(each.headers("Cache-Control")).containsExactly("no-store");
                assertThat(each.headers("X-Accel-Buffering")).containsExactly("no");
            }
            goOn.countDown();
            assertThat(call.next().has("result")).isTrue();
        }
    }
}
