package io.tidegate.upstream;

import io.tidegate.json.JsonValue;
import io.tidegate.mcp.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which of a server's tools are kept? Those with a usable name and schema, up to a number and up to so much memory: a
/// list is held as long as its server, and no server may fill the gateway with it.
final class ToolList {
    static final int TOOLS_MAX = 4_096;

    /// For all definitions of one server together, by what they take in memory.
    static final int BYTES_MAX = 4 << 20;

    private final List<ToolDefinition> tools = new ArrayList<>();
    private long bytes;
    private long leftOut;

    void add(JsonValue entry) {
        Optional<ToolDefinition> tool = isFull() ? Optional.empty() : ToolDefinition.of(entry);
        int more = tool.map(definition -> definition.json().memoryBytes()).orElse(0);
        if (tool.isPresent() && bytes + more <= BYTES_MAX) {
            bytes += more;
            tools.add(tool.get());
        } else {
            leftOut++;
        }
    }

    /// Whether nothing more is kept, whatever comes.
    boolean isFull() {
        return tools.size() == TOOLS_MAX;
    }

    long leftOut() {
        return leftOut;
    }

    List<ToolDefinition> tools() {
        return List.copyOf(tools);
    }
}
