package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.upstream.HttpPeer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Is what a person agreed to made once, also where policies come into force meanwhile?
@Timeout(60)
class AgreedOnceTest {
    private static final String CALL = "\"name\": \"pay\", \"arguments\": {}";
    private static final String POLICY = "@require(\"user-confirmation\") permit(principal, action, resource);";

    @TempDir
    private Path folder = Path.of("");

    private static JsonNode goesOn(Scene scene, JsonNode asked, String response) throws Exception {
        String key = asked.path("inputRequests").propertyNames().iterator().next();
        return scene.modern("alice", Scene.ALL)
                .asks(
                        "1",
                        "tools/call",
                        CALL + ", \"requestState\": \""
                                + asked.path("requestState").asString()
                                + "\", \"inputResponses\": {\"" + key + "\": {\"action\": \"accept\", \"content\": "
                                + response + "}}")
                .next();
    }

    private interface Anew {
        void happens(Scene scene) throws Exception;
    }

    /// Agrees, and goes on; then goes on with the same once more.
    private void isMadeOnce(Anew between, Anew before) throws Exception {
        try (Scene scene = new Scene(folder)) {
            HttpPeer _ = scene.with("one", HttpPeer.modern("{\"tools\": {}}"))
                    .on(
                            "tools/list",
                            turn -> turn.result("{\"resultType\": \"complete\", \"tools\": [{\"name\": \"pay\","
                                    + " \"inputSchema\": {\"type\": \"object\"}}]}"))
                    .on(
                            "tools/call",
                            turn -> turn.result(
                                    turn.message().path("params").has("inputResponses")
                                            ? "{\"resultType\": \"complete\", \"content\": [{\"type\": \"text\","
                                                    + " \"text\": \"paid\"}]}"
                                            : "{\"resultType\": \"input_required\", \"inputRequests\": {\"k\":"
                                                    + " {\"method\": \"elicitation/create\", \"params\": {\"mode\":"
                                                    + " \"form\", \"message\": \"?\", \"requestedSchema\": {\"type\":"
                                                    + " \"object\", \"properties\": {}}}}}}"));
            scene.start();
            scene.policy(POLICY);
            JsonNode first = scene.modern("alice", Scene.ALL)
                    .asks("1", "tools/call", CALL)
                    .next()
                    .path("result");
            between.happens(scene);
            JsonNode asked = goesOn(scene, first, "{\"agreed\": true}").path("result");
            assertThat(goesOn(scene, asked, "{}").toString()).contains("paid");
            before.happens(scene);
            assertThat(goesOn(scene, asked, "{}").toString())
                    .contains("state-unknown")
                    .doesNotContain("paid");
        }
    }

    @Test
    void alsoAfterAReload() throws Exception {
        isMadeOnce(scene -> scene.policy(POLICY + " // another"), scene -> scene.policy(POLICY));
    }

    @Test
    void alsoAfterARestart() throws Exception {
        isMadeOnce(_ -> {}, scene -> {
            scene.started().close();
            scene.start();
            scene.policy(POLICY);
        });
    }
}
