package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.upstream.HttpPeer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// How long may a client keep a list? With the whole gateway between it and its servers (MCP 2026-07-28, Caching).
@Timeout(60)
class KeptListsTest {
    @TempDir
    private Path folder = Path.of("");

    private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
    private Scene scene = new Scene(folder);

    @BeforeEach
    void empty() {
        scene = new Scene(folder);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    private static HttpPeer modern(String capabilities, String ttl) throws Exception {
        return HttpPeer.modern(capabilities)
                .on(
                        "tools/list",
                        turn -> turn.result(
                                "{\"resultType\": \"complete\", \"tools\": [{\"name\": \"t\", \"inputSchema\":"
                                        + " {}}]" + ttl + ", \"cacheScope\": \"public\"}"));
    }

    private void start() throws Exception {
        scene.start(() -> Instant.now().plus(later.get()));
    }

    private int ttl(String kind) throws Exception {
        JsonNode list = scene.ask(kind + "/list", "").path("result");
        assertThat(list.path("cacheScope").asString()).isEqualTo("private");
        return list.path("ttlMs").asInt(-1);
    }

    @Test
    void asLongAsTheServerThatSaysTheLeastSays() throws Exception {
        scene.with("long", modern("{\"tools\": {}, \"prompts\": {}}", ", \"ttlMs\": 50000"));
        scene.with("short", modern("{\"tools\": {}}", ", \"ttlMs\": 40000"));
        start();
        assertThat(ttl("tools")).isBetween(20_001, 40_000);
        later.set(Duration.ofSeconds(20));
        assertThat(ttl("tools")).as("what is left").isBetween(1, 20_000);
        assertThat(ttl("prompts")).as("of which its only server says nothing").isZero();
    }

    @Test
    void notAtAllWhereAServerSaysNothing() throws Exception {
        scene.with("long", modern("{\"tools\": {}}", ", \"ttlMs\": 50000"));
        scene.with("silent", modern("{\"tools\": {}}", ""));
        start();
        assertThat(ttl("tools")).isZero();
    }

    @Test
    void notAtAllWhereAServerOfTheOlderEraSaysIt() throws Exception {
        HttpPeer older = scene.with("older", HttpPeer.legacy("{\"tools\": {}}"));
        older.on("tools/list", turn -> turn.result("{\"tools\": [], \"ttlMs\": 50000}"));
        start();
        assertThat(ttl("tools")).isZero();
    }

    @Test
    void notAtAllWhereAServerWasNeverHeard() throws Exception {
        scene.with("long", modern("{\"tools\": {}}", ", \"ttlMs\": 50000"));
        scene.with("gone", HttpPeer.legacy("{}")).end();
        start();
        assertThat(ttl("tools")).isZero();
    }

    @Test
    void neverLongerThanSomeoneMayMissThatAPolicyChanged() throws Exception {
        scene.with("long", modern("{\"tools\": {}}", ", \"ttlMs\": 86400000"));
        start();
        assertThat(ttl("tools")).isEqualTo(60_000);
    }

    @Test
    void noLongerWhereAListCouldNotBeHadAnew() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        HttpPeer peer = scene.with("one", modern("{\"tools\": {}}", ", \"ttlMs\": 50000"));
        HttpPeer.Script whole = turn -> turn.result("{\"resultType\": \"complete\", \"tools\": [{\"name\": \"t\","
                + " \"inputSchema\": {}}], \"ttlMs\": 50000}");
        peer.on("tools/list", turn -> {
            if (broken.get()) {
                turn.raw("data: garbage\n\n");
            } else {
                whole.play(turn);
            }
        });
        peer.on("tools/call", turn -> {
            turn.notify("notifications/tools/list_changed", "{}");
            turn.result("{\"resultType\": \"complete\", \"content\": []}");
        });
        start();
        assertThat(ttl("tools")).isPositive();
        broken.set(true);
        assertThat(scene.call("t").has("content")).isTrue();
        Awaitility.await().until(() -> ttl("tools") == 0);
    }
}
