package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Is a call put once more where the server says that it did nothing, and only there?
class UntakenTest extends Pitfalls {
    private static final String PLAIN =
            "{\"resultType\":\"complete\",\"ttlMs\":3600000,\"cacheScope\":\"private\",\"tools\":"
                    + "[{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}}]}";
    private static final String MARKED =
            PLAIN.replace("\"type\":\"string\"", "\"type\":\"string\",\"x-mcp-header\":\"A\"");
    private static final String WITH_A = "\"name\": \"t\", \"arguments\": {\"a\": \"x\"}";
    private static final String DONE =
            "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}";

    private static void refuse(HttpPeer.Turn turn, int status, String id, int code) throws java.io.IOException {
        turn.answer(
                status,
                "application/json",
                "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":" + code + ",\"message\":\"no\"}}");
    }

    private HttpPeer marking() throws Exception {
        HttpPeer peer = scene.with("one", HttpPeer.modern(TOOLS))
                .on("tools/list", turn -> turn.result(PLAIN))
                .on("tools/call", turn -> turn.result(DONE));
        scene.start();
        assertThat(scene.ask("tools/call", WITH_A).toString()).contains("done");
        peer.on("tools/call", turn -> {
            if (turn.header("Mcp-Param-A").isEmpty()) {
                refuse(turn, 400, turn.id(), -32020);
            } else {
                turn.result(DONE);
            }
        });
        return peer;
    }

    /// The list may still be used for an hour, and yet the server wants other headers now.
    @Test
    void readsTheListAnewWhereTheServerWantsOtherHeaders() throws Exception {
        HttpPeer peer = marking().on("tools/list", turn -> turn.result(MARKED));
        LiveClient older = scene.old("alice", "{}");
        try (Heard heard = older.ask("tools/call", WITH_A)) {
            assertThat(heard.next().toString()).contains("done");
        }
        assertThat(peer.heard("tools/call")).hasSize(3);
        assertThat(peer.heard("tools/list")).hasSize(2);
        assertThat(scene.ask("tools/list", "").toString()).contains("x-mcp-header");
        JsonNode stale = scene.ask("tools/call", WITH_A);
        assertThat(stale.path("error").path("code").asInt())
                .as("now the client's own headers are checked, and it reads the list anew")
                .isEqualTo(-32020);
    }

    @Test
    void readsTheListAnewForClientsOfTheNewerEra() throws Exception {
        HttpPeer peer = marking().on("tools/list", turn -> turn.result(MARKED));
        assertThat(scene.ask("tools/call", WITH_A).toString()).contains("done");
        assertThat(peer.heard("tools/call")).hasSize(3);
    }

    @Test
    void putsItOnceMoreOnly() throws Exception {
        HttpPeer peer = marking(); // the list stays as it was
        assertThat(scene.ask("tools/call", WITH_A).path("error").path("code").asInt())
                .isEqualTo(-32603);
        assertThat(peer.heard("tools/call")).hasSize(3);
        for (int call = 0; call < 10; call++) {
            assertThat(scene.ask("tools/call", WITH_A)
                            .path("error")
                            .path("code")
                            .asInt())
                    .isEqualTo(-32603);
        }
        assertThat(peer.heard("tools/list"))
                .as("a server that refuses all is not asked for its list each time")
                .hasSizeLessThan(6);
    }

    /// What was judged is what is called: another tool of that name is judged anew, when it is called anew.
    @Test
    void putsNothingToAToolThatIsAnotherNow() throws Exception {
        HttpPeer peer = marking()
                .on(
                        "tools/list",
                        turn -> turn.result(MARKED.replace(
                                "\"name\":\"t\"", "\"name\":\"t\",\"annotations\":{\"destructiveHint\":true}")));
        LiveClient older = scene.old("alice", "{}");
        assertThat(older.ask("tools/call", WITH_A)
                        .next()
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(-32603);
        assertThat(peer.heard("tools/call")).hasSize(2);
        assertThat(older.ask("tools/call", WITH_A).next().toString()).contains("done");
    }

    /// With another status it may have run.
    @Test
    void putsNothingAgainThatMayHaveRun() throws Exception {
        HttpPeer peer = marking()
                .on("tools/list", turn -> turn.result(MARKED))
                .on("tools/call", turn -> refuse(turn, 200, turn.id(), -32020));
        assertThat(scene.ask("tools/call", WITH_A).path("error").path("code").asInt())
                .isEqualTo(-32603);
        assertThat(peer.heard("tools/call")).hasSize(2);
    }

    /// The code -32000 is for servers to use as they like: a tool may fail with it.
    @Test
    void aSessionIsLostWhereTheServerDidNotReadTheRequest() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        HttpPeer peer = scene.with("one", HttpPeer.legacy(TOOLS)).on("tools/call", turn -> {
            if (calls.incrementAndGet() == 1) {
                refuse(turn, 400, "null", -32000);
            } else {
                turn.result(DONE);
            }
        });
        scene.start();
        assertThat(scene.ask("tools/call", CALL).toString()).contains("done");
        assertThat(peer.heard("tools/call")).hasSize(2);
        peer.on("tools/call", turn -> refuse(turn, 400, turn.id(), -32000));
        assertThat(scene.ask("tools/call", CALL).path("error").path("code").asInt())
                .isEqualTo(-32000);
        assertThat(peer.heard("tools/call"))
                .as("it names the request, so it may have run")
                .hasSize(3);
    }
}
