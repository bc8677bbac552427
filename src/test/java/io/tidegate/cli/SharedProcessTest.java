package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.PipePeer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Does one caller who lets a process wait keep the others from it?
@Timeout(60)
class SharedProcessTest {
    @TempDir
    private Path folder = Path.of("");

    private static JsonNode calls(LiveClient client, String more) throws Exception {
        try (Heard heard = client.asks("1", "tools/call", "\"name\": \"t\", \"arguments\": {}" + more)) {
            return heard.next();
        }
    }

    /// The process asks in each call, and nobody can tell for whom while alice's call waits for her.
    @Test
    void letsTheNextInWhileACallWaitsForItsClient() throws Exception {
        Ticking clock = new Ticking();
        try (Scene scene = new Scene(folder).with("pipe", PipePeer.class).start(clock)) {
            LiveClient alice = scene.modern("alice", Scene.ALL);
            LiveClient bob = scene.modern("bob", Scene.ALL);
            JsonNode asked = calls(alice, "").path("result");
            assertThat(asked.path("resultType").asString()).isEqualTo("input_required");
            assertThat(calls(bob, "").toString()).as("from now on in turn").contains("-32603");

            clock.add(15);
            assertThat(calls(bob, "").toString())
                    .as("he need not wait for her")
                    .contains("\"content\"")
                    .contains("-32603");

            String answer = ", \"requestState\": " + asked.path("requestState")
                    + ", \"inputResponses\": {\"input-1\": {\"action\": \"accept\", \"content\": {\"a\": \"hers\"}}}";
            assertThat(calls(alice, answer).toString())
                    .as("her call goes on all the same")
                    .contains("hers");
        }
    }

    /// A call waits two minutes at a process, and a client of the older era may be asked for nine.
    @Test
    void endsTheQuestionTogetherWithTheCallThatWaitsForIt() throws Exception {
        Ticking clock = new Ticking();
        try (Scene scene = new Scene(folder).with("pipe", PipePeer.class).start(clock)) {
            LiveClient alice = scene.old("alice", Scene.ALL);
            try (Heard call = alice.call("t")) {
                JsonNode question = call.next();
                assertThat(question.path("method").asString()).isEqualTo("elicitation/create");
                clock.add(121);
                JsonNode withdrawn = call.next();
                assertThat(withdrawn.path("method").asString()).isEqualTo("notifications/cancelled");
                assertThat(withdrawn.path("params").path("requestId")).isEqualTo(question.path("id"));
                assertThat(call.next().toString()).contains("did not come in time");
            }
        }
    }
}
