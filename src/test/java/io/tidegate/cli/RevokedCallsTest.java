package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.identity.ApiKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Does what consists of several calls end when its caller is not let in any more, or the policy changes?
@Timeout(90)
class RevokedCallsTest {
    private static final String DONE = "\"result\": {\"resultType\": \"complete\", \"content\": []}";
    private static final String PAGE = """
            "result": {"resultType": "input_required", "requestState": "s", "inputRequests": {"a": {
              "method": "elicitation/create",
              "params": {"mode": "url", "message": "open", "url": "https://pages.example/1", "elicitationId": "e"}}}}
            """;

    @TempDir
    private Path folder = Path.of("");

    private final CountDownLatch held = new CountDownLatch(1);
    private final List<String> called = new CopyOnWriteArrayList<>();
    private ModernServer server;
    private Started started;
    private ApiKeys.Issued key;

    @BeforeEach
    void start() throws Exception {
        server = ModernServer.start(
                ModernServer.tool("slow") + ", " + ModernServer.tool("quick") + ", " + ModernServer.tool("page"));
        server.answer("tools/call", params -> {
            String tool = params.string("name").orElseThrow();
            called.add(tool);
            if (tool.equals("slow")) {
                ResumedStreamsTest.await(held);
            }
            return tool.equals("page") ? PAGE : DONE;
        });
        started = Started.in(folder, configuration());
        started.gateway().awaitServers(Duration.ofSeconds(10));
        key = started.gateway().foundation().apiKeys().create("alice", Set.of(), Duration.ofDays(1));
    }

    @AfterEach
    void stop() {
        held.countDown();
        started.close();
        server.close();
    }

    private String configuration() {
        return "identity: { api-keys: allowed }\nservers: { one: { url: \"" + server.url() + "\", era: modern } }\n";
    }

    private void revoke() {
        assertThat(started.gateway().foundation().apiKeys().revoke(key.key().id()))
                .isTrue();
    }

    private LiveClient client(String version) throws Exception {
        return LiveClient.stateful(
                started, key.text().reveal(), version, "{\"elicitation\": {\"form\": {}, \"url\": {}}}");
    }

    private static String call(int id, String tool) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":{}}}";
    }

    /// A slow call and a quick one in one body; what happens meanwhile; what came back.
    private String meanwhile(Change change) throws Exception {
        try (LiveClient client = client("2025-03-26")) {
            FutureTask<String> batch = new FutureTask<>(() -> {
                try (Heard heard = client.post("[" + call(7, "slow") + "," + call(8, "quick") + "]")) {
                    return heard.next().toString();
                }
            });
            Thread.ofVirtual().start(batch);
            Awaitility.await().until(() -> called.contains("slow"));
            change.on(client);
            held.countDown();
            return batch.get(20, TimeUnit.SECONDS);
        }
    }

    private interface Change {
        void on(LiveClient client) throws Exception;
    }

    @Test
    void aBatchGoesNoFurtherOnceItsKeyIsRevoked() throws Exception {
        assertThat(meanwhile(_ -> revoke())).contains("\"id\":7,\"result\"", "credential-rejected");
        assertThat(called).containsExactly("slow");
        assertThat(started.refused().toString()).contains("not-welcome-any-more");
    }

    @Test
    void aBatchGoesNoFurtherOnceItsKeyHasExpired() throws Exception {
        key = started.gateway().foundation().apiKeys().create("alice", Set.of(), Duration.ofSeconds(5));
        RawRequest ping = RawRequest.old("ping", "").as(key.text().reveal());
        assertThat(meanwhile(_ -> Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> ping.send(started.gateway().address()).status() == 401)))
                .contains("\"id\":7,\"result\"", "credential-rejected");
        assertThat(called).containsExactly("slow");
    }

    @Test
    void aBatchGoesNoFurtherOnceThePolicyForbidsIt() throws Exception {
        assertThat(meanwhile(_ -> {
                    Files.writeString(folder.resolve("test.cedar"), "forbid (principal, action, resource);\n");
                    started.reload(configuration());
                }))
                .contains("\"id\":7", "unknown-tool");
        assertThat(called).containsExactly("slow");
    }

    @Test
    void aBatchGoesNoFurtherOnceItsSessionHasEnded() throws Exception {
        assertThat(meanwhile(client -> assertThat(RawRequest.old("ping", "")
                                .by("DELETE")
                                .with("Mcp-Session-Id", client.session())
                                .as(key.text().reveal())
                                .send(started.gateway().address())
                                .status())
                        .isEqualTo(204)))
                .contains("session-unknown");
        assertThat(called).containsExactly("slow");
    }

    @Test
    void aCallOfABatchCanBeGivenUp() throws Exception {
        assertThat(meanwhile(client -> {
                    try (Heard heard = client.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                            + "\"params\":{\"requestId\":7}}")) {
                        assertThat(heard.status()).isEqualTo(202);
                    }
                }))
                .contains("cancelled");
        assertThat(called).containsExactly("slow", "quick");
    }

    /// A page was opened, and the gateway asks the server again by itself.
    @Test
    void aCallIsNotGoneOnWithOnceItsKeyIsRevoked() throws Exception {
        try (LiveClient client = client("2025-11-25");
                Heard heard = client.call("page")) {
            assertThat(client.answer(heard.next(), "{\"action\": \"accept\"}")).isEqualTo(202);
            revoke();
            assertThat(heard.next().toString()).contains("not taken any more");
            assertThat(called).containsExactly("page");
        }
    }
}
