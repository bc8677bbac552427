package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Does a request reach the node that has what it is about, wherever it came in?
class OwnerRoutingTest extends SeveralNodes {
    @Test
    void aCallThatWaitsGoesOnWhereverItsClientComes() throws Exception {
        HttpPeer peer = with(asking());
        ClusterFixture cluster = cluster(peer, "a", "b", "c");
        JsonNode asked = one(modern(cluster, "a").asks("1", "tools/call", CALL));
        JsonNode done = one(modern(cluster, "b").asks("2", "tools/call", goOn(asked)));
        assertThat(done.path("result")
                        .path("structuredContent")
                        .path("content")
                        .path("n")
                        .asInt())
                .as("%s", done)
                .isEqualTo(1);
        assertThat(done.path("id").asInt()).isEqualTo(2);
        assertThat(peer.heard("tools/call")).as("no second call").hasSize(1);
        Awaitility.await().until(() -> peer.open() == 0);
        assertThat(cluster.passedOn("b")).singleElement().asString().contains("\"node\":\"a\"", "\"alice\"");
        String call = cluster.passedOn("b").getFirst().substring(9, 35);
        assertThat(cluster.node("a").records(RecordKind.SEALED))
                .as("the node that has it made the call, under the same id")
                .anyMatch(record -> record.contains(call) && record.contains("\"released\""));
        assertThat(cluster.node("b").records(RecordKind.INTENT)).isEmpty();
    }

    @Test
    void anotherPrincipalGetsNothingByAnotherNode() throws Exception {
        HttpPeer peer = with(asking());
        ClusterFixture cluster = cluster(peer, "a", "b");
        JsonNode asked = one(modern(cluster, "a").asks("1", "tools/call", CALL));
        LiveClient thief = with(LiveClient.stateless(cluster.node("b"), cluster.key("mallory"), FORMS));
        assertThat(one(thief.asks("2", "tools/call", goOn(asked))).toString()).contains("not one that you were given");
        assertThat(cluster.passedOn("b")).isEmpty();
        assertThat(cluster.node("b").records(RecordKind.SEALED)).anyMatch(record -> record.contains("state-unknown"));
        LiveClient session = with(LiveClient.stateful(cluster.node("a"), cluster.key("alice"), "2025-11-25", FORMS));
        try (Heard stolen =
                session.claiming(cluster.node("b"), cluster.key("mallory")).ask("ping", "")) {
            assertThat(stolen.status()).isEqualTo(404);
        }
        assertThat(cluster.passedOn("b")).isEmpty();
        one(modern(cluster, "b").asks("3", "tools/call", goOn(asked)));
    }

    /// Each of its requests comes to another node than the one before.
    @Test
    void aTargetThatIsNoUriIsRefusedAndRecorded() throws Exception {
        HttpPeer peer = with(HttpPeer.legacy("{\"tools\":{}}"));
        ClusterFixture cluster = cluster(peer, "a", "b");
        LiveClient client = with(LiveClient.stateful(cluster.node("a"), cluster.key("alice"), "2025-11-25", "{}"));
        RawRequest request = RawRequest.old("tools/list", "")
                .with("MCP-Protocol-Version", "2025-11-25")
                .with("Mcp-Session-Id", client.session())
                .as(cluster.key("alice"));
        for (String query : List.of("?x={", "?x=%zz", "?a|b")) {
            assertThat(request.to("/mcp" + query)
                            .send(cluster.node("b").gateway().address())
                            .status())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(cluster.node("b").records(RecordKind.SEALED).toString()
                        + cluster.node("b").refused())
                .contains("\"reason\":\"malformed\"", "\"detail\":\"target\"");
    }

    @Test
    void aSessionLivesAtOneNodeBehindABalancer() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        HttpPeer peer = with(HttpPeer.legacy("{\"tools\":{}}").on("tools/call", turn -> {
            String id = "q" + turn.id();
            turn.ask(id, "elicitation/create", FORM);
            String answer = turn.answer(id).path("result").toString();
            ResumedStreamsTest.await(held);
            turn.result("{\"content\":[],\"structuredContent\":" + answer + "}");
        }));
        ClusterFixture cluster = cluster(peer, "a", "b", "c");
        LiveClient opened = with(LiveClient.stateful(cluster.node("a"), cluster.key("alice"), "2025-11-25", FORMS));
        LiveClient client = with(opened.at(cluster.front().url()));
        Heard call = client.call("t");
        String first = call.id();
        JsonNode question = call.next();
        assertThat(question.path("method").asString()).isEqualTo("elicitation/create");
        assertThat(client.answer(question, ACCEPTED)).isEqualTo(202);
        call.hangUp();
        try (Heard rest = client.resume(first)) {
            assertThat(rest.next().path("method").asString()).isEqualTo("elicitation/create");
            held.countDown();
            assertThat(rest.next()
                            .path("result")
                            .path("structuredContent")
                            .path("content")
                            .path("n")
                            .asInt())
                    .isEqualTo(1);
            assertThat(rest.ended()).isTrue();
        }
        for (int more = 0; more < 6; more++) {
            assertThat(one(client.ask("tools/list", "")).path("result").path("tools"))
                    .hasSize(1);
        }
        assertThat(cluster.passedOn("b")).isNotEmpty();
        assertThat(cluster.passedOn("c")).isNotEmpty();
        assertThat(cluster.passedOn("a")).isEmpty();
        assertThat(peer.heard("initialize"))
                .as("sessions at the server: the gateway's own at three nodes, and one")
                .hasSize(4);
        assertThat(client.end()).isEqualTo(204);
        assertThat(client.end()).isEqualTo(404);
        assertThat(one(client.ask("ping", "")).path("error").path("data").toString())
                .contains("session-unknown");
    }

    @Test
    void aStreamOfASessionIsHeardThroughAnotherNode() throws Exception {
        SessionPeer peer = new SessionPeer();
        with(peer.peer());
        ClusterFixture cluster = cluster(peer.peer(), "a", "b");
        LiveClient at = with(LiveClient.stateful(cluster.node("a"), cluster.key("alice"), "2025-11-25", "{}"));
        LiveClient client = with(at.at(cluster.node("b").url()));
        try (Heard stream = client.listen()) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(one(client.ask("resources/subscribe", "\"uri\": \"file:///1\""))
                            .has("result"))
                    .isTrue();
            assertThat(one(client.call("t")).has("result")).isTrue();
            assertThat(stream.next().path("method").asString()).isEqualTo("notifications/resources/updated");
        }
        assertThat(cluster.passedOn("b")).hasSize(3);
        Awaitility.await().until(() -> cluster.way("a").open() == 0);
    }

    @Test
    void aCancellationReachesTheCall() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        HttpPeer peer = with(slow(held));
        ClusterFixture cluster = cluster(peer, "a", "b");
        LiveClient client = with(LiveClient.stateful(cluster.node("a"), cluster.key("alice"), "2025-11-25", "{}"));
        try (Heard call = client.call("t")) {
            Awaitility.await().until(() -> peer.heard("tools/call").size() == 1);
            String cancel =
                    "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/cancelled\", \"params\": {\"requestId\": 2}}";
            assertThat(client.at(cluster.node("b").url()).post(cancel).status()).isEqualTo(202);
            assertThat(call.next().toString()).contains("cancelled");
            Awaitility.await().until(() -> peer.heard("notifications/cancelled").size() == 1);
        } finally {
            held.countDown();
        }
    }

    @Test
    void aTaskIsAskedForAtTheNodeThatBeganIt() throws Exception {
        TaskServer server = with(TaskServer.start());
        ClusterFixture cluster = with(ClusterFixture.of(
                folder,
                "servers: { one: { url: \"" + server.url() + "\", era: legacy } }\n",
                List.of("a", "b"),
                "alice",
                "mallory"));
        String can = "{" + OlderTasks.FORMS + ", " + OlderTasks.TASKS + "}";
        LiveClient begins = with(LiveClient.stateless(cluster.node("a"), cluster.key("alice"), can));
        LiveClient asks = with(LiveClient.stateless(cluster.node("b"), cluster.key("alice"), can));
        String id = one(begins.asks("1", "tools/call", "\"name\": \"must\", \"arguments\": {}"))
                .path("result")
                .path("taskId")
                .asString();
        String named = "\"taskId\": \"" + id + "\"";
        assertThat(one(asks.asks("2", "tasks/get", named))
                        .path("result")
                        .path("status")
                        .asString())
                .isEqualTo("working");
        server.ask("task-1", "first");
        Awaitility.await()
                .until(() -> one(asks.asks("3", "tasks/get", named))
                                .path("result")
                                .path("inputRequests")
                                .size()
                        == 1);
        String answer = ", \"inputResponses\": {\"input-1\": " + ACCEPTED + "}";
        assertThat(one(asks.asks("4", "tasks/update", named + answer)).has("result"))
                .isTrue();
        Awaitility.await().until(() -> server.answers().size() == 1);
        LiveClient thief = with(LiveClient.stateless(cluster.node("b"), cluster.key("mallory"), can));
        int before = cluster.passedOn("b").size();
        assertThat(one(thief.asks("5", "tasks/get", named)).toString()).contains("Unknown task");
        assertThat(cluster.passedOn("b")).hasSize(before);
        cluster.kill("a");
        assertThat(one(asks.asks("6", "tasks/get", named)).toString())
                .contains("node-unavailable")
                .contains("node `a`");
    }
}
