package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Do URIs in what a server asks the client have the names of the profile, and only URIs that mean resources?
@Timeout(60)
class QuestionNamesTest {
    private static final String SAMPLING = """
            "result": {"resultType": "input_required", "inputRequests": {"q": {"method": "sampling/createMessage", "params":
              {"maxTokens": 5, "messages": [
                {"role": "user", "content": {"type": "resource_link", "uri": "file:///a", "name": "a"}},
                {"role": "user", "content": [
                  {"type": "text", "text": "see file:///b"},
                  {"type": "resource", "resource": {"uri": "file:///c", "text": "c"}},
                  {"type": "tool_result", "toolUseId": "1", "content": [{"type": "resource_link", "uri": "ui://d", "name": "d"}]}]}
              ]}}}}""";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void namesResourcesAsTheProfileDoes() throws Exception {
        try (ModernServer one = ModernServer.start(ModernServer.tool("ask"));
                ModernServer two = ModernServer.start(ModernServer.tool("other"))) {
            one.answer(
                    "tools/call",
                    params -> params.get("inputResponses").isEmpty()
                            ? SAMPLING.replace("\n", " ")
                            : "\"result\": {\"resultType\": \"complete\", \"content\": []}");
            String servers = "servers:\n  one: { url: \"" + one.url() + "\" }\n  two: { url: \"" + two.url() + "\" }\n";
            try (Started started = Started.in(folder, servers);
                    LiveClient client = LiveClient.stateful(started, "", "2025-11-25", "{\"sampling\": {}}");
                    Heard call = client.call("one__ask")) {
                JsonNode asked = call.next();
                JsonNode messages = asked.path("params").path("messages");
                assertThat(messages.get(0).path("content").path("uri").asString())
                        .isEqualTo("one+file:///a");
                JsonNode blocks = messages.get(1).path("content");
                assertThat(blocks.get(0).path("text").asString()).contains("see file:///b");
                assertThat(blocks.get(1).path("resource").path("uri").asString())
                        .isEqualTo("one+file:///c");
                assertThat(blocks.get(2).path("content").get(0).path("uri").asString())
                        .isEqualTo("ui://one+d");
                client.answer(
                        asked,
                        "{\"role\": \"assistant\", \"content\": {\"type\": \"text\", \"text\": \"t\"}, \"model\": \"m\"}");
                assertThat(call.next().has("result")).isTrue();
            }
        }
    }
}
