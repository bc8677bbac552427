package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Is a cursor or the id of a task of one tenant of no use to another, whose users and servers have the same names?
@Timeout(90)
class TenantIdsTest extends TenantsFixture {
    private static final String STATE =
            "\"taskId\": \"own-1\", \"status\": \"working\", \"createdAt\": \"2026-01-01T00:00:00Z\","
                    + " \"lastUpdatedAt\": \"2026-01-01T00:00:00Z\", \"ttlMs\": 60000, \"pollIntervalMs\": 100}";
    private static final String TASKS = "{\"extensions\": {\"io.modelcontextprotocol/tasks\": {}}}";

    @Override
    void prepare(String name, ModernServer server) {
        String resources = IntStream.range(0, 250)
                .mapToObj(number -> "{\"uri\": \"note://same/" + number + "\", \"name\": \"n\"}")
                .collect(Collectors.joining(", "));
        server.answer("server/discover", _ -> """
                "result": {"supportedVersions": ["2026-07-28"], "resultType": "complete",
                  "capabilities": {"tools": {}, "resources": {}, "extensions": {"io.modelcontextprotocol/tasks": {}}},
                  "serverInfo": {"name": "modern", "version": "1"}}""");
        server.answer(
                "resources/list",
                _ -> "\"result\": {\"resultType\": \"complete\", \"resources\": [" + resources + "]}");
        server.answer("tools/call", _ -> "\"result\": {\"resultType\": \"task\", " + STATE);
        server.answer("tasks/get", _ -> "\"result\": {\"resultType\": \"complete\", " + STATE);
    }

    private static RawRequest knowing(RawRequest request) {
        return request.saying(
                "\"io.modelcontextprotocol/clientCapabilities\": {}",
                "\"io.modelcontextprotocol/clientCapabilities\": " + TASKS);
    }

    @Test
    void aCursorIsOfOneTenant() throws Exception {
        String acme = key("acme", "alice");
        JsonNode page = answer(RawRequest.modern("resources/list", "").to(ACME).as(acme));
        String cursor = page.path("result").path("nextCursor").asString("");
        assertThat(cursor).isNotEmpty();
        RawRequest next = RawRequest.modern("resources/list", "\"cursor\": \"" + cursor + "\"");
        recordedBy("beta", () -> assertThat(answer(next.to(BETA).as(key("beta", "alice")))
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(-32602));
        assertThat(answer(next.to(ACME).as(acme))
                        .path("result")
                        .path("resources")
                        .size())
                .isEqualTo(50);
    }

    @Test
    void aTaskIsOfOneTenant() throws Exception {
        String acme = key("acme", "alice");
        String id = answer(knowing(call(ACME)).as(acme))
                .path("result")
                .path("taskId")
                .asString("");
        assertThat(id).isNotEmpty().isNotEqualTo("own-1");
        RawRequest look = knowing(RawRequest.modern("tasks/get", "\"taskId\": \"" + id + "\""))
                .with("Mcp-Name", id);
        recordedBy("beta", () -> assertThat(
                        answer(look.to(BETA).as(key("beta", "alice"))).toString())
                .contains("unknown-task"));
        assertThat(answer(look.to(ACME).as(acme)).path("result").path("status").asString(""))
                .isEqualTo("working");
    }
}
