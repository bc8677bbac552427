package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Is what can't be read told apart as JSON-RPC 2.0 (5.1) does, in both eras?
class UnreadableMessagesTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    @TempDir
    Path folder = Path.of("");

    @Test
    void saysWhatIsNoJsonAndWhatIsNoMessage() throws Exception {
        try (Started started = Started.in(folder, "")) {
            for (RawRequest era : List.of(RawRequest.old("ping", ""), RawRequest.modern("tools/list", ""))) {
                for (String body :
                        List.of("", "{", "{\"jsonrpc\":\"2.0\",\"id\":1", "nothing", "[1,", "{\"a\":\"\\ud800\"}")) {
                    assertThat(answered(started, era, body, "null")).as(body).isEqualTo(-32700);
                }
                assertThat(answered(started, era, "7", "null")).isEqualTo(-32600);
                assertThat(answered(started, era, "{}", "null")).isEqualTo(-32600);
                assertThat(answered(started, era, "[]", "null")).isEqualTo(-32600);
                assertThat(answered(started, era, "{\"jsonrpc\":\"1.0\",\"id\":9,\"method\":\"ping\"}", "9"))
                        .isEqualTo(-32600);
                assertThat(answered(started, era, "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":7}", "\"x\""))
                        .isEqualTo(-32600);
            }
            // the trail counts what is beyond 20 a second
            assertThat(started.refused()).isNotEmpty().allMatch(record -> record.contains("\"reason\":\"malformed\""));
        }
    }

    @Test
    void aListOfMessagesIsNoneWhereThereAreNoBatches() throws Exception {
        try (Started started = Started.in(folder, "")) {
            RawRequest opening = RawRequest.old(
                    "initialize",
                    "\"protocolVersion\": \"2025-11-25\", \"capabilities\": {},"
                            + " \"clientInfo\": {\"name\": \"a\", \"version\": \"1\"}");
            String session = opening.send(started.gateway().address()).session();
            RawRequest old = RawRequest.old("ping", "")
                    .with("Mcp-Session-Id", session)
                    .with("MCP-Protocol-Version", "2025-11-25");
            assertThat(answered(started, old, "[" + PING + "]", "null")).isEqualTo(-32600);
        }
    }

    /// What is a message, and lacks what its version asks for, is told of as parameters that do not fit.
    @Test
    void aMessageThatLacksSomethingIsStillOne() throws Exception {
        try (Started started = Started.in(folder, "")) {
            RawRequest bare = RawRequest.modern("tools/list", "");
            String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}";
            assertThat(answered(started, bare, body, "1")).isEqualTo(-32602);
        }
    }

    private static int answered(Started started, RawRequest era, String body, String id) throws Exception {
        RawRequest.Answer answer = era.body(body).send(started.gateway().address());
        assertThat(answer.status()).isEqualTo(400);
        JsonNode message = MAPPER.readTree(answer.body());
        assertThat(message.path("jsonrpc").asString()).isEqualTo("2.0");
        assertThat(message.path("id").toString()).isEqualTo(id);
        JsonNode error = message.path("error");
        assertThat(error.path("data").path("io.tidegate/reason").asString()).isEqualTo("malformed");
        return error.path("code").asInt();
    }
}
