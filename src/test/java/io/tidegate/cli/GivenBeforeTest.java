package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.upstream.HttpPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Does a policy know what its caller was given before? With the whole gateway in between.
@Timeout(60)
class GivenBeforeTest {
    private static final String POLICY = "permit(principal, action, resource);\n"
            + "@id(\"stays\") @reason(\"you have read health data\") forbid(principal, action == Action::\"call\","
            + " resource == Tool::\"ward/send\") when { context.sessionLabels.contains(\"health\") };";

    @TempDir
    private Path folder = Path.of("");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private Scene scene = new Scene(folder);
    private HttpPeer peer;

    @BeforeEach
    void empty() throws Exception {
        scene = new Scene(folder);
        peer = HttpPeer.modern("{\"tools\": {}, \"extensions\": {\"io.modelcontextprotocol/tasks\": {}}}");
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    private void start(String policy) throws Exception {
        peer.on(
                        "tools/list",
                        turn -> turn.result("{\"resultType\": \"complete\", \"tools\": ["
                                + "{\"name\": \"get_patient\", \"inputSchema\": {}},"
                                + " {\"name\": \"get_weather\", \"inputSchema\": {}},"
                                + " {\"name\": \"send\", \"inputSchema\": {}}]}"))
                .on(
                        "tools/call",
                        turn -> turn.result(
                                "{\"resultType\": \"complete\", \"content\": [{\"type\": \"text\", \"text\":"
                                        + " \"done\"}]}"));
        scene.with("ward", peer, ", labels: { \"get_patient*\": [health] }, classes: { \"*\": [reads] }");
        scene.more("data: { session-labels: 8h }");
        scene.start(now::get);
        scene.policy(policy);
    }

    private String called(String tool) throws Exception {
        return scene.call(tool).toString();
    }

    private String called(String user, String tool) throws Exception {
        return scene.modern(user, "{}")
                .asks("1", "tools/call", "\"name\": \"" + tool + "\", \"arguments\": {}")
                .next()
                .toString();
    }

    @Test
    void whoWasGivenHealthDataSendsNothingMore() throws Exception {
        start(POLICY);
        called("get_weather");
        assertThat(called("send")).contains("done");
        assertThat(called("get_patient")).contains("done");
        assertThat(called("send")).contains("tool-not-allowed", "you have read health data");
        assertThat(called("get_weather")).contains("done");
        assertThat(Scene.names(scene.ask("tools/list", ""), "tools")).contains("send");
        assertThat(called("bob", "send")).as("somebody else's").contains("done");
    }

    /// A client ends its session whenever it likes; what its model has read stays read.
    @Test
    void aNewSessionIsNoWayOut() throws Exception {
        start(POLICY);
        assertThat(called("get_patient")).contains("done");
        assertThat(scene.old("alice", "{}").call("send").next().toString()).contains("you have read health data");
        scene.policy(POLICY + " // another");
        assertThat(called("send")).contains("you have read health data");
        scene.started().close();
        scene.start(now::get);
        scene.policy(POLICY);
        assertThat(called("send")).contains("you have read health data");
    }

    private void later(Duration by) {
        Instant _ = now.updateAndGet(at -> at.plus(by));
    }

    @Test
    void isForgottenInTime() throws Exception {
        start(POLICY);
        called("get_patient");
        later(Duration.ofHours(7));
        assertThat(called("send")).contains("you have read health data");
        later(Duration.ofHours(2));
        assertThat(called("send")).contains("done");
    }

    /// What was kept back was not read.
    @Test
    void whatWasNotReleasedWasNotGiven() throws Exception {
        start(POLICY + "forbid(principal, action == Action::\"release\", resource) when {"
                + " context.labels.contains(\"health\") };");
        assertThat(called("get_patient")).contains("release-not-allowed");
        assertThat(called("send")).contains("done");
    }

    /// Both decisions see it: here the second piece of health data stays back.
    @Test
    void releasesLookAtItToo() throws Exception {
        start("permit(principal, action, resource);\nforbid(principal, action == Action::\"release\", resource) when {"
                + " context.labels.contains(\"health\") && context.sessionLabels.contains(\"health\") };");
        assertThat(called("get_patient")).contains("done");
        assertThat(called("get_patient")).contains("release-not-allowed").doesNotContain("done");
        assertThat(called("get_weather")).contains("done");
    }

    /// A task that was begun in time is no way out: what it asks for later is like an argument. It can be looked at and
    /// ended.
    @Test
    void nothingMoreIsGivenToATaskThatWasBegunBefore() throws Exception {
        String task = "\"taskId\": \"t-1\", \"createdAt\": \"2026-01-01T00:00:00Z\", \"lastUpdatedAt\":"
                + " \"2026-01-01T00:00:00Z\", \"ttlMs\": 60000, \"status\": \"working\"}";
        AtomicInteger updates = new AtomicInteger();
        start(POLICY);
        peer.on(
                        "tools/call",
                        turn -> turn.result(
                                turn.message().toString().contains("get_patient")
                                        ? "{\"resultType\": \"complete\", \"content\": []}"
                                        : "{\"resultType\": \"task\", " + task))
                .on("tasks/get", turn -> turn.result("{\"resultType\": \"complete\", " + task))
                .on("tasks/update", turn -> {
                    updates.incrementAndGet();
                    turn.result("{\"resultType\": \"complete\"}");
                });
        LiveClient alice = scene.modern("alice", "{\"extensions\": {\"io.modelcontextprotocol/tasks\": {}}}");
        String id = alice.asks("1", "tools/call", "\"name\": \"send\", \"arguments\": {}")
                .next()
                .path("result")
                .path("taskId")
                .asString();
        String input = "\"taskId\": \"" + id + "\", \"inputResponses\": {\"k\": {\"action\": \"accept\"}}";
        assertThat(alice.asks("2", "tasks/update", input).next().has("result")).isTrue();
        assertThat(updates).hasValue(1);
        called("get_patient");
        assertThat(alice.asks("3", "tasks/update", input).next().toString())
                .contains("tool-not-allowed", "you have read health data");
        assertThat(updates).hasValue(1);
        assertThat(alice.asks("4", "tasks/get", "\"taskId\": \"" + id + "\"")
                        .next()
                        .toString())
                .contains("working");
        scene.started().close();
        assertThat(Ran.of("replay", "--check", "--config", config()).out()).contains("all are as on record");
    }

    /// Two that may not both be read, asked for at once.
    @Test
    void ofTwoThatMayNotBothBeReadOneIs() throws Exception {
        start("permit(principal, action, resource);\nforbid(principal, action == Action::\"release\", resource) when {"
                + " context.labels.contains(\"health\") && context.sessionLabels.contains(\"health\") };");
        CountDownLatch both = new CountDownLatch(2);
        peer.on("tools/call", turn -> {
            both.countDown();
            Awaitility.await().until(() -> both.getCount() == 0);
            turn.result("{\"resultType\": \"complete\", \"content\": [{\"type\": \"text\", \"text\": \"done\"}]}");
        });
        LiveClient first = scene.modern();
        LiveClient second = scene.modern();
        String patient = "\"name\": \"get_patient\", \"arguments\": {}";
        FutureTask<String> other = new FutureTask<>(
                () -> first.asks("1", "tools/call", patient).next().toString());
        Thread.ofVirtual().start(other);
        String one = second.asks("2", "tools/call", patient).next().toString();
        assertThat(List.of(one, other.get(20, TimeUnit.SECONDS)))
                .satisfiesExactlyInAnyOrder(given -> assertThat(given).contains("done"), kept -> assertThat(kept)
                        .contains("release-not-allowed"));
    }

    /// What was begun under policies that look at nothing leaves under those that do.
    @Test
    void whatIsUnderWayWhenThePolicyComesCountsToo() throws Exception {
        start("permit(principal, action, resource);");
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        peer.on("tools/call", turn -> {
            arrived.countDown();
            Awaitility.await().until(() -> goOn.getCount() == 0);
            turn.result("{\"resultType\": \"complete\", \"content\": [{\"type\": \"text\", \"text\": \"done\"}]}");
        });
        FutureTask<String> before = new FutureTask<>(() -> called("get_patient"));
        Thread.ofVirtual().start(before);
        assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
        scene.policy(POLICY);
        goOn.countDown();
        assertThat(before.get(20, TimeUnit.SECONDS)).contains("done");
        assertThat(called("send")).contains("you have read health data");
    }

    @Test
    void isOnRecordAndReplayed() throws Exception {
        start(POLICY);
        called("send");
        called("get_patient");
        called("send");
        String trail = String.join("\n", scene.started().records(RecordKind.SEALED));
        assertThat(trail).contains("\"session-label\"", "\"session-labels\"", "stays");
        scene.started().close();
        assertThat(Ran.of("replay", "--check", "--config", config()).out()).contains("all are as on record");
    }

    private String config() {
        return folder.resolve("tidegate.yaml").toString();
    }

    @Test
    void isSupposedInExplanationsAndCases() throws Exception {
        start(POLICY);
        scene.started().close();
        assertThat(Ran.of("explain", "alice", "ward__send", "--session-labels", "health,x", "--config", config())
                        .out())
                .contains("stays");
        assertThat(Ran.of("explain", "alice", "ward__send", "--config", config())
                        .out())
                .doesNotContain("stays");
        Files.writeString(folder.resolve("a.cases.yaml"), """
                cases:
                  - { user: alice, calls: ward/send, session-labels: [health], expect: refused, by: stays }
                  - { user: alice, calls: ward/send, expect: allowed }
                """);
        assertThat(Ran.of("test", "--config", config()).out()).contains("2");
    }
}
