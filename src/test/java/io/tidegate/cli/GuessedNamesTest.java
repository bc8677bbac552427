package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Does whoever guesses names learn which tools and prompts there are that no list shows them?
@Timeout(60)
class GuessedNamesTest {
    private static final String TOOLS = """
            {"resultType": "complete", "tools": [{"name": "open", "inputSchema": {"type": "object"}},
            {"name": "secret", "inputSchema": {"type": "object", "required": ["x"], "properties": {"x": {}}}},
            {"name": "headed", "inputSchema": {"type": "object", "properties": {"x": {"type": "string",
              "x-mcp-header": "X"}}}}, {"name": "rare", "inputSchema": {"type": "object"}}, {"name": "told", "inputSchema": {"type": "object"}}]}""";

    @TempDir
    private Path folder = Path.of("");

    private Scene scene = new Scene(folder);

    @BeforeEach
    void start() throws Exception {
        scene = new Scene(folder);
        HttpPeer peer = scene.with("one", HttpPeer.modern("{\"tools\": {}, \"prompts\": {}}"));
        peer.on("tools/list", turn -> turn.result(TOOLS));
        peer.on(
                "prompts/list",
                turn -> turn.result("{\"resultType\": \"complete\", \"prompts\": [{\"name\": \"secret\"}]}"));
        scene.more("limits: { rules: [{ per: user, tools: [one__rare], rate: 1/d }] }")
                .start();
        scene.policy("""
                permit(principal, action, resource == Tool::"one/open");
                @reason("people do this")
                forbid(principal, action, resource == Tool::"one/told");""");
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    private interface Asking {
        Heard ask(String method, String params) throws Exception;
    }

    private Asking modern() {
        LiveClient client = scene.modern("bob", "{}");
        return (method, params) -> client.asks("1", method, params);
    }

    private static String told(Asking client, String method, String name) throws Exception {
        return told(client, method, name, "\"arguments\": {}");
    }

    private static String told(Asking client, String method, String name, String more) throws Exception {
        String params = "\"name\": \"" + name + "\", " + more;
        try (Heard heard = client.ask(method, params)) {
            return heard.next()
                    .toString()
                    .replaceAll("[0-9A-Z]{26}", "DECISION")
                    .replaceAll("\"id\":[0-9]+", "\"id\":0");
        }
    }

    private void areAlike(Asking client) throws Exception {
        String missing = told(client, "tools/call", "missing");
        assertThat(missing).contains("unknown-tool");
        for (int count = 0; count < 3; count++) {
            assertThat(told(client, "tools/call", "secret")).isEqualTo(missing);
            assertThat(told(client, "tools/call", "rare"))
                    .as("a limit of its own")
                    .isEqualTo(missing);
        }
        for (String more : List.of(
                "\"arguments\": {\"x\": \"1\"}",
                "\"arguments\": []",
                "\"arguments\": {}, \"requestState\": \"none\"",
                "\"arguments\": {}, \"task\": {}")) {
            for (String name : List.of("secret", "headed")) {
                assertThat(told(client, "tools/call", name, more))
                        .as("%s with %s", name, more)
                        .isEqualTo(told(client, "tools/call", "missing", more));
            }
        }
        assertThat(told(client, "prompts/get", "secret")).isEqualTo(told(client, "prompts/get", "missing"));
    }

    @Test
    void whatIsHiddenIsAnsweredLikeWhatIsNotThere() throws Exception {
        areAlike(modern());
    }

    @Test
    void theSameInAnOlderSession() throws Exception {
        areAlike(scene.old("bob", "{}")::ask);
    }

    @Test
    void theTrailKnowsWhichItWas() throws Exception {
        assertThat(told(modern(), "tools/call", "secret")).contains("unknown-tool");
        assertThat(scene.started().records(RecordKind.SEALED))
                .anyMatch(each -> each.contains("tool-not-allowed")
                        && each.contains("told as unknown-tool")
                        && each.contains("secret"));
    }

    /// Who writes a reason wants it read.
    @Test
    void whatAPolicyHasAReasonForIsTold() throws Exception {
        assertThat(told(modern(), "tools/call", "told")).contains("tool-not-allowed", "people do this");
    }
}
