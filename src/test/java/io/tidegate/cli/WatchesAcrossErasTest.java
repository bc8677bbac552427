package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Is a client told of what it watches, across the eras and through what breaks meanwhile, and does it notice where
/// it is told no more?
@Timeout(90)
class WatchesAcrossErasTest {
    private static final String LISTEN = "\"notifications\": {\"resourceSubscriptions\": [%s]}";
    private static final String UPDATED = "notifications/resources/updated";

    @TempDir
    private Path folder = Path.of("");

    private static String one(TellingServer server, String more) {
        return "servers: { one: { url: \"" + server.url() + "\"" + more + " } }\n";
    }

    private static String uri(JsonNode message) {
        assertThat(message.path("method").asString()).isEqualTo(UPDATED);
        return message.path("params").path("uri").asString();
    }

    private static Heard listening(LiveClient client, String uris) throws Exception {
        Heard heard = client.asks("7", "subscriptions/listen", LISTEN.formatted(uris));
        JsonNode acknowledged = heard.next();
        assertThat(acknowledged.path("method").asString()).isEqualTo("notifications/subscriptions/acknowledged");
        return heard;
    }

    @Test
    void tellsAModernClientOfALegacyServer() throws Exception {
        try (TellingServer server = TellingServer.start(false);
                Started started = Started.in(folder, one(server, ""));
                LiveClient client = LiveClient.stateless(started, "");
                Heard heard = listening(client, "\"file:///a\"")) {
            server.updated("file:///b");
            server.updated("file:///a");
            JsonNode told = heard.next();
            assertThat(uri(told)).isEqualTo("file:///a");
            assertThat(told.path("params")
                            .path("_meta")
                            .path("io.modelcontextprotocol/subscriptionId")
                            .isNumber())
                    .isTrue();
        }
    }

    @Test
    void tellsALegacyClientOfAModernServer() throws Exception {
        try (TellingServer server = TellingServer.start(true);
                Started started = Started.in(folder, one(server, ", era: modern"));
                LiveClient client = LiveClient.stateful(started, "", "2025-11-25", "{}");
                Heard stream = client.listen();
                Heard subscribed = client.ask("resources/subscribe", "\"uri\": \"file:///a\"")) {
            assertThat(subscribed.next().has("result")).isTrue();
            Awaitility.await().until(() -> server.watched().contains("file:///a"));
            server.updated("file:///a");
            assertThat(uri(stream.next())).isEqualTo("file:///a");
        }
    }

    /// Its settings changed, so it is another one to us; the client need not know.
    @Test
    void goesOnAfterAReload() throws Exception {
        try (TellingServer server = TellingServer.start(false);
                Started started = Started.in(folder, one(server, ""));
                LiveClient client = LiveClient.stateless(started, "");
                Heard heard = listening(client, "\"file:///a\"")) {
            assertThat(server.watched()).hasSize(1);
            started.reload(one(server, ", concurrency: 7"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> server.watched().size() == 2);
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
                server.updated("file:///a");
                return !heard.silent(200);
            });
        }
    }

    @Test
    void endsTheStreamWhereTheServerIsGoneAfterAReload() throws Exception {
        try (TellingServer server = TellingServer.start(false);
                EchoServer other = EchoServer.start();
                Started started = Started.in(folder, one(server, ""));
                LiveClient client = LiveClient.stateless(started, "");
                Heard heard = listening(client, "\"file:///a\"")) {
            started.reload("servers: { two: { url: \"" + other.url() + "\" } }\n");
            JsonNode last = heard.next();
            assertThat(last.path("id").asInt()).isEqualTo(7);
            assertThat(last.path("result").path("resultType").asString()).isEqualTo("complete");
            assertThat(heard.ended()).isTrue();
        }
    }

    @Test
    void opensStreamsAgainThatEnded() throws Exception {
        for (boolean modern : new boolean[] {false, true}) {
            try (TellingServer server = TellingServer.start(modern);
                    Started started =
                            Started.in(Files.createDirectory(folder.resolve(modern ? "m" : "l")), one(server, ""));
                    LiveClient client = LiveClient.stateless(started, "");
                    Heard heard = listening(client, "\"file:///a\"")) {
                server.hangUp();
                Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
                    server.updated("file:///a");
                    return !heard.silent(200);
                });
            }
        }
    }

    /// Nobody waits for the slow one, and what it says in the end is not promised.
    @Test
    void doesNotWaitForAServerThatIsSlowToListen() throws Exception {
        try (TellingServer quick = TellingServer.start(false);
                TellingServer slow = TellingServer.start(false);
                Started started = Started.in(
                        folder,
                        "servers:\n  quick: { url: \"" + quick.url() + "\" }\n  slow: { url: \"" + slow.url()
                                + "\" }\n");
                LiveClient client = LiveClient.stateless(started, "")) {
            CountDownLatch held = slow.hesitate();
            long before = System.nanoTime();
            try (Heard heard = client.asks(
                    "7", "subscriptions/listen", LISTEN.formatted("\"slow+file:///a\", \"quick+file:///a\""))) {
                JsonNode told =
                        heard.next().path("params").path("notifications").path("resourceSubscriptions");
                assertThat(told.size()).isOne();
                assertThat(told.get(0).asString()).isEqualTo("quick+file:///a");
                assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
                held.countDown();
                Awaitility.await().until(() -> slow.watched().size() == 1);
                slow.updated("file:///a");
                quick.updated("file:///a");
                assertThat(uri(heard.next())).isEqualTo("quick+file:///a");
                assertThat(heard.silent(300)).isTrue();
            }
        }
    }

    /// Nobody can tell for whom it is, so nobody is asked, and it is on record.
    @Test
    void recordsWhatAServerAsksOutsideOfCalls() throws Exception {
        try (TellingServer server = TellingServer.start(false);
                Started started = Started.in(folder, one(server, ""));
                LiveClient client = LiveClient.stateless(started, "");
                Heard heard = listening(client, "\"file:///a\"")) {
            server.ask("ping");
            server.ask("elicitation/create");
            server.ask("vendor/secret");
            Awaitility.await().until(() -> server.answers().size() == 3);
            assertThat(server.answers())
                    .filteredOn(answer -> answer.contains("-32601"))
                    .hasSize(2);
            Awaitility.await()
                    .until(() -> started.refused().stream()
                                    .filter(record -> record.contains("server one"))
                                    .count()
                            == 2);
            assertThat(started.refused().toString())
                    .contains("unsolicited elicitation/create")
                    .doesNotContain("vendor");
            assertThat(heard.silent(100)).isTrue();
        }
    }

    @Test
    void tellsThatAPageIsDoneToWhomWasSentThere() throws Exception {
        try (TellingServer server = TellingServer.start(false);
                Started started = Started.in(folder, one(server, ""));
                LiveClient client = LiveClient.stateful(started, "", "2025-11-25", "{\"elicitation\": {\"url\": {}}}");
                LiveClient other = LiveClient.stateful(started, "", "2025-11-25", "{\"elicitation\": {\"url\": {}}}");
                Heard stream = client.listen();
                Heard another = other.listen()) {
            server.failsWith(
                    "{\"code\": -32042, \"message\": \"sign in\", \"data\": {\"elicitations\": [{\"mode\": \"url\","
                            + " \"elicitationId\": \"e-1\", \"url\": \"https://example.org/a\", \"message\": \"m\"}]}}");
            try (Heard call = client.call("sign")) {
                JsonNode asked = call.next();
                assertThat(asked.path("params").path("elicitationId").asString())
                        .isEqualTo("e-1");
                for (String id : new String[] {"e-2", "e-1"}) {
                    server.say("notifications/elicitation/complete", "\"elicitationId\": \"" + id + "\"");
                }
                JsonNode done = stream.next();
                assertThat(done.path("method").asString()).isEqualTo("notifications/elicitation/complete");
                assertThat(done.path("params").path("elicitationId").asString()).isEqualTo("e-1");
                assertThat(another.silent(300)).as("it was sent nowhere").isTrue();
                client.answer(asked, "{\"action\": \"decline\"}");
            }
        }
    }
}
