package io.tidegate.upstream;

import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Definition;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.ServerCapabilities;
import io.tidegate.mcp.ServerCapabilities.Able;
import io.tidegate.mcp.ToolDefinition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which tools can be called as tasks? `execution.taskSupport` says so where the server keeps that word, and nowhere
/// else (MCP 2025-11-25, Tasks).
///
/// Servers with the extension decide with each call, so there every tool may become one.
final class Executions {
    private static final byte[] OPTIONAL = "{\"taskSupport\":\"optional\"}".getBytes(StandardCharsets.US_ASCII);

    private Executions() {}

    static List<Definition> of(List<Definition> tools, Era era, ServerCapabilities capabilities) {
        boolean tasks = capabilities.can(Able.TASKS);
        return switch (era) {
            case STATEFUL -> tasks ? tools : all(tools, Map.of());
            case STATELESS -> all(tools, tasks ? Map.of(ToolDefinition.EXECUTION, OPTIONAL) : Map.of());
        };
    }

    private static List<Definition> all(List<Definition> tools, Map<String, byte[]> added) {
        return tools.stream()
                .map(tool -> tool instanceof ToolDefinition known ? with(known, added) : tool)
                .toList();
    }

    private static Definition with(ToolDefinition tool, Map<String, byte[]> added) {
        if (added.isEmpty() && tool.json().root().get(ToolDefinition.EXECUTION).isEmpty()) {
            return tool;
        }
        byte[] json = Envelope.adapted(tool.json(), Set.of(ToolDefinition.EXECUTION), added);
        return new ToolDefinition(tool.name(), new JsonWriter().raw(json).document());
    }
}
