package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `@require("user-confirmation")`: is a call made only after the person who calls has agreed to that very call, and
/// once? With clients of both eras and the whole gateway in between.
@Timeout(60)
class ConfirmationTest {
    private static final String POLICY =
            "permit(principal, action, resource);\n@id(\"sends\") @require(\"user-confirmation\") forbid(principal,"
                    + " action == Action::\"call\", resource == Tool::\"bank/send\");";
    private static final String SEND =
            "\"name\": \"send\", \"arguments\": {\"to\": \"ada@example.com\", \"amount\": 100}";
    private static final String YES = "{\"action\": \"accept\", \"content\": {\"agreed\": true}}";

    @TempDir
    private Path folder = Path.of("");

    private Scene scene = new Scene(folder);
    private HttpPeer bank;

    @BeforeEach
    void start() throws Exception {
        scene = new Scene(folder);
        bank = scene.with("bank", HttpPeer.modern("{\"tools\": {}}"))
                .on(
                        "tools/list",
                        turn -> turn.result(
                                "{\"resultType\": \"complete\", \"tools\": ["
                                        + "{\"name\": \"send\", \"inputSchema\": {\"type\": \"object\", \"additionalProperties\": true}}, {\"name\": \"look\", \"inputSchema\": {}}]}"))
                .on(
                        "tools/call",
                        turn -> turn.result(
                                "{\"resultType\": \"complete\", \"content\": [{\"type\": \"text\", \"text\":"
                                        + " \"sent\"}]}"));
        scene.start();
        scene.policy(POLICY);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    private static JsonNode asked(LiveClient client, String params) throws Exception {
        try (Heard heard = client.asks("1", "tools/call", params)) {
            return heard.next();
        }
    }

    private static String goesOn(String params, JsonNode question, String answer) {
        JsonNode result = question.path("result");
        String key = result.path("inputRequests").propertyNames().iterator().next();
        return params + ", \"requestState\": " + result.path("requestState") + ", \"inputResponses\": {\"" + key
                + "\": " + answer + "}";
    }

    private static String message(JsonNode question) {
        return question.path("result")
                .path("inputRequests")
                .path("tidegate-confirm")
                .path("params")
                .path("message")
                .asString();
    }

    @Test
    void asksClientsOfTheNewerEraAndSendsWhatTheyAgreeTo() throws Exception {
        LiveClient alice = scene.modern("alice", Scene.ALL);
        JsonNode question = asked(alice, SEND);
        assertThat(message(question)).contains("`bank`", "\"to\":\"ada@example.com\"", "\"amount\":100");
        assertThat(bank.heard("tools/call")).isEmpty();

        assertThat(asked(alice, goesOn(SEND, question, YES)).toString()).contains("sent");
        JsonNode sent = bank.heard("tools/call").getFirst().path("params");
        assertThat(bank.heard("tools/call")).hasSize(1);
        assertThat(sent.path("arguments").path("amount").asInt()).isEqualTo(100);
        assertThat(sent.has("requestState") || sent.has("inputResponses")).isFalse();
        assertThat(scene.started().records(RecordKind.SEALED).getLast()).contains("\"round\":1,\"agreed\":true");
    }

    @Test
    void asksClientsOfTheOlderEraOnTheStreamOfTheirCall() throws Exception {
        LiveClient alice = scene.old("alice", Scene.ALL);
        try (Heard heard = alice.call("send")) {
            JsonNode question = heard.next();
            assertThat(question.path("method").asString()).isEqualTo("elicitation/create");
            assertThat(bank.heard("tools/call")).isEmpty();
            alice.answer(question, YES);
            assertThat(heard.next().toString()).contains("sent");
        }
        try (Heard heard = alice.call("send")) {
            alice.answer(heard.next(), "{\"action\": \"decline\"}");
            assertThat(heard.next().toString()).contains("not-confirmed", "did not agree");
        }
        assertThat(scene.started().records(RecordKind.SEALED).getLast())
                .contains("not-confirmed", "\"server\":\"bank\",\"tool\":\"send\"");
        assertThat(bank.heard("tools/call")).hasSize(1);
    }

    @Test
    void asksNobodyWhereNoPolicySaysSo() throws Exception {
        assertThat(asked(scene.modern("alice", "{}"), "\"name\": \"look\"").toString())
                .contains("sent");
    }

    @Test
    void onlyAPlainYesIsOne() throws Exception {
        LiveClient alice = scene.modern("alice", Scene.ALL);
        for (String answer : List.of(
                "{\"action\": \"decline\"}",
                "{\"action\": \"cancel\"}",
                "{\"action\": \"accept\"}",
                "{\"action\": \"accept\", \"content\": {}}",
                "{\"action\": \"accept\", \"content\": {\"agreed\": false}}",
                "{\"action\": \"accept\", \"content\": {\"agreed\": \"true\"}}",
                "{\"action\": \"decline\", \"content\": {\"agreed\": true}}",
                "{}",
                "true",
                "null")) {
            JsonNode said = asked(alice, goesOn(SEND, asked(alice, SEND), answer));
            assertThat(said.toString()).as(answer).doesNotContain("sent");
        }
        JsonNode question = asked(alice, SEND);
        String without = SEND + ", \"requestState\": " + question.path("result").path("requestState");
        assertThat(asked(alice, without).toString()).contains("not-confirmed");
        assertThat(bank.heard("tools/call")).isEmpty();
    }

    @Test
    void aYesIsForOneCallOfTheSameArgumentsByTheSamePerson() throws Exception {
        LiveClient alice = scene.modern("alice", Scene.ALL);
        JsonNode question = asked(alice, SEND);
        String more = SEND.replace("100", "100000");
        assertThat(asked(alice, goesOn(more, question, YES)).toString()).contains("state-unknown");
        assertThat(asked(scene.modern("mallory", Scene.ALL), goesOn(SEND, question, YES))
                        .toString())
                .contains("state-unknown");
        assertThat(bank.heard("tools/call")).isEmpty();

        List<Callable<String>> twenty = new ArrayList<>();
        for (int each = 0; each < 20; each++) {
            twenty.add(() -> asked(alice, goesOn(SEND, question, YES)).toString());
        }
        int sent = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> answer : threads.invokeAll(twenty)) {
                sent += answer.get().contains("sent\\n") ? 1 : 0;
            }
        }
        assertThat(sent).isEqualTo(1);
        assertThat(bank.heard("tools/call")).hasSize(1);
    }

    /// What the server asks in the middle of a call that was agreed to needs no second yes, and can't be used to make
    /// the call again.
    @Test
    void serversMayAskToo() throws Exception {
        bank.on("tools/call", turn -> {
            boolean second = turn.message().path("params").has("requestState");
            turn.result(
                    second
                            ? "{\"resultType\": \"complete\", \"content\": [{\"type\": \"text\", \"text\": \"sent\"}]}"
                            : "{\"resultType\": \"input_required\", \"requestState\": \"s\", \"inputRequests\": {\"pin\":"
                                    + " {\"method\": \"elicitation/create\", \"params\": {\"message\": \"pin\","
                                    + " \"requestedSchema\": {\"type\": \"object\", \"properties\": {}}}}}}");
        });
        LiveClient alice = scene.modern("alice", Scene.ALL);
        JsonNode pin = asked(alice, goesOn(SEND, asked(alice, SEND), YES));
        assertThat(pin.path("result").path("inputRequests").has("pin")).isTrue();
        String last = goesOn(SEND, pin, "{\"action\": \"accept\", \"content\": {}}");
        assertThat(asked(alice, last).toString()).contains("sent\\n");
        assertThat(asked(alice, last).toString()).contains("state-unknown");
        assertThat(bank.heard("tools/call")).hasSize(2);
    }

    @Test
    void whoCannotBeAskedIsRefused() throws Exception {
        assertThat(asked(scene.modern("alice", "{}"), SEND).toString())
                .contains("confirmation-needed", "does not declare `elicitation`");
        String much = "\"name\": \"send\", \"arguments\": {\"note\": \"" + "x".repeat(5_000) + "\"}";
        assertThat(asked(scene.modern("alice", Scene.ALL), much).toString())
                .contains("confirmation-needed", "too long");
        assertThat(bank.heard("tools/call")).isEmpty();
    }

    @Test
    void showsWhatWouldBeUnseen() throws Exception {
        String sly = "\"name\": \"send\", \"arguments\": {\"to\": \"ada\\u202e@\\ue0061```\\n![x](http://a.example/)\","
                + " \"\\u0061mount\": 1}";
        JsonNode question = asked(scene.modern("alice", Scene.ALL), sly);
        assertThat(message(question))
                .contains("\\u202e", "\\ue006", "\\u0060\\u0060\\u0060\\n![x]", "\"amount\":1")
                .matches("(?s)[^`]*`bank`[^`]*```[^`]*```");
    }
}
