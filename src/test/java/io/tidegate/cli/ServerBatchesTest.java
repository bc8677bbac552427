package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.cli.LiveClient.Heard;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Is a batch of a process taken apart where its version has them (MCP 2025-03-26, Messages), and ends the call at once
/// where it has none?
@Timeout(60)
class ServerBatchesTest {
    private static final String PROGRESS = ", \"progressToken\": 7";

    @TempDir
    private Path folder = Path.of("");

    private Scene scene(String version) throws Exception {
        return new Scene(folder)
                .with("pipe", BatchPeer.class, "\"" + version + "\"")
                .start();
    }

    private static Heard calls(Scene scene, String tool) throws Exception {
        return scene.modern("alice", "{}")
                .asks("1", "tools/call", "\"name\": \"" + tool + "\", \"arguments\": {}", PROGRESS);
    }

    @Test
    void readsEachMessageOfABatch() throws Exception {
        try (Scene scene = scene("2025-03-26")) {
            for (String tool : new String[] {"small", "large"}) {
                try (Heard heard = calls(scene, tool)) {
                    assertThat(heard.next().path("method").asString()).isEqualTo("notifications/progress");
                    JsonNode answer = heard.next();
                    assertThat(answer.path("result")
                                    .path("content")
                                    .get(0)
                                    .path("text")
                                    .asString())
                            .contains("said \"]},{[");
                }
            }
        }
    }

    @Test
    void endsTheCallWhereABatchIsTooLong() throws Exception {
        try (Scene scene = scene("2025-03-26");
                Heard heard = calls(scene, "many")) {
            assertThat(heard.next().toString()).contains("answer-malformed");
        }
    }

    @Test
    void endsTheCallWhereTheVersionHasNoBatches() throws Exception {
        try (Scene scene = scene("2025-11-25")) {
            for (String tool : new String[] {"small", "large"}) {
                try (Heard heard = calls(scene, tool)) {
                    assertThat(heard.next().toString()).contains("answer-malformed");
                }
            }
            assertThat(scene.started().records(RecordKind.SEALED))
                    .hasSize(2)
                    .allMatch(each -> each.contains("answer-malformed"));
        }
    }
}
