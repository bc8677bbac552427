package io.tidegate.cli;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What the tests of several nodes share: nodes, servers and clients that are closed in the end.
@Timeout(90)
abstract class SeveralNodes {
    static final String FORMS = "{\"elicitation\": {\"form\": {}}}";
    static final String FORM = "{\"message\":\"who?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}";
    static final String CALL = "\"name\": \"t\", \"arguments\": {}";
    static final String ACCEPTED = "{\"action\": \"accept\", \"content\": {\"n\": 1}}";

    @TempDir
    Path folder = Path.of("");

    private final List<AutoCloseable> open = new java.util.ArrayList<>();

    <T extends AutoCloseable> T with(T opened) {
        open.add(opened);
        return opened;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    static HttpPeer asking() throws IOException {
        return HttpPeer.legacy("{\"tools\":{}}").on("tools/call", turn -> {
            String id = "q" + turn.id();
            turn.ask(id, "elicitation/create", FORM);
            turn.result(
                    "{\"content\":[],\"structuredContent\":" + turn.answer(id).path("result") + "}");
        });
    }

    static HttpPeer slow(CountDownLatch held) throws IOException {
        return HttpPeer.legacy("{\"tools\":{}}").on("tools/call", turn -> {
            ResumedStreamsTest.await(held);
            turn.result("{\"content\":[]}");
        });
    }

    ClusterFixture cluster(HttpPeer peer, String... names) throws Exception {
        return with(ClusterFixture.of(
                folder, "servers: { one: { url: \"" + peer.url() + "\" } }\n", List.of(names), "alice", "mallory"));
    }

    LiveClient modern(ClusterFixture cluster, String node) {
        return with(LiveClient.stateless(cluster.node(node), cluster.key("alice"), FORMS));
    }

    static JsonNode one(Heard heard) throws Exception {
        try (heard) {
            return heard.next();
        }
    }

    static String goOn(JsonNode asked) {
        String key = asked.path("result")
                .path("inputRequests")
                .propertyNames()
                .iterator()
                .next();
        return CALL + ", \"requestState\": " + asked.path("result").path("requestState") + ", \"inputResponses\": {\""
                + key + "\": " + ACCEPTED + "}";
    }
}
