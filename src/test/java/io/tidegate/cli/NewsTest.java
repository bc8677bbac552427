package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.cli.LiveClient.Heard;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Are clients told what they want to be told, each thing once, in the words of their era, and nothing after the end?
@Timeout(60)
class NewsTest {
    private static final String EVERY = "\"notifications\": {\"toolsListChanged\": true, \"promptsListChanged\": true,"
            + " \"resourcesListChanged\": false}";

    @TempDir
    private Path folder = Path.of("");

    private ModernServer server;
    private Started started;
    private String configuration = "";
    private String key = "";

    @BeforeEach
    void start() throws Exception {
        server = ModernServer.start(ModernServer.tool("ask"));
        configuration =
                "identity: { api-keys: allowed }\nservers: { one: { url: \"" + server.url() + "\", era: modern } }\n";
        started = Started.in(folder, configuration);
        key = started.key("alice");
    }

    @AfterEach
    void stop() {
        started.close();
        server.close();
    }

    private LiveClient client() throws Exception {
        return LiveClient.stateful(started, key, "2025-11-25", "{}");
    }

    private static Set<String> methods(Heard heard, int count) throws InterruptedException {
        Set<String> methods = new TreeSet<>();
        for (int at = 0; at < count; at++) {
            methods.add(heard.next().path("method").asString());
        }
        return methods;
    }

    @Test
    void tellsASessionOnExactlyOneOfItsStreams() throws Exception {
        try (LiveClient client = client();
                Heard first = client.listen();
                Heard second = client.listen();
                LiveClient other = client();
                Heard others = other.listen()) {
            assertThat(List.of(first.status(), second.status(), others.status()))
                    .containsOnly(200);
            started.reload(configuration);
            Set<String> every = Set.of(
                    "notifications/tools/list_changed",
                    "notifications/prompts/list_changed",
                    "notifications/resources/list_changed");
            assertThat(methods(second, 3)).isEqualTo(every);
            assertThat(methods(others, 3)).isEqualTo(every);
            assertThat(first.silent(300)).isTrue();
            assertThat(second.silent(100)).isTrue();
            second.hangUp();
            started.reload(configuration);
            assertThat(methods(first, 3)).isEqualTo(every);
        }
    }

    @Test
    void theEndOfASessionEndsItsStreams() throws Exception {
        try (LiveClient client = client();
                Heard stream = client.listen()) {
            assertThat(client.end()).isEqualTo(204);
            assertThat(stream.ended()).isTrue();
            assertThat(client.listen().status()).isEqualTo(404);
        }
    }

    @Test
    void acknowledgesFirstAndTellsOnlyWhatWasAskedFor() throws Exception {
        try (LiveClient client = LiveClient.stateless(started, key)) {
            for (String id : List.of("7", "\"7\"")) {
                try (Heard heard = client.asks(id, "subscriptions/listen", EVERY)) {
                    JsonNode ack = heard.next();
                    assertThat(ack.path("method").asString()).isEqualTo("notifications/subscriptions/acknowledged");
                    assertThat(ack.path("params").path("notifications").toString())
                            .isEqualTo("{\"toolsListChanged\":true,\"promptsListChanged\":true}");
                    assertThat(subscription(ack.path("params"))).isEqualTo(id);
                    started.reload(configuration);
                    for (int at = 0; at < 2; at++) {
                        JsonNode told = heard.next();
                        assertThat(told.path("method").asString())
                                .matches("notifications/(tools|prompts)/list_changed");
                        assertThat(subscription(told.path("params"))).isEqualTo(id);
                    }
                    assertThat(heard.silent(200)).isTrue();
                }
            }
        }
        assertThat(started.gateway().calls()).isZero();
    }

    private static String subscription(JsonNode holder) {
        return holder.path("_meta")
                .path("io.modelcontextprotocol/subscriptionId")
                .toString();
    }

    @Test
    void endsAListeningRequestWithAResultWhenItStops() throws Exception {
        try (LiveClient client = LiveClient.stateless(started, key);
                Heard heard = client.asks("\"sub\"", "subscriptions/listen", EVERY)) {
            heard.next();
            Thread closing = Thread.ofVirtual().start(started.gateway()::close);
            JsonNode last = heard.next();
            assertThat(last.path("id").asString()).isEqualTo("sub");
            assertThat(last.path("result").path("resultType").asString()).isEqualTo("complete");
            assertThat(subscription(last.path("result"))).isEqualTo("\"sub\"");
            assertThat(heard.ended()).isTrue();
            closing.join();
        }
    }

    @Test
    void whoWantsNothingGetsAnEnd() throws Exception {
        try (LiveClient client = LiveClient.stateless(started, key);
                Heard heard = client.asks("1", "subscriptions/listen", "\"notifications\": {}")) {
            assertThat(heard.next().path("params").path("notifications").isEmpty())
                    .isTrue();
            assertThat(heard.next().path("result").path("resultType").asString())
                    .isEqualTo("complete");
            assertThat(heard.ended()).isTrue();
        }
    }

    @Test
    void refusesWhatIsNoFilter() throws Exception {
        try (LiveClient client = LiveClient.stateless(started, key)) {
            for (String wrong : List.of(
                    "",
                    "\"notifications\": []",
                    "\"notifications\": {\"toolsListChanged\": 1}",
                    "\"notifications\": {\"resourceSubscriptions\": \"file:///a\"}",
                    "\"notifications\": {\"resourceSubscriptions\": [7]}")) {
                try (Heard heard = client.asks("1", "subscriptions/listen", wrong)) {
                    assertThat(heard.next().path("error").path("code").asInt())
                            .as(wrong)
                            .isEqualTo(-32602);
                }
            }
        }
    }

    /// What can't be watched is left out of the acknowledgement, and each is recorded like a reading.
    @Test
    void aResourceThatCanNotBeWatchedIsLeftOut() throws Exception {
        try (LiveClient client = LiveClient.stateless(started, key);
                Heard heard = client.asks(
                        "1",
                        "subscriptions/listen",
                        "\"notifications\": {\"toolsListChanged\": true, \"resourceSubscriptions\": [\"no uri\"]}")) {
            assertThat(heard.next().path("params").path("notifications").toString())
                    .doesNotContain("no uri");
        }
        assertThat(started.records(RecordKind.SEALED).stream()
                        .filter(record -> record.contains("\"method\":\"resources/subscribe\"")))
                .hasSize(1);
    }

    @Test
    void aLevelIsTakenOrRefused() throws Exception {
        try (LiveClient client = client()) {
            assertThat(client.ask("logging/setLevel", "\"level\": \"error\"")
                            .next()
                            .has("result"))
                    .isTrue();
            assertThat(client.ask("logging/setLevel", "\"level\": \"loud\"")
                            .next()
                            .path("error")
                            .path("code")
                            .asInt())
                    .isEqualTo(-32602);
        }
    }

    @Test
    void aSubscriptionNeedsASession() throws Exception {
        RawRequest.Answer answer = RawRequest.old("resources/subscribe", "\"uri\": \"file:///a\"")
                .as(key)
                .send(started.gateway().address());
        assertThat(answer.status()).isEqualTo(400);
    }
}
