package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.cli.LiveClient.Heard;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Does what a process says for a call that its caller gave up stay away from the next caller? A process tells nobody
/// for which call it asks, and need not end one that was cancelled (MCP 2025-11-25, Cancellation).
@Timeout(60)
class GivenUpCallsTest {
    private static final String PROGRESS = "\"progressToken\": 7";
    private static final String LOGS = ", \"io.modelcontextprotocol/logLevel\": \"debug\"";

    @TempDir
    private Path folder = Path.of("");

    private Scene scene(String more) throws Exception {
        return new Scene(folder).with("pipe", LateAsker.class).more(more).start();
    }

    /// Bob's call is alone under way, and gets what the process was answered that asked for the other one.
    private static void leavesBobAlone(Scene scene) throws Exception {
        try (Heard heard = scene.modern("bob", Scene.ALL)
                .asks("1", "tools/call", "\"name\": \"plain\", \"arguments\": {}", LOGS)) {
            JsonNode answer = heard.next();
            assertThat(answer.path("method").asString(""))
                    .as("no log message of alice's call")
                    .isEmpty();
            assertThat(answer.path("result").path("resultType").asString())
                    .as("he is asked nothing: %s", answer)
                    .isEqualTo("complete");
            assertThat(answer.toString()).contains("late", "error", "-32603").doesNotContain("accept");
        }
        Awaitility.await().until(() -> scene.started().records(RecordKind.REFUSED).stream()
                .anyMatch(each -> each.contains("unsolicited elicitation/create")));
    }

    @Test
    void asksNobodyElseForACallThatWasCancelled() throws Exception {
        try (Scene scene = scene("")) {
            LiveClient alice = scene.old("alice", Scene.ALL);
            try (Heard call =
                    alice.ask("tools/call", "\"name\": \"late\", \"arguments\": {}, \"_meta\": {" + PROGRESS + "}")) {
                assertThat(call.next().path("method").asString()).isEqualTo("notifications/progress");
                alice.post(
                                "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/cancelled\", \"params\": {\"requestId\": 2}}")
                        .close();
                leavesBobAlone(scene);
            }
        }
    }

    @Test
    void asksNobodyElseForACallWhoseClientHungUp() throws Exception {
        try (Scene scene = scene("")) {
            try (Heard call = scene.modern("alice", Scene.ALL)
                    .asks("1", "tools/call", "\"name\": \"late\", \"arguments\": {}", ", " + PROGRESS)) {
                assertThat(call.next().path("method").asString()).isEqualTo("notifications/progress");
                call.hangUp();
            }
            leavesBobAlone(scene);
        }
    }

    @Test
    void asksNobodyElseForACallThatCameToItsDeadline() throws Exception {
        try (Scene scene = scene("limits: { call-deadline: 3s }")) {
            try (Heard call =
                    scene.modern("alice", Scene.ALL).asks("1", "tools/call", "\"name\": \"late\", \"arguments\": {}")) {
                assertThat(call.next().toString()).contains("server-too-slow");
            }
            leavesBobAlone(scene);
        }
    }
}
