package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What becomes of requests about something at another node that is gone, slow, stopping, or large?
class NodesThatFailTest extends SeveralNodes {
    @Test
    void aNodeThatIsGoneIsToldOfAtOnce() throws Exception {
        HttpPeer peer = with(asking());
        ClusterFixture cluster = cluster(peer, "a", "b");
        JsonNode asked = one(modern(cluster, "a").asks("1", "tools/call", CALL));
        LiveClient session = with(LiveClient.stateful(cluster.node("a"), cluster.key("alice"), "2025-11-25", FORMS))
                .at(cluster.node("b").url());
        cluster.kill("a");
        JsonNode refused = one(modern(cluster, "b").asks("2", "tools/call", goOn(asked)));
        assertThat(refused.path("result").path("isError").asBoolean())
                .as("%s", refused)
                .isTrue();
        assertThat(refused.toString()).contains("node-unavailable").contains("lives at node `a`");
        assertThat(cluster.node("b").records(RecordKind.SEALED))
                .anyMatch(record -> record.contains("node-unavailable"));
        try (Heard gone = session.ask("ping", "")) {
            assertThat(gone.status()).as("initialize again").isEqualTo(404);
            assertThat(gone.next().toString()).contains("session-unknown").contains("another node");
        }
        try (Heard again = session.ask(
                "initialize",
                "\"protocolVersion\": \"2025-11-25\", \"capabilities\": {}, \"clientInfo\": {\"name\": \"n\", \"version\": \"1\"}")) {
            assertThat(again.next().path("result").path("protocolVersion").asString())
                    .isEqualTo("2025-11-25");
        }
        assertThat(session.listen().status()).isEqualTo(404);
        assertThat(session.end()).isEqualTo(404);
        assertThat(cluster.node("b").refused().stream().filter(record -> record.contains("node a")))
                .hasSize(3);
    }

    @Test
    void anAnswerThatIsLostMidwayIsNotAskedForAgain() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        HttpPeer peer = with(slow(held));
        ClusterFixture cluster = cluster(peer, "a", "b");
        LiveClient session = with(LiveClient.stateful(cluster.node("a"), cluster.key("alice"), "2025-06-18", FORMS))
                .at(cluster.node("b").url());
        var waiting = OlderTasks.later(() -> session.call("t"));
        Awaitility.await().until(() -> peer.heard("tools/call").size() == 1);
        cluster.way("a").cut();
        try (Heard lost = waiting.get(20, TimeUnit.SECONDS)) {
            assertThat(lost.status()).isEqualTo(502);
            assertThat(lost.next().toString()).contains("node-unavailable").contains("may have been done");
        }
        assertThat(peer.heard("tools/call")).hasSize(1);
        held.countDown();
    }

    @Test
    void aClientThatVanishesLeavesNothing() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        HttpPeer peer = with(slow(held));
        ClusterFixture cluster = cluster(peer, "a", "b");
        LiveClient opens = LiveClient.stateful(cluster.node("a"), cluster.key("alice"), "2025-11-25", "{}");
        LiveClient session = opens.at(cluster.node("b").url());
        opens.close();
        List<Heard> streams = new java.util.ArrayList<>();
        for (int each = 0; each < 5; each++) {
            streams.add(session.listen());
        }
        Heard call = session.call("t");
        assertThat(call.id()).isNotEmpty();
        assertThat(cluster.way("a").open()).isPositive();
        call.hangUp();
        for (Heard stream : streams) {
            stream.hangUp();
        }
        session.close();
        Awaitility.await().until(() -> cluster.way("a").open() == 0);
        Awaitility.await().until(() -> cluster.node("b").gateway().connections() == 0);
        held.countDown();
        Awaitility.await().until(() -> cluster.node("a").gateway().calls() == 0);
        Awaitility.await().until(() -> cluster.node("a").gateway().connections() == 0);
    }

    @Test
    void aNodeThatStopsWaitsForNoStreamOfAnother() throws Exception {
        ClusterFixture cluster = cluster(with(asking()), "a", "b");
        LiveClient session = with(LiveClient.stateful(cluster.node("a"), cluster.key("alice"), "2025-11-25", "{}"))
                .at(cluster.node("b").url());
        try (Heard stream = session.listen()) {
            assertThat(stream.status()).isEqualTo(200);
            long begun = System.nanoTime();
            cluster.kill("b");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
            assertThat(stream.ended()).isTrue();
        }
    }

    @Test
    void aSlowNodeHoldsNobodyElse() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        HttpPeer peer = with(slow(held));
        ClusterFixture cluster = with(ClusterFixture.of(
                folder,
                "limits: { concurrency: 4, calls-per-user: 1000/s }\nservers: { one: { url: \"" + peer.url()
                        + "\" } }\n",
                List.of("a", "b"),
                "alice",
                "mallory"));
        LiveClient slow = with(LiveClient.stateful(cluster.node("a"), cluster.key("alice"), "2025-11-25", "{}"))
                .at(cluster.node("b").url());
        LiveClient streams = slow.at(cluster.node("b").url());
        List<Heard> waiting = new java.util.ArrayList<>();
        for (int each = 0; each < 2; each++) {
            waiting.add(slow.call("t"));
        }
        IntStream.range(0, 8).forEach(_ -> waiting.add(listening(streams)));
        LiveClient quick = with(LiveClient.stateful(cluster.node("b"), cluster.key("alice"), "2025-11-25", "{}"));
        for (int each = 0; each < 20; each++) {
            assertThat(one(quick.ask("tools/list", "")).path("result").path("tools"))
                    .hasSize(1);
        }
        held.countDown();
        for (Heard each : waiting) {
            each.close();
        }
    }

    private static Heard listening(LiveClient client) {
        try {
            return client.listen();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void aLargeAnswerComesWholeAndALargeRequestIsRefused() throws Exception {
        String large = "x".repeat(3 << 20);
        HttpPeer peer = with(HttpPeer.legacy("{\"tools\":{}}")
                .on(
                        "tools/call",
                        turn -> turn.result("{\"content\":[{\"type\":\"text\",\"text\":\"" + large + "\"}]}")));
        ClusterFixture cluster = with(ClusterFixture.of(
                folder,
                "limits: { request-bytes: 64KiB }\nservers: { one: { url: \"" + peer.url() + "\" } }\n",
                List.of("a", "b"),
                "alice"));
        LiveClient client = with(LiveClient.stateful(cluster.node("a"), cluster.key("alice"), "2025-06-18", "{}"))
                .at(cluster.node("b").url());
        assertThat(one(client.call("t"))
                        .path("result")
                        .path("content")
                        .get(0)
                        .path("text")
                        .asString())
                .contains(large);
        try (Heard refused =
                client.ask("tools/call", "\"name\": \"t\", \"arguments\": {\"x\": \"" + "y".repeat(70_000) + "\"}")) {
            assertThat(refused.status()).isEqualTo(413);
        }
        assertThat(cluster.passedOn("b")).hasSize(1);
    }
}
