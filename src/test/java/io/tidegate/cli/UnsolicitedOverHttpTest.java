package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Is what a server says over HTTP and may not say refused, and on record?
class UnsolicitedOverHttpTest extends Pitfalls {
    private static final String DONE = "{\"content\":[{\"type\":\"text\",\"text\":\"right\"}]}";

    private List<String> recorded() throws IOException {
        return scene.started().refused().stream()
                .filter(record -> record.contains("unsolicited"))
                .toList();
    }

    private void awaitRecords(int count, String what) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(recorded()).hasSize(count).allMatch(record -> record.contains(what)));
    }

    @Test
    void recordsAnAnswerThatNobodyWaitsFor() throws Exception {
        scene.with("one", HttpPeer.legacy(TOOLS)).on("tools/call", turn -> {
            turn.event(
                    "{\"jsonrpc\":\"2.0\",\"id\":99999,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"wrong\"}]}}");
            turn.result(DONE);
        });
        scene.start();
        assertThat(scene.call("t").toString()).contains("right").doesNotContain("wrong");
        awaitRecords(1, "unsolicited answer");
    }

    @Test
    void recordsAQuestionWhoseIdIsUsedTwice() throws Exception {
        HttpPeer peer = scene.with("one", HttpPeer.legacy(TOOLS)).on("tools/call", turn -> {
            turn.ask("twice", "elicitation/create", FORM);
            turn.ask("twice", "elicitation/create", FORM);
            turn.answer("twice");
            turn.result(DONE);
        });
        scene.start();
        LiveClient client = scene.old("alice", Scene.ALL);
        try (Heard heard = client.call("t")) {
            client.answer(heard.next(), "{\"action\":\"decline\"}");
            assertThat(heard.next().toString()).contains("right");
        }
        awaitRecords(1, "unsolicited elicitation/create");
        assertThat(peer.heard("")).as("what it was answered").hasSize(1);
    }

    @Test
    void recordsWhatAServerOfTheNewerEraAsksOnTheStream() throws Exception {
        HttpPeer peer = scene.with("one", HttpPeer.modern(TOOLS)).on("tools/call", turn -> {
            turn.ask("pushed", "elicitation/create", FORM);
            turn.result(DONE);
        });
        scene.start();
        try (Heard heard = scene.modern("alice", Scene.ALL).asks("1", "tools/call", CALL)) {
            assertThat(heard.next().toString()).contains("right");
        }
        awaitRecords(1, "unsolicited elicitation/create");
        assertThat(peer.heard("")).isEmpty();
    }

    @Test
    void recordsWhatNoServerMayAskItsClient() throws Exception {
        List<JsonNode> answers = new CopyOnWriteArrayList<>();
        scene.with("one", HttpPeer.legacy(TOOLS)).on("tools/call", turn -> {
            turn.ask("own", "tools/call", "{\"name\":\"t\"}");
            answers.add(turn.answer("own"));
            turn.ask("alive", "ping", "{}");
            answers.add(turn.answer("alive"));
            turn.ask("undeclared", "elicitation/create", FORM);
            answers.add(turn.answer("undeclared"));
            turn.result(DONE);
        });
        scene.start();
        assertThat(scene.call("t").toString()).contains("right");
        assertThat(answers.stream()
                        .map(answer -> answer.path("error").path("code").asInt()))
                .containsExactly(-32601, 0, -32601);
        awaitRecords(1, "unsolicited method");
    }

    @Test
    void recordsAnswersOnTheStreamsOfWhatIsSaidUnasked() throws Exception {
        List<HttpPeer.Turn> streams = new CopyOnWriteArrayList<>();
        HttpPeer.Script stream = turn -> {
            turn.raw(": open\n\n");
            streams.add(turn);
            turn.hold();
        };
        String told = "{\"tools\":{\"listChanged\":true}}";
        scene.with("old", HttpPeer.legacy(told)).on("GET", stream);
        scene.with("new", HttpPeer.modern(told)).on("subscriptions/listen", stream);
        scene.start();
        Awaitility.await().until(() -> streams.size() == 2);
        for (HttpPeer.Turn open : streams) {
            open.event("{\"jsonrpc\":\"2.0\",\"id\":99999,\"result\":{}}");
        }
        awaitRecords(2, "unsolicited answer");
    }

    /// Whoever floods the gateway with it does not fill the trail: what is too much in a second is counted.
    @Test
    void countsWhatIsTooMuch() throws Exception {
        scene.with("one", HttpPeer.legacy(TOOLS)).on("tools/call", turn -> {
            for (int at = 0; at < 1_000; at++) {
                turn.event("{\"jsonrpc\":\"2.0\",\"id\":" + (99_000 + at) + ",\"result\":{}}");
            }
            turn.result(DONE);
        });
        scene.start();
        assertThat(scene.call("t").toString()).contains("right");
        Awaitility.await().untilAsserted(() -> assertThat(scene.started().refused())
                .hasSizeBetween(2, 100)
                .anyMatch(record -> record.contains("\"count\"")));
    }
}
