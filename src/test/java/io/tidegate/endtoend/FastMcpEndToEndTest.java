package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tidegate.endtoend.Client.Plan;
import io.tidegate.endtoend.Gateway.Setup;
import io.tidegate.endtoend.Served.Listening;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Do clients of both eras get everything that a FastMCP server has, in both of its eras and on both transports: also
/// where it asks them something on the way?
@Tag("end-to-end")
final class FastMcpEndToEndTest {
    private static final String ANSWERS = """
            {"elicitation": {"action": "accept", "content": {"place": "brest", "value": "brest"}},
             "sampling": "the tide is high, ask ada.moreau@example.com"}""";
    private static final String SLOW_START = "start-deadline: 2m"; // Python reads many files first

    @TempDir
    private Path folder = Path.of("");

    /// Client, transport, and the server's era with the tool that asks in it.
    static Stream<Arguments> sessions() {
        return Stream.of(Client.TYPESCRIPT_V1, Client.TYPESCRIPT_V2_MODERN)
                .flatMap(client -> Stream.of(
                        arguments(client, true, "modern", "ask"),
                        arguments(client, true, "legacy", "ask_at_once"),
                        arguments(client, false, "modern", "ask"),
                        arguments(client, false, "legacy", "ask_at_once")));
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void everythingComesThrough(Client client, boolean onHttp, String era, String asking) throws IOException {
        if (onHttp) {
            try (Listening server = Listening.start(Peers.python("fastmcp-server.py", "--http", "0"), folder)) {
                converse(client, Setup.open().http("peer", server.url()), era, asking);
            }
        } else {
            List<String> command = Peers.python("fastmcp-server.py", "--stdio");
            converse(client, Setup.open().stdio("peer", command), era, asking);
        }
    }

    private void converse(Client client, Setup setup, String era, String asking) throws IOException {
        Setup pinned = setup.keys("peer", "era: " + era + ", " + SLOW_START);
        try (Gateway gateway = Gateway.start(pinned, folder)) {
            gateway.awaitServer("peer");
            Steps steps = client.run(new Target.Http(gateway.url()), plan(asking), folder);
            checkTools(steps, asking);
            checkQuestions(steps);
            checkTexts(steps);
            checkTrail(Recorded.calls(gateway), asking);
            assertThat(gateway.stop()).as(gateway.program().describe()).isIn(Gateway.STOPPED_CLEAN);
        }
    }

    private static Plan plan(String asking) {
        return Plan.list()
                .answers(ANSWERS)
                .call(new Call("tide", "{\"place\": \"brest\"}"))
                .call(new Call(asking, "{}"))
                .step("resources/list")
                .step("resources/templates/list")
                .step("resources/read {\"uri\": \"tide://calais/height\"}")
                .step("prompts/list")
                .step("prompts/get {\"name\": \"report\", \"arguments\": {\"place\": \"brest\"}}");
    }

    private static void checkTools(Steps steps, String asking) {
        assertThat(steps.toolNames()).as(steps.context()).contains("tide", "ask", "ask_at_once");
        JsonNode tide = steps.resultOf("tide");
        assertThat(Steps.text(tide)).isEqualTo("7.1");
        assertThat(tide.path("structuredContent").path("result").asDouble()).isEqualTo(7.1);
        assertThat(Steps.text(steps.resultOf(asking)))
                .as(steps.context())
                .isEqualTo("brest: the tide is high, ask ad***@example.com");
    }

    /// The person is asked once, and told who asks; the model is asked about what the person said.
    private static void checkQuestions(Steps steps) {
        List<JsonNode> forms = steps.asked("elicitation/create");
        assertThat(forms).as(steps.context()).hasSize(1);
        assertThat(forms.getFirst().path("message").asString()).contains("Which place?", "peer");
        List<JsonNode> prompts = steps.asked("sampling/createMessage");
        assertThat(prompts).as(steps.context()).hasSize(1);
        assertThat(prompts.getFirst().path("messages").toString()).contains("A sentence about brest.");
    }

    private static void checkTexts(Steps steps) {
        assertThat(steps.result("resources/list")
                        .path("resources")
                        .get(0)
                        .path("uri")
                        .asString())
                .isEqualTo("tide://table");
        assertThat(steps.result("resources/templates/list").toString()).contains("tide://{place}/height");
        assertThat(steps.result("resources/read")
                        .path("contents")
                        .get(0)
                        .path("text")
                        .asString())
                .isEqualTo("6.4");
        assertThat(steps.result("prompts/list")
                        .path("prompts")
                        .get(0)
                        .path("name")
                        .asString())
                .isEqualTo("report");
        assertThat(steps.result("prompts/get").path("messages").get(0).toString())
                .contains("Write about the tide at brest", "ha***@example.com")
                .doesNotContain("harbour.master");
    }

    /// What asked twice stands there three times; of what was masked, that it was.
    private static void checkTrail(List<JsonNode> records, String asking) {
        assertThat(records)
                .allMatch(record -> record.path("decision").asString("").equals("released"));
        List<JsonNode> legs = Recorded.legs(records, asking);
        assertThat(legs).hasSize(3);
        assertThat(legs.getLast().path("rulings").toString()).contains("{\"what\":\"mask\",\"kind\":\"email\"");
        assertThat(records)
                .anyMatch(record -> record.path("prompt").asString("").equals("report"));
        assertThat(records.toString()).doesNotContain("harbour.master", "ada.moreau");
    }
}
