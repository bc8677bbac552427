package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server of 2025-11-25 with tasks, the whole gateway before it, and clients of both eras.
@Timeout(60)
abstract class OlderTasks {
    static final JsonMapper MAPPER = JsonMapper.builder().build();
    static final String RELATED = "io.modelcontextprotocol/related-task";
    static final String TASKS = "\"extensions\": {\"io.modelcontextprotocol/tasks\": {}}";
    static final String FORMS = "\"elicitation\": {\"form\": {}}";

    @TempDir
    Path folder = Path.of("");

    TaskServer server;
    Started started;
    String alice = "";
    String mallory = "";

    @BeforeEach
    void start() throws Exception {
        server = TaskServer.start();
        started = Started.in(folder, configuration());
        alice = started.key("alice");
        mallory = started.key("mallory");
    }

    String configuration() {
        return "identity: { api-keys: allowed }\nservers: { one: { url: \"" + server.url() + "\", era: legacy } }\n";
    }

    @AfterEach
    void stop() {
        started.close();
        server.close();
    }

    LiveClient older(String user) throws Exception {
        return LiveClient.stateful(started, user, "2025-11-25", "{" + FORMS + "}");
    }

    /// A request of 2026-07-28.
    ///
    /// @param can members of its capabilities
    JsonNode newer(String user, String method, String params, String can) throws Exception {
        JsonNode named = MAPPER.readTree("{" + params + "}");
        String name = named.path("name").asString(named.path("taskId").asString(""));
        RawRequest plain =
                RawRequest.modern(method, params).with("Mcp-Name", name).as(user);
        String body = plain.body().replace("clientCapabilities\": {}", "clientCapabilities\": {" + can + "}");
        RawRequest.Answer answer = new RawRequest(plain.method(), plain.path(), plain.headers(), body)
                .send(started.gateway().address());
        return MAPPER.readTree(answer.body());
    }

    static JsonNode one(Heard heard) throws Exception {
        try (heard) {
            return heard.next();
        }
    }

    static FutureTask<Heard> later(Callable<Heard> asking) {
        FutureTask<Heard> task = new FutureTask<>(asking);
        Thread.ofVirtual().start(task);
        return task;
    }

    static String of(String id) {
        return "\"taskId\": \"" + id + "\"";
    }

    static String begun(LiveClient client, String tool) throws Exception {
        JsonNode task = one(client.ask("tools/call", "\"name\": \"" + tool + "\", \"task\": {\"ttl\": 60000}"))
                .path("result")
                .path("task");
        assertThat(task.path("ttl").asInt()).isEqualTo(60_000);
        assertThat(task.path("pollInterval").asInt()).isEqualTo(100);
        return task.path("taskId").asString();
    }

    String begunNewer(String tool) throws Exception {
        JsonNode result = newer(
                        alice, "tools/call", "\"name\": \"" + tool + "\", \"arguments\": {}", FORMS + ", " + TASKS)
                .path("result");
        assertThat(result.path("resultType").asString()).isEqualTo("task");
        assertThat(result.path("ttlMs").asInt()).isEqualTo(60_000);
        return result.path("taskId").asString();
    }

    JsonNode state(String id) throws Exception {
        return newer(alice, "tasks/get", of(id), FORMS + ", " + TASKS).path("result");
    }

    static String reason(JsonNode answer) {
        return answer.path("error").path("data").path("io.tidegate/reason").asString("");
    }
}
