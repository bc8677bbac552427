package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Do streams begin, go on and end as each era means it? The numbers are those of docs/pitfalls.md.
class PitfallsOfStreamsTest extends Pitfalls {
    @Test
    void p18HangingUpIsCancellingInOneEraOnly() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(1);
        HttpPeer peer = scene.with("one", HttpPeer.legacy(TOOLS)).on("tools/call", turn -> {
            turn.raw(": begun\n\n");
            await(goOn);
            turn.result("{\"content\":[]}");
            finished.countDown();
        });
        scene.start();
        LiveClient old = scene.old("alice", "{}");
        Thread asking = Thread.ofVirtual().start(() -> hangUp(old, "t"));
        Awaitility.await().until(() -> peer.heard("tools/call").size() == 1);
        asking.interrupt();
        asking.join();
        assertThat(peer.heard("notifications/cancelled"))
                .as("it goes on in the older era")
                .isEmpty();

        LiveClient modern = scene.modern();
        Thread other = Thread.ofVirtual().start(() -> {
            try {
                modern.asks("1", "tools/call", CALL).close();
            } catch (Exception _) {
                return; // interrupted, as meant
            }
        });
        Awaitility.await().until(() -> peer.heard("tools/call").size() == 2);
        other.interrupt();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> peer.heard("notifications/cancelled").size() == 1);
        goOn.countDown();
        assertThat(finished.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(peer.heard("notifications/cancelled")).hasSize(1);
    }

    private static void hangUp(LiveClient client, String tool) {
        try {
            client.call(tool).close();
        } catch (Exception _) {
            return; // interrupted, as meant
        }
    }

    /// The answer becomes a stream while the call is still under way, and begins with a comment.
    @Test
    void p18ASlowCallIsKeptOpen() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        scene.with("one", HttpPeer.modern(TOOLS)).on("tools/call", turn -> {
            await(goOn);
            turn.result("{\"content\":[]}");
        });
        scene.start();
        try (Heard heard = scene.modern().asks("1", "tools/call", CALL)) {
            assertThat(heard.type())
                    .as("the head of the answer is there before the answer")
                    .isEqualTo("text/event-stream");
            heard.comment(Duration.ofSeconds(10)); // by which it begins
            goOn.countDown();
            assertThat(heard.next().has("result")).isTrue();
        }
    }

    /// The server says nothing, so nothing is written but comments: that is how a client's end is noticed.
    @Test
    void p19AClientThatLeavesASilentCallIsNoticed() throws Exception {
        HttpPeer peer = scene.with("one", HttpPeer.modern(TOOLS)).on("tools/call", HttpPeer.Turn::keepSilent);
        scene.start();
        try (Heard heard = scene.modern().asks("1", "tools/call", CALL)) {
            assertThat(heard.status()).isEqualTo(200);
            assertThat(peer.open()).isOne();
            heard.comment(Duration.ofSeconds(10));
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> scene.started().gateway().calls() == 0);
    }

    @Test
    void p20AQuestionIsAskedOnOneStreamOnly() throws Exception {
        scene.with("one", HttpPeer.legacy(TOOLS)).on("tools/call", turn -> {
            String id = "q" + turn.id();
            turn.ask(id, "elicitation/create", FORM);
            turn.result("{\"content\":[],\"_meta\":{\"example/got\":" + turn.answer(id) + "}}");
        });
        scene.start();
        LiveClient alice = scene.old("alice", Scene.ALL);
        LiveClient second = scene.old("alice", Scene.ALL);
        try (Heard stream = alice.listen();
                Heard other = second.listen();
                Heard call = alice.call("t")) {
            JsonNode question = call.next();
            assertThat(question.path("method").asString()).isEqualTo("elicitation/create");
            assertThat(stream.silent(200)).isTrue();
            assertThat(other.silent(50)).isTrue();
            second.answer(question, "{\"action\": \"accept\", \"content\": {\"from\": \"another session\"}}");
            alice.answer(question, "{\"action\": \"decline\"}");
            assertThat(call.next().toString()).contains("decline").doesNotContain("another session");
        }
    }

    @Test
    void p22AServerMayEndListeningInThreeWays() throws Exception {
        for (String way : List.of("result", "cancelled", "nothing")) {
            CountDownLatch again = new CountDownLatch(2);
            try (Scene own = new Scene(folder)) {
                HttpPeer peer = own.with("one", HttpPeer.modern("{\"tools\":{\"listChanged\":true}}"));
                peer.on("subscriptions/listen", turn -> {
                    String meta = "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + turn.id() + "}";
                    turn.notify(
                            "notifications/subscriptions/acknowledged",
                            "{\"notifications\":{\"toolsListChanged\":true}," + meta + "}");
                    again.countDown();
                    if (again.getCount() == 0) {
                        turn.notify("notifications/tools/list_changed", "{" + meta + "}");
                        turn.hold();
                    } else if (way.equals("result")) {
                        turn.result("{\"resultType\":\"complete\"," + meta + "}");
                    } else if (way.equals("cancelled")) {
                        turn.notify("notifications/cancelled", "{\"requestId\":" + turn.id() + "," + meta + "}");
                    }
                });
                own.start();
                assertThat(again.await(20, TimeUnit.SECONDS)).as(way).isTrue();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> peer.heard("tools/list").size() >= 2);
            }
        }
    }

    /// Two listen with the same id, one a number and one a text; the server tells before it acknowledges.
    @Test
    void p23EverySubscriptionHasTheIdThatItsClientGaveIt() throws Exception {
        CountDownLatch tell = new CountDownLatch(1);
        scene.with("one", HttpPeer.modern("{\"tools\":{},\"resources\":{\"subscribe\":true}}"))
                .on("resources/list", turn -> turn.result("{\"resources\":[{\"uri\":\"file:///a\",\"name\":\"a\"}]}"))
                .on("resources/templates/list", turn -> turn.result("{\"resourceTemplates\":[]}"))
                .on("subscriptions/listen", turn -> {
                    String meta = "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + turn.id() + "}";
                    JsonNode wanted = turn.message().path("params").path("notifications");
                    turn.notify("notifications/resources/updated", "{\"uri\":\"file:///a\"," + meta + "}");
                    turn.notify(
                            "notifications/subscriptions/acknowledged",
                            "{\"notifications\":" + wanted + "," + meta + "}");
                    await(tell);
                    turn.notify("notifications/resources/updated", "{\"uri\":\"file:///a\"," + meta + "}");
                    turn.hold();
                });
        scene.start();
        String wanted = "\"notifications\": {\"resourceSubscriptions\": [\"file:///a\"]}";
        try (Heard number = scene.modern("alice", "{}").asks("7", "subscriptions/listen", wanted);
                Heard text = scene.modern("bob", "{}").asks("\"7\"", "subscriptions/listen", wanted)) {
            for (Heard heard : List.of(number, text)) {
                String id = heard == number ? "7" : "\"7\"";
                JsonNode first = heard.next();
                assertThat(first.path("method").asString()).isEqualTo("notifications/subscriptions/acknowledged");
                assertThat(subscription(first)).isEqualTo(id);
            }
            tell.countDown();
            for (Heard heard : List.of(number, text)) {
                String id = heard == number ? "7" : "\"7\"";
                JsonNode told = heard.next();
                assertThat(told.path("method").asString()).isEqualTo("notifications/resources/updated");
                assertThat(subscription(told)).isEqualTo(id);
            }
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    private static String subscription(JsonNode message) {
        return message.path("params")
                .path("_meta")
                .path("io.modelcontextprotocol/subscriptionId")
                .toString();
    }
}
