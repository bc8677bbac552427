package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.upstream.HttpPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Is what a server answers to `completion/complete` a completion, in both eras?
@Timeout(60)
class CompletionResultsTest {
    private static final String CAN = "{\"prompts\":{},\"completions\":{}}";
    private static final String ASKED =
            "\"ref\": {\"type\": \"ref/prompt\", \"name\": \"p\"}, \"argument\": {\"name\": \"a\", \"value\": \"b\"}";

    @TempDir
    private Path folder = Path.of("");

    private void answers(HttpPeer peer) throws Exception {
        peer.on("prompts/list", turn -> turn.result("{\"prompts\":[{\"name\":\"p\"}]}"))
                .on("completion/complete", turn -> turn.result("{\"completion\":{\"values\":[\"x\"]}}"));
        try (Scene scene = new Scene(folder)) {
            scene.with("one", peer);
            scene.start();
            assertThat(scene.ask("completion/complete", ASKED)
                            .path("result")
                            .path("completion")
                            .path("values")
                            .toString())
                    .isEqualTo("[\"x\"]");
            for (String wrong : List.of(
                    "{}", "{\"values\":[\"x\"]}", "{\"completion\":[]}", "{\"completion\":{\"values\":\"x\"}}")) {
                peer.on("completion/complete", turn -> turn.result(wrong));
                JsonNode refused = scene.ask("completion/complete", ASKED);
                assertThat(refused.path("error").path("data").toString())
                        .as(wrong)
                        .contains("answer-malformed");
                assertThat(scene.started().records(RecordKind.SEALED))
                        .last()
                        .asString()
                        .contains("answer-malformed");
            }
        }
    }

    @Test
    void anOlderServersAnswerWithoutOneIsRefused() throws Exception {
        try (HttpPeer peer = older()) {
            answers(peer);
        }
    }

    @Test
    void aNewerServersAnswerWithoutOneIsRefused() throws Exception {
        try (HttpPeer peer = HttpPeer.modern(CAN)) {
            answers(peer);
        }
    }

    private static HttpPeer older() throws IOException {
        return HttpPeer.legacy(CAN);
    }
}
