package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Is each message of a server's batch dealt with on its own, where the version has batches, and none where it has
/// none (MCP 2025-03-26, Messages)?
class HttpServerBatchesTest extends Pitfalls {
    private static final String LOG =
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"error\",\"data\":\"logged\"}}";

    private HttpPeer peer(String version) throws Exception {
        return scene.with("one", HttpPeer.legacy(TOOLS)).on("initialize", turn -> {
            turn.header("Mcp-Session-Id", "session");
            turn.result("{\"protocolVersion\":\"" + version
                    + "\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"p\",\"version\":\"1\"}}");
        });
    }

    private static String answer(HttpPeer.Turn turn) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + turn.id()
                + ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"batched\"}]}}";
    }

    private static String question(int number) {
        return "{\"jsonrpc\":\"2.0\",\"id\":\"q" + number + "\",\"method\":\"elicitation/create\",\"params\":" + FORM
                + "}";
    }

    @Test
    void takesTheAnswerOutOfABody() throws Exception {
        HttpPeer peer = peer("2025-03-26")
                .on("tools/call", turn -> turn.answer(200, "application/json", "[" + answer(turn) + "]"));
        scene.start();
        assertThat(scene.call("t").toString()).contains("batched");
        peer.on(
                "tools/call",
                turn -> turn.answer(
                        200,
                        "application/json",
                        "[{\"jsonrpc\":\"2.0\",\"id\":99999,\"result\":{\"content\":[]}}," + answer(turn) + "," + LOG
                                + "]"));
        assertThat(scene.call("t").toString()).contains("batched");
        Awaitility.await().untilAsserted(() -> assertThat(scene.started().refused())
                .anyMatch(record -> record.contains("unsolicited answer")));
    }

    @Test
    void dealsWithEachMessageOfAnEvent() throws Exception {
        List<JsonNode> pongs = new CopyOnWriteArrayList<>();
        peer("2025-03-26").on("tools/call", turn -> {
            turn.event("[{\"jsonrpc\":\"2.0\",\"id\":\"alive\",\"method\":\"ping\"}]");
            pongs.add(turn.answer("alive"));
            turn.event("[" + answer(turn) + "," + LOG + "]");
        });
        scene.start();
        try (Heard heard =
                scene.modern().asks("1", "tools/call", CALL, ",\"io.modelcontextprotocol/logLevel\":\"error\"")) {
            assertThat(heard.next().toString()).as("the log message first").contains("logged");
            assertThat(heard.next().toString()).contains("batched");
        }
        assertThat(pongs.getFirst().path("result").isObject()).isTrue();
    }

    @Test
    void asksWhatABatchAsks() throws Exception {
        List<JsonNode> answers = new CopyOnWriteArrayList<>();
        HttpPeer peer = peer("2025-03-26").on("tools/call", turn -> {
            turn.event("[" + question(1) + "," + question(2) + "]");
            answers.add(turn.answer("q1"));
            answers.add(turn.answer("q2"));
            turn.event("[" + answer(turn) + "]");
        });
        scene.start();
        LiveClient client = scene.old("alice", Scene.ALL);
        try (Heard heard = client.call("t")) {
            client.answer(heard.next(), "{\"action\":\"decline\"}");
            client.answer(heard.next(), "{\"action\":\"decline\"}");
            assertThat(heard.next().toString()).contains("batched");
        }
        assertThat(answers).hasSize(2).allMatch(said -> said.toString().contains("decline"));
        peer.on("tools/call", turn -> turn.event("[" + question(3) + "," + answer(turn) + "]"));
        try (Heard heard = client.call("t")) {
            assertThat(heard.next().toString())
                    .as("what it does not wait for is asked of nobody")
                    .contains("batched");
        }
    }

    @Test
    void refusesBatchesThatAreTooLongOrEmptyOrHoldNoMessage() throws Exception {
        HttpPeer peer = peer("2025-03-26");
        scene.start();
        String many = IntStream.range(0, 64).mapToObj(_ -> LOG).collect(Collectors.joining(","));
        for (String batch : List.of("[" + many + ",%s]", "[]", "[%s,7]", "[[%s]]")) {
            peer.on("tools/call", turn -> turn.answer(200, "application/json", batch.formatted(answer(turn))));
            assertThat(scene.call("t").toString()).as(batch).contains("not valid MCP");
            peer.on("tools/call", turn -> turn.event(batch.formatted(answer(turn))));
            assertThat(scene.call("t").toString()).as(batch).contains("not valid MCP");
        }
    }

    @Test
    void takesNoBatchInOtherVersions() throws Exception {
        HttpPeer peer = peer("2025-06-18");
        scene.start();
        peer.on("tools/call", turn -> turn.answer(200, "application/json", "[" + answer(turn) + "]"));
        assertThat(scene.call("t").toString()).contains("not valid MCP");
        peer.on("tools/call", turn -> turn.event("[" + answer(turn) + "]"));
        assertThat(scene.call("t").toString()).contains("not valid MCP");
    }

    @Test
    void hearsBatchesOnTheStreamOfTheSession() throws Exception {
        List<HttpPeer.Turn> streams = new CopyOnWriteArrayList<>();
        HttpPeer peer = peer("2025-03-26").on("GET", turn -> {
            turn.raw(": open\n\n");
            streams.add(turn);
            turn.hold();
        });
        peer.on("initialize", turn -> {
            turn.header("Mcp-Session-Id", "session");
            turn.result("{\"protocolVersion\":\"2025-03-26\",\"capabilities\":{\"tools\":{\"listChanged\":true}},"
                    + "\"serverInfo\":{\"name\":\"p\",\"version\":\"1\"}}");
        });
        scene.start();
        Awaitility.await().until(() -> !streams.isEmpty());
        peer.on("tools/list", turn -> turn.result("{\"tools\":[{\"name\":\"u\",\"inputSchema\":{}}]}"));
        streams.getFirst().event("[" + LOG + ",{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}]");
        Awaitility.await()
                .until(() -> Scene.names(scene.ask("tools/list", ""), "tools").equals(List.of("u")));
    }
}
