package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Can a server get anything by words of an era that it does not speak? With the whole gateway before it, and
/// clients of both eras.
@Timeout(60)
class WordsOfTheOtherEraTest {
    private static final String TASK = """
            "task": {"taskId": "own-7", "status": "working", "createdAt": "2026-01-01T00:00:00Z",
              "lastUpdatedAt": "2026-01-01T00:00:00Z", "ttl": null}""".replace("\n", "");
    private static final String ASKS = """
            "resultType": "input_required", "requestState": "own-state", "inputRequests": {"a":
              {"method": "elicitation/create", "params": {"mode": "form", "message": "Your password?",
                "requestedSchema": {"type": "object", "properties": {}}}}}""".replace("\n", "");
    private static final String TEXT = "\"content\": [{\"type\": \"text\", \"text\": \"fine\"}]";

    @TempDir
    private Path folder = Path.of("");

    private Scene scene = new Scene(folder);

    private HttpPeer older() throws Exception {
        scene = new Scene(folder);
        HttpPeer peer = scene.with("one", HttpPeer.legacy("{\"tools\": {}, \"prompts\": {}, \"resources\": {}}"));
        peer.on("prompts/list", turn -> turn.result("{\"prompts\": [{\"name\": \"p\"}]}"));
        peer.on("resources/list", turn -> turn.result("{\"resources\": []}"));
        peer.on("resources/templates/list", turn -> turn.result("{\"resourceTemplates\": []}"));
        scene.start();
        return peer;
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    /// What clients of both eras are told by a call.
    private List<JsonNode> told() throws Exception {
        try (Heard old = scene.old("alice", Scene.ALL).call("t");
                Heard modern = scene.modern("alice", Scene.ALL)
                        .asks("1", "tools/call", "\"name\": \"t\", \"arguments\": {}")) {
            return List.of(old.next(), modern.next());
        }
    }

    @Test
    void aTaskThatNobodyAskedForIsNone() throws Exception {
        HttpPeer peer = older();
        for (String said : List.of("{" + TASK + "}", "{\"task\": {}}", "{" + TASK + ", \"structuredContent\": {}}")) {
            peer.on("tools/call", turn -> turn.result(said));
            for (JsonNode told : told()) {
                assertThat(told.toString()).contains("answer-malformed").doesNotContain("own-7");
            }
        }
        peer.on("tools/call", turn -> turn.result("{" + TASK + ", " + TEXT + "}"));
        for (JsonNode told : told()) {
            assertThat(told.path("result").path("content").toString()).contains("fine");
            assertThat(told.toString()).doesNotContain("own-7");
        }
    }

    @Test
    void anOlderServerAsksNothingByItsResult() throws Exception {
        HttpPeer peer = older();
        for (String said : List.of("{" + ASKS + "}", "{\"resultType\": \"task\", \"taskId\": \"own-7\"}")) {
            peer.on("tools/call", turn -> turn.result(said));
            for (JsonNode told : told()) {
                assertThat(told.toString())
                        .contains("answer-malformed")
                        .doesNotContain("password")
                        .doesNotContain("own-");
            }
        }
        peer.on("prompts/get", turn -> turn.result("{" + ASKS + "}"));
        assertThat(scene.ask("prompts/get", "\"name\": \"p\"").toString())
                .contains("answer-malformed")
                .doesNotContain("password");
        peer.on("resources/read", turn -> turn.result("{" + ASKS + "}"));
        assertThat(scene.ask("resources/read", "\"uri\": \"a:b\"").toString())
                .contains("answer-malformed")
                .doesNotContain("password");
    }

    @Test
    void whatAnOlderServerSaysOfItsResultInNewerWordsIsLeftOut() throws Exception {
        HttpPeer peer = older();
        String more = """
                , "ttlMs": 86400000, "cacheScope": "public", "_meta": {"com.example/kept": 1,
                  "io.modelcontextprotocol/subscriptionId": 7, "io.modelcontextprotocol/serverInfo": {"name": "liar"}}}""".replace("\n", "");
        peer.on("tools/call", turn -> turn.result("{" + ASKS + ", " + TEXT + more));
        for (JsonNode told : told()) {
            assertThat(told.path("result").path("content").toString()).contains("fine");
            assertThat(told.path("result")
                            .path("_meta")
                            .path("com.example/kept")
                            .asInt())
                    .isEqualTo(1);
            assertThat(told.toString())
                    .doesNotContain("password")
                    .doesNotContain("own-state")
                    .doesNotContain("ttlMs")
                    .doesNotContain("subscriptionId")
                    .doesNotContain("liar");
        }
        peer.on("resources/read", turn -> turn.result("{\"contents\": []" + more));
        JsonNode read = scene.ask("resources/read", "\"uri\": \"a:b\"").path("result");
        assertThat(read.path("ttlMs").asInt(-1)).isZero();
        assertThat(read.path("cacheScope").asString()).isEqualTo("private");
        peer.on("tools/call", turn -> turn.failure("""
                {"code": -32021, "message": "say more", "data": {"requiredCapabilities": {"sampling": {}}}}"""));
        JsonNode error =
                scene.ask("tools/call", "\"name\": \"t\", \"arguments\": {}").path("error");
        assertThat(error.path("code").asInt()).isEqualTo(-32603);
        assertThat(error.has("data")).isFalse();
    }

    @Test
    void whatIsSaidInTheCourseOfACallNamesNoSubscriptionAndNoTask() throws Exception {
        HttpPeer peer = older();
        String meta = "\"_meta\": {\"io.modelcontextprotocol/subscriptionId\": 7, \"com.example/kept\": 1,"
                + " \"io.modelcontextprotocol/related-task\": {\"taskId\": \"own-7\"}}";
        peer.on("tools/call", turn -> {
            turn.notify(
                    "notifications/progress",
                    "{\"progressToken\": "
                            + turn.message().path("params").path("_meta").path("progressToken") + ", \"progress\": 1, "
                            + meta + "}");
            turn.result("{" + TEXT + "}");
        });
        try (Heard heard = scene.modern("alice", "{}")
                .asks("1", "tools/call", "\"name\": \"t\", \"arguments\": {}", ", \"progressToken\": \"p\"")) {
            JsonNode progress = heard.next().path("params");
            assertThat(progress.path("progressToken").asString()).isEqualTo("p");
            assertThat(progress.path("_meta").toString()).isEqualTo("{\"com.example/kept\":1}");
        }
    }

    @Test
    void aNewerServerMakesNoTaskInOlderWords() throws Exception {
        scene = new Scene(folder);
        HttpPeer peer = scene.with("one", HttpPeer.modern("{\"tools\": {}, \"resources\": {}, \"completions\": {}}"));
        scene.start();
        peer.on("tools/call", turn -> turn.result("{\"resultType\": \"complete\", " + TASK + "}"));
        for (JsonNode told : told()) {
            assertThat(told.toString()).contains("answer-malformed").doesNotContain("own-7");
        }
        peer.on(
                "tools/call",
                turn -> turn.result(
                        "{" + ASKS.replace("input_required", "complete") + ", " + TASK + ", " + TEXT + "}"));
        for (JsonNode told : told()) {
            assertThat(told.path("result").path("content").toString()).contains("fine");
            assertThat(told.toString()).doesNotContain("own-").doesNotContain("password");
        }
        peer.on("completion/complete", turn -> turn.result("{" + ASKS + "}"));
        try (Heard heard = scene.modern("alice", Scene.ALL)
                .asks(
                        "1",
                        "completion/complete",
                        "\"ref\": {\"type\": \"ref/resource\", \"uri\": \"a:b\"}, \"argument\": {\"name\": \"a\", \"value\": \"\"}")) {
            assertThat(heard.next().toString()).contains("answer-malformed").doesNotContain("password");
        }
    }
}
