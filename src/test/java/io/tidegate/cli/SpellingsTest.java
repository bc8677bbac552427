package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Is what a client reads and watches by another spelling of its URI what it would be by the one that is judged?
/// With the whole gateway before one server.
@Timeout(60)
class SpellingsTest {
    @TempDir
    private Path folder = Path.of("");

    private Scene scene = new Scene(folder);
    private HttpPeer peer;

    @BeforeEach
    void start() throws Exception {
        scene = new Scene(folder);
        peer = scene.with("one", HttpPeer.legacy("{\"resources\": {\"subscribe\": true}}"));
        peer.on(
                "resources/list",
                turn -> turn.result("{\"resources\": [{\"uri\": \"file:/l%3Aisted\", \"name\": \"a\"}]}"));
        peer.on("resources/templates/list", turn -> turn.result("{\"resourceTemplates\": []}"));
        peer.on("resources/read", turn -> turn.result("{\"contents\": []}"));
        peer.on("resources/subscribe", turn -> turn.result("{}"));
        scene.start();
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    private static String of(String uri) {
        return "\"uri\": \"" + uri + "\"";
    }

    private String uri(String method) {
        return peer.heard(method).getLast().path("params").path("uri").asString();
    }

    @Test
    void whatIsReadIsAskedForAsItWasJudged() throws Exception {
        assertThat(scene.ask("resources/read", of("FILE://localhost/x/../a%3ab"))
                        .has("result"))
                .isTrue();
        assertThat(uri("resources/read")).isEqualTo("file:///a:b");
        assertThat(scene.ask("resources/read", of("file:/l%3Aisted")).has("result"))
                .isTrue();
        assertThat(uri("resources/read")).isEqualTo("file:/l%3Aisted");
        scene.policy("""
                permit(principal, action, resource);
                forbid(principal, action, resource == Resource::"one/file:///l:isted");
                """);
        assertThat(scene.ask("resources/read", of("file:/l%3Aisted")).toString())
                .contains("tool-not-allowed");
        assertThat(scene.ask("resources/list", "").path("result").path("resources"))
                .isEmpty();
    }

    @Test
    void whatIsWatchedIsWatchedInTheSpellingInWhichItIsTold() throws Exception {
        try (LiveClient client = scene.old("alice", "{}");
                Heard refused = client.ask("resources/subscribe", of("file:///a%3Ab"));
                Heard taken = client.ask("resources/subscribe", of("file:///a:b"))) {
            assertThat(refused.next().toString()).contains("malformed", "`file:///a:b`");
            assertThat(taken.next().has("result")).isTrue();
            assertThat(uri("resources/subscribe")).isEqualTo("file:///a:b");
            assertThat(peer.heard("resources/subscribe")).hasSize(1);
        }
        try (Heard heard = scene.modern("alice", "{}")
                .asks(
                        "7",
                        "subscriptions/listen",
                        "\"notifications\": {\"resourceSubscriptions\": [\"file:///a%3Ab\", \"file:///c\"]}")) {
            JsonNode honoured = heard.next().path("params").path("notifications");
            assertThat(honoured.path("resourceSubscriptions").toString()).isEqualTo("[\"file:///c\"]");
        }
    }
}
