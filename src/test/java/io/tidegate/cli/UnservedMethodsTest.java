package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Does the trail say what was asked for that nobody serves, and can whoever asks write nothing else into it?
class UnservedMethodsTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir
    Path folder = Path.of("");

    @Test
    void theTrailNamesWhatWasAskedFor() throws Exception {
        try (Started started = Started.in(folder, "")) {
            assertThat(recorded(started, "made/up").path("asked").asString()).isEqualTo("made/up");
            assertThat(recorded(started, "ping").has("asked")).isFalse();
        }
    }

    @Test
    void theNameIsEscapedAndBounded() throws Exception {
        try (Started started = Started.in(folder, "")) {
            JsonNode steering = recorded(started, "a\\u001b[2J\\n\\u202eb\\\\u0041 \\u65e5");
            assertThat(steering.path("asked").asString())
                    .isEqualTo("a\\u001b[2J\\u000a\\u202eb\\u005cu0041\\u0020\\u65e5");
            JsonNode much = recorded(started, "x".repeat(5_000));
            assertThat(much.path("asked").asString()).isEqualTo("x".repeat(64) + "...");
            assertThat(recorded(started, "\\u65e5".repeat(5_000)).path("asked").asString())
                    .isEqualTo("\\u65e5".repeat(10) + "...");
        }
    }

    /// @param method inside a JSON string
    private static JsonNode recorded(Started started, String method) throws Exception {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{}}";
        String session = RawRequest.old(
                        "initialize",
                        "\"protocolVersion\": \"2025-11-25\", \"capabilities\": {}, \"clientInfo\": {\"name\": \"a\", \"version\": \"1\"}")
                .send(started.gateway().address())
                .session();
        RawRequest.Answer answer = RawRequest.old("ping", "")
                .body(body)
                .with("Mcp-Session-Id", session)
                .with("MCP-Protocol-Version", "2025-11-25")
                .send(started.gateway().address());
        boolean served = method.equals("ping");
        assertThat(answer.body()).contains(served ? "\"result\"" : "-32601");
        List<String> records = started.records(RecordKind.SEALED);
        JsonNode record = MAPPER.readTree(records.getLast());
        assertThat(record.path("method").asString()).isEqualTo(served ? "ping" : "other");
        return record;
    }
}
