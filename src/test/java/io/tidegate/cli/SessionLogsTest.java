package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.cli.LiveClient.Heard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Who gets what a server of the older era logs on the stream of a session, and in which form?
@Timeout(90)
class SessionLogsTest {
    private static final String CALL = "\"name\": \"t\", \"arguments\": {}";
    private static final String LOG = "notifications/message";

    @TempDir
    private Path folder = Path.of("");

    private Scene scene = new Scene(folder);
    private SessionPeer server;

    @BeforeEach
    void set() throws Exception {
        scene = new Scene(folder);
        server = new SessionPeer();
        scene.with("one", server.peer());
        server.peer().on("tools/call", turn -> {
            String session = SessionPeer.session(turn);
            server.log(session, "debug", "looked");
            server.log(session, "warning", "wrote to ada@example.com");
            server.awaitHeard(session);
            turn.result("{\"content\":[]}");
        });
        scene.start();
    }

    @AfterEach
    void clear() {
        scene.close();
    }

    private static void isWarning(JsonNode told) {
        assertThat(told.path("method").asString()).isEqualTo(LOG);
        assertThat(told.path("params").path("level").asString()).isEqualTo("warning");
        assertThat(told.path("params").path("data").asString())
                .contains("wrote to ad***@example.com")
                .doesNotContain("ada@");
    }

    @Test
    void tellsASessionOnItsOwnStream() throws Exception {
        LiveClient alice = scene.old("alice", "{}");
        LiveClient second = scene.old("alice", "{}");
        LiveClient bob = scene.old("bob", "{}");
        try (Heard stream = alice.listen();
                Heard others = second.listen();
                Heard his = bob.listen();
                Heard call = alice.call("t")) {
            assertThat(call.next().has("result"))
                    .as("nothing on the stream of the call")
                    .isTrue();
            isWarning(stream.next());
            assertThat(stream.silent(200)).as("below its level").isTrue();
            assertThat(others.silent(50)).as("another session").isTrue();
            assertThat(his.silent(50)).as("somebody else").isTrue();
        }
        assertThat(scene.started().records(RecordKind.SEALED).toString()).doesNotContain("ada@");
    }

    @Test
    void tellsFromTheLevelOnThatTheSessionSet() throws Exception {
        LiveClient alice = scene.old("alice", "{}");
        try (Heard stream = alice.listen()) {
            alice.ask("logging/setLevel", "\"level\": \"debug\"").next();
            alice.call("t").next();
            assertThat(stream.next().path("params").path("data").asString()).isEqualTo("looked");
            isWarning(stream.next());
            alice.ask("logging/setLevel", "\"level\": \"error\"").next();
            alice.call("t").next();
            assertThat(stream.silent(200)).isTrue();
        }
    }

    @Test
    void tellsNothingOfAServerThatItsCallerMayNotUseAnyMore() throws Exception {
        List<String> sessions = new CopyOnWriteArrayList<>();
        server.peer().on("tools/call", turn -> {
            sessions.add(SessionPeer.session(turn));
            turn.result("{\"content\":[]}");
        });
        LiveClient alice = scene.old("alice", "{}");
        try (Heard stream = alice.listen()) {
            alice.call("t").next();
            server.log(sessions.getLast(), "warning", "wrote to ada@example.com");
            isWarning(stream.next());
            scene.policy("forbid (principal, action, resource);\n");
            untilSilent(stream); // the lists changed
            server.log(sessions.getLast(), "warning", "internal");
            assertThat(stream.silent(500)).as("by the policy").isTrue();
            scene.policy(Started.OPEN);
            untilSilent(stream);
            Files.writeString(folder.resolve("state/stops"), "server:one\n");
            TimeUnit.MILLISECONDS.sleep(300); // stops are at most 200 ms old
            server.log(sessions.getLast(), "warning", "internal");
            assertThat(stream.silent(500)).as("by a stop").isTrue();
            Files.delete(folder.resolve("state/stops"));
            TimeUnit.MILLISECONDS.sleep(300);
            server.log(sessions.getLast(), "warning", "wrote to ada@example.com");
            isWarning(stream.next());
        }
    }

    private static void untilSilent(Heard stream) throws InterruptedException {
        int told = 0;
        while (!stream.silent(500)) {
            told++;
            assertThat(told).isLessThan(20);
        }
    }

    /// Those are the server's own ids, and mean something else to the client.
    @Test
    void tellsWithoutReservedNames() throws Exception {
        server.peer().on("tools/call", turn -> {
            String session = SessionPeer.session(turn);
            server.say(
                    session,
                    LOG,
                    "{\"level\":\"error\",\"data\":\"x\",\"_meta\":{\"vendor/kept\":1,"
                            + "\"io.modelcontextprotocol/subscriptionId\":\"theirs\"}}");
            server.awaitHeard(session);
            turn.result("{\"content\":[]}");
        });
        LiveClient alice = scene.old("alice", "{}");
        try (Heard stream = alice.listen()) {
            alice.call("t").next();
            JsonNode meta = stream.next().path("params").path("_meta");
            assertThat(meta.has("io.modelcontextprotocol/subscriptionId")).isFalse();
            assertThat(meta.path("vendor/kept").asInt()).isEqualTo(1);
        }
    }

    /// What is too large to be told is left out, and nothing else: the stream goes on.
    @Test
    void tellsWhatFollowsSomethingTooLarge() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        server.peer().on("tools/call", turn -> {
            String session = SessionPeer.session(turn);
            server.log(session, "error", "x".repeat(100 << 10));
            server.log(session, "error", "after");
            server.awaitHeard(session);
            done.countDown();
            turn.result("{\"content\":[]}");
        });
        LiveClient alice = scene.old("alice", "{}");
        try (Heard stream = alice.listen()) {
            alice.call("t").next();
            assertThat(stream.next().path("params").path("data").asString()).isEqualTo("after");
        }
        assertThat(done.getCount()).as("told on one and the same stream").isZero();
    }

    @Test
    void tellsOfNothingThatMayNotComeBack() throws Exception {
        server.peer().on("tools/call", turn -> {
            String session = SessionPeer.session(turn);
            server.log(session, "error", "token ghp_" + "q7Rt2LmX9vBz4KdW8sYc1NfH6jPg3TaE5uQx");
            server.log(session, "error", "last");
            server.awaitHeard(session);
            turn.result("{\"content\":[]}");
        });
        LiveClient alice = scene.old("alice", "{}");
        try (Heard stream = alice.listen()) {
            alice.call("t").next();
            assertThat(stream.next().path("params").path("data").asString()).isEqualTo("last");
        }
    }

    @Test
    void tellsTheOneCallWhereTheSessionHasNoStream() throws Exception {
        try (Heard call = scene.old("alice", "{}").call("t")) {
            isWarning(call.next());
            assertThat(call.next().has("result")).isTrue();
        }
        assertThat(scene.started().records(RecordKind.SEALED).toString()).contains("\"notices\":1");
    }

    @Test
    void tellsTheOneCallOfAModernClientThatAskedForLogs() throws Exception {
        String wants = ", \"io.modelcontextprotocol/logLevel\": \"info\"";
        try (Heard call = scene.modern().asks("1", "tools/call", CALL, wants)) {
            isWarning(call.next());
            assertThat(call.next().has("result")).isTrue();
        }
    }

    @Test
    void tellsNobodyWhereNobodyAsked() throws Exception {
        LiveClient modern = scene.modern("alice", Scene.ALL);
        try (Heard heard = modern.asks(
                        "7",
                        "subscriptions/listen",
                        "\"notifications\": {\"resourceSubscriptions\": [\"file:///1\"]}");
                Heard call = modern.asks("1", "tools/call", CALL)) {
            assertThat(heard.next().path("method").asString()).endsWith("acknowledged");
            assertThat(call.next().has("result")).isTrue();
            assertThat(heard.silent(200)).isTrue();
        }
    }

    /// Nobody can tell of which one it is.
    @Test
    void tellsNoneOfSeveralCalls() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch said = new CountDownLatch(1);
        server.peer().on("tools/call", turn -> {
            String session = SessionPeer.session(turn);
            both.countDown();
            await(both);
            synchronized (both) {
                if (said.getCount() > 0) {
                    server.log(session, "error", "whose?");
                    server.awaitHeard(session);
                    said.countDown();
                }
            }
            turn.result("{\"content\":[]}");
        });
        String wants = ", \"io.modelcontextprotocol/logLevel\": \"info\"";
        LiveClient client = scene.modern();
        Thread first = Thread.ofVirtual().start(() -> onlyResult(client, "1", wants));
        Thread second = Thread.ofVirtual().start(() -> onlyResult(client, "2", wants));
        first.join();
        second.join();
        assertThat(said.getCount()).isZero();
        assertThat(scene.started().records(RecordKind.SEALED))
                .filteredOn(record -> record.contains("notices"))
                .isEmpty();
    }

    private static void onlyResult(LiveClient client, String id, String wants) {
        try (Heard call = client.asks(id, "tools/call", CALL, wants)) {
            assertThat(call.next().has("result")).isTrue();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    private void logUntil(CountDownLatch over, String session) {
        try {
            while (over.getCount() > 0) {
                server.log(session, "error", "again ".repeat(2_000));
            }
        } catch (IOException gone) {
            return;
        }
    }

    /// A server that logs without end delays neither calls nor other news, and leaves nothing in the trail.
    @Test
    void aFloodDelaysNobody() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        AtomicBoolean begun = new AtomicBoolean();
        server.peer().on("tools/call", turn -> {
            String session = SessionPeer.session(turn);
            if (begun.compareAndSet(false, true)) {
                Thread.ofVirtual().start(() -> logUntil(over, session));
            }
            server.say(session, "notifications/resources/updated", "{\"uri\":\"file:///1\"}");
            turn.result("{\"content\":[]}");
        });
        LiveClient alice = scene.old("alice", "{}");
        LiveClient bob = scene.old("bob", "{}");
        try (Heard stream = alice.listen()) {
            alice.ask("resources/subscribe", "\"uri\": \"file:///1\"").next();
            alice.call("t").next();
            while (!stream.next().path("method").asString().equals(LOG)) {}
            for (int call = 0; call < 20; call++) {
                assertThat(bob.call("t").next().has("result")).isTrue();
            }
            alice.call("t").next();
            JsonNode told = stream.next();
            while (told.path("method").asString().equals(LOG)) {
                told = stream.next();
            }
            assertThat(told.path("method").asString()).isEqualTo("notifications/resources/updated");
        } finally {
            over.countDown();
        }
        assertThat(scene.started().records(RecordKind.values())).hasSizeLessThan(100);
    }
}
