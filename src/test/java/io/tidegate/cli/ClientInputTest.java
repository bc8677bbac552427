package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.json.JsonValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Does a call that needs its client's input get it from the right client, once, and end well where it does not? A
/// client of the older era, a server of the newer one, and the whole gateway between them.
@Timeout(60)
class ClientInputTest {
    private static final String ALL =
            "{\"elicitation\": {\"form\": {}, \"url\": {}}, \"sampling\": {}, \"roots\": {\"listChanged\": true}}";
    private static final String FORM = """
            "inputRequests": {"color": {"method": "elicitation/create", "params": {"mode": "form",
              "message": "which color", "requestedSchema": {"type": "object", "properties": {"color": {"type": "string"}}}}}}""";
    private static final String THREE = """
            "inputRequests": {
              "form": {"method": "elicitation/create", "params": {"message": "m", "requestedSchema": {"type": "object", "properties": {}}}},
              "text": {"method": "sampling/createMessage", "params": {"messages": [], "maxTokens": 5}},
              "dirs": {"method": "roots/list"}}""";

    @TempDir
    private Path folder = Path.of("");

    private ModernServer server;
    private Started started;
    private String alice = "";
    private String mallory = "";

    @BeforeEach
    void start() throws Exception {
        server = ModernServer.start(ModernServer.tool("ask"));
        started = Started.in(
                folder,
                "identity: { api-keys: allowed }\nservers: { one: { url: \"" + server.url() + "\", era: modern } }\n");
        alice = started.key("alice");
        mallory = started.key("mallory");
    }

    @AfterEach
    void stop() {
        started.close();
        server.close();
    }

    private LiveClient client(String capabilities) throws Exception {
        return LiveClient.stateful(started, alice, "2025-11-25", capabilities);
    }

    /// The server asks until it has been answered `rounds` times, then repeats what it got last.
    private void asks(String requests, int rounds) {
        server.answer("tools/call", params -> {
            Optional<JsonValue> responses = params.get("inputResponses");
            int round = params.string("requestState")
                    .map(state -> Integer.parseInt(state.substring(6)))
                    .orElse(0);
            return round < rounds
                    ? "\"result\": {\"resultType\": \"input_required\", " + requests + ", \"requestState\": \"state-"
                            + (round + 1) + "\"}"
                    : "\"result\": {\"resultType\": \"complete\", \"content\": [], \"structuredContent\": "
                            + responses.map(JsonValue::json).orElse("{}") + "}";
        });
    }

    private static JsonNode structured(JsonNode answer) {
        return answer.path("result").path("structuredContent");
    }

    @Test
    void asksOnTheStreamOfTheCallAndGoesOn() throws Exception {
        asks(FORM, 1);
        try (LiveClient client = client(ALL);
                Heard heard = client.call("ask")) {
            JsonNode asked = heard.next();
            assertThat(asked.path("method").asString()).isEqualTo("elicitation/create");
            assertThat(asked.path("params").path("message").asString()).isEqualTo("[one asks] which color");
            try (Heard ping = client.ask("ping", "")) {
                assertThat(ping.next().has("result")).isTrue();
            }
            assertThat(client.answer(asked, "{\"action\": \"accept\", \"content\": {\"color\": \"red\"}}"))
                    .isEqualTo(202);
            assertThat(structured(heard.next()).toString())
                    .isEqualTo("{\"color\":{\"action\":\"accept\",\"content\":{\"color\":\"red\"}}}");
        }
        assertThat(server.called()).hasSize(2);
        assertThat(server.called().getLast().string("requestState")).contains("state-1");
        assertThat(server.called().getFirst().get("requestState")).isEmpty();
    }

    @Test
    void asksForSeveralThingsAtOnceAndTakesAnswersInAnyOrder() throws Exception {
        asks(THREE, 1);
        try (LiveClient client = client(ALL);
                Heard heard = client.call("ask")) {
            JsonNode form = heard.next();
            JsonNode text = heard.next();
            JsonNode dirs = heard.next();
            assertThat(text.path("method").asString()).isEqualTo("sampling/createMessage");
            assertThat(dirs.path("method").asString()).isEqualTo("roots/list");
            client.answer(dirs, "{\"roots\": []}");
            client.answer(
                    text,
                    "{\"role\": \"assistant\", \"content\": {\"type\": \"text\", \"text\": \"t\"}, \"model\": \"m\"}");
            client.answer(form, "{\"action\": \"decline\"}");
            JsonNode got = structured(heard.next());
            assertThat(got.path("form").path("action").asString()).isEqualTo("decline");
            assertThat(got.path("dirs").path("roots").isArray()).isTrue();
            assertThat(got.path("text").path("model").asString()).isEqualTo("m");
        }
    }

    /// In the newer era a client has no way to say so, so the server is not asked to go on.
    @Test
    void aClientThatAnswersWithAnErrorEndsTheCall() throws Exception {
        asks(FORM, 1);
        try (LiveClient client = client(ALL);
                Heard heard = client.call("ask")) {
            JsonNode asked = heard.next();
            client.post("{\"jsonrpc\": \"2.0\", \"id\": " + asked.path("id")
                    + ", \"error\": {\"code\": -1, \"message\": \"the user said no\"}}");
            JsonNode answer = heard.next();
            assertThat(answer.has("method")).isFalse();
            assertThat(answer.path("result").path("structuredContent").isMissingNode())
                    .isTrue();
        }
        assertThat(server.called()).hasSize(1);
    }

    @Test
    void asksAgainInEveryRoundButNotForEver() throws Exception {
        asks(FORM, 3);
        try (LiveClient client = client(ALL)) {
            try (Heard heard = client.call("ask")) {
                for (int round = 0; round < 3; round++) {
                    client.answer(
                            heard.next(), "{\"action\": \"accept\", \"content\": {\"color\": \"r" + round + "\"}}");
                }
                assertThat(structured(heard.next()).toString()).contains("r2");
            }
            asks(FORM, 1_000);
            try (Heard heard = client.call("ask")) {
                JsonNode message = heard.next();
                int rounds = 0;
                while (message.has("method")) {
                    rounds++;
                    client.answer(message, "{\"action\": \"accept\", \"content\": {}}");
                    message = heard.next();
                }
                assertThat(rounds).isEqualTo(16);
                assertThat(message.path("result").path("isError").asBoolean()).isTrue();
            }
        }
    }

    @Test
    void nobodyElseAnswers() throws Exception {
        asks(FORM, 1);
        try (LiveClient client = client(ALL);
                LiveClient other = client(ALL);
                LiveClient thief = client.claiming(started, mallory);
                LiveClient stranger = LiveClient.stateful(started, mallory, "2025-11-25", ALL);
                Heard heard = client.call("ask")) {
            JsonNode asked = heard.next();
            assertThat(other.answer(asked, "{\"action\": \"accept\", \"content\": {\"color\": \"other\"}}"))
                    .isEqualTo(202);
            assertThat(stranger.answer(asked, "{\"action\": \"accept\", \"content\": {\"color\": \"mallory\"}}"))
                    .isEqualTo(202);
            assertThat(thief.answer(asked, "{\"action\": \"accept\", \"content\": {\"color\": \"stolen\"}}"))
                    .isEqualTo(404);
            assertThat(client.answer("\"no-such-question\"", "{}")).isEqualTo(202);
            assertThat(client.answer("1", "{}")).isEqualTo(202);
            assertThat(heard.silent(200)).isTrue();
            client.answer(asked, "{\"action\": \"decline\"}");
            assertThat(structured(heard.next()).toString()).isEqualTo("{\"color\":{\"action\":\"decline\"}}");
            assertThat(client.answer(asked, "{\"action\": \"accept\"}"))
                    .as("again")
                    .isEqualTo(202);
        }
        assertThat(started.refused().stream().filter(record -> record.contains("nobody waits for")))
                .hasSize(5);
        assertThat(server.called()).hasSize(2);
    }

    @Test
    void aFloodOfAnswersDoesNoHarm() throws Exception {
        asks(FORM, 1);
        try (LiveClient client = client(ALL);
                Heard heard = client.call("ask")) {
            JsonNode asked = heard.next();
            for (int answer = 0; answer < 200; answer++) {
                assertThat(client.answer("\"x" + answer + "\"", "{\"action\": \"accept\"}"))
                        .isEqualTo(202);
            }
            client.answer(asked, "{\"action\": \"cancel\"}");
            client.answer(asked, "{\"action\": \"accept\"}");
            assertThat(structured(heard.next()).toString()).contains("cancel");
        }
    }

    @Test
    void whatTheClientDidNotDeclareIsNotAskedFor() throws Exception {
        asks(THREE, 1);
        try (LiveClient client = client("{\"elicitation\": {}}");
                Heard heard = client.call("ask")) {
            JsonNode answer = heard.next();
            assertThat(answer.path("result").path("isError").asBoolean()).isTrue();
            assertThat(answer.toString())
                    .contains("`sampling`")
                    .contains("`roots`")
                    .doesNotContain("-32021");
        }
        RawRequest.Answer stateless = RawRequest.modern("tools/call", "\"name\": \"ask\", \"arguments\": {}")
                .with("Mcp-Name", "ask")
                .as(alice)
                .send(started.gateway().address());
        assertThat(stateless.status()).isEqualTo(400);
        assertThat(stateless.body())
                .contains("-32021")
                .contains("\"requiredCapabilities\":{\"elicitation\":{\"form\":{}},\"sampling\":{},\"roots\":{}}");
        assertThat(started.records(RecordKind.SEALED).stream().filter(record -> record.contains("capability-missing")))
                .hasSize(2);
    }

    @Test
    void aServerAsksForNothingUnknown() throws Exception {
        asks("\"inputRequests\": {\"x\": {\"method\": \"tools/call\", \"params\": {}}}", 1);
        try (LiveClient client = client(ALL);
                Heard heard = client.call("ask")) {
            assertThat(heard.next().path("result").path("isError").asBoolean()).isTrue();
        }
    }

    @Test
    void anOldFormHasNoModeAndAPageHasAnId() throws Exception {
        asks(FORM, 1);
        try (LiveClient old = LiveClient.stateful(started, alice, "2025-06-18", "{\"elicitation\": {}}");
                Heard heard = old.call("ask")) {
            JsonNode asked = heard.next();
            assertThat(asked.path("params").has("mode")).isFalse();
            assertThat(asked.path("params").path("requestedSchema").isObject()).isTrue();
            old.answer(asked, "{\"action\": \"decline\"}");
            heard.next();
        }
        asks(
                "\"inputRequests\": {\"p\": {\"method\": \"elicitation/create\", \"params\": {\"mode\": \"url\", \"url\":"
                        + " \"https://example.com/a\", \"message\": \"open\"}}}",
                2);
        try (LiveClient client = client(ALL);
                Heard heard = client.call("ask")) {
            JsonNode asked = heard.next();
            assertThat(asked.path("params").path("elicitationId").asString()).isNotEmpty();
            client.answer(asked, "{\"action\": \"accept\"}");
            // the second time the page is open already: the user is not asked again, and it gets time
            assertThat(structured(heard.next()).toString()).contains("accept");
        }
    }

    @Test
    void aClientWithoutStreamsGetsAnError() throws Exception {
        asks(FORM, 1);
        try (LiveClient client = client(ALL);
                Heard heard =
                        client.postPlain("{\"jsonrpc\": \"2.0\", \"id\": 9, \"method\": \"tools/call\", \"params\":"
                                + " {\"name\": \"ask\", \"arguments\": {}}}")) {
            assertThat(heard.next().path("result").path("isError").asBoolean()).isTrue();
        }
        assertThat(started.records(RecordKind.SEALED).getLast()).contains("no-stream");
    }

    @Test
    void aCancelledCallStopsAsking() throws Exception {
        asks(FORM, 1);
        try (LiveClient client = client(ALL);
                Heard heard = client.call("ask")) {
            JsonNode asked = heard.next();
            client.post(
                    "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/cancelled\", \"params\": {\"requestId\": 2}}");
            JsonNode withdrawn = heard.next();
            assertThat(withdrawn.path("method").asString()).isEqualTo("notifications/cancelled");
            assertThat(withdrawn.path("params").path("requestId").asString())
                    .isEqualTo(asked.path("id").asString());
            assertThat(heard.next().has("error")).isTrue();
            assertThat(client.answer(asked, "{\"action\": \"accept\"}")).isEqualTo(202);
        }
        assertThat(server.called()).hasSize(1);
    }

    @Test
    void hangingUpIsNotCancelling() throws Exception {
        asks(FORM, 1);
        try (LiveClient client = client(ALL)) {
            JsonNode asked;
            try (Heard heard = client.call("ask")) {
                asked = heard.next();
            }
            client.answer(asked, "{\"action\": \"decline\"}");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> server.called().size() == 2);
        }
    }

    @Test
    void theEndOfASessionEndsWhatItWaitsFor() throws Exception {
        asks(FORM, 1);
        try (LiveClient client = client(ALL);
                Heard heard = client.call("ask")) {
            JsonNode asked = heard.next();
            assertThat(client.end()).isEqualTo(204);
            assertThat(heard.next().path("method").asString()).isEqualTo("notifications/cancelled");
            assertThat(heard.next().has("error")).isTrue();
            assertThat(client.answer(asked, "{\"action\": \"accept\"}")).isEqualTo(404);
        }
        assertThat(started.gateway().calls()).isZero();
    }

    @Test
    void aStopDoesNotWaitForPeople() throws Exception {
        asks(FORM, 1);
        try (LiveClient client = client(ALL);
                Heard heard = client.call("ask")) {
            heard.next();
            long begun = System.nanoTime();
            started.gateway().close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
        }
    }
}
