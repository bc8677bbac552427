package io.tidegate.example;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// What does a sample server answer to these lines? Runs it from the first line to the end of input.
final class Session {
    static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
            """.strip();
    static final String META =
            "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private Session() {}

    /// The answers, one a line.
    static List<Map<String, Object>> run(StdioServer server, String... lines) throws IOException {
        var out = new ByteArrayOutputStream();
        server.serve(new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)), out);
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> Json.object(Json.read(line)))
                .toList();
    }

    /// The result of one tool call in the stateful era.
    static Map<String, Object> call(StdioServer server, String tool, String arguments) throws IOException {
        String line = request("tools/call", "\"name\":\"" + tool + "\",\"arguments\":" + arguments);
        return Json.object(run(server, INITIALIZE, line).getLast().get("result"));
    }

    /// The answer to one request in the stateless era.
    static Map<String, Object> modern(StdioServer server, String method, String more) throws IOException {
        return run(server, request(method, META + more)).getLast();
    }

    private static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    /// The text of the first content block.
    static String text(Map<String, Object> result) {
        var blocks = (List<?>) result.getOrDefault("content", List.of());
        return String.valueOf(Json.object(blocks.getFirst()).get("text"));
    }
}
