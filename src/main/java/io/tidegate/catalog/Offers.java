package io.tidegate.catalog;

import io.tidegate.mcp.Definition;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ServerCapabilities;
import io.tidegate.mcp.ToolDefinition;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// All that one server offers, as it said last.
///
/// @param instructions how to use the server, in its own words; empty where it has none
public record Offers(Map<Offering, List<Definition>> lists, ServerCapabilities capabilities, String instructions) {
    public static final Offers NONE = new Offers(Map.of(), ServerCapabilities.NONE, "");

    public Offers {
        Map<Offering, List<Definition>> copy = new EnumMap<>(Offering.class);
        lists.forEach((kind, definitions) -> copy.put(kind, List.copyOf(definitions)));
        lists = Map.copyOf(copy);
    }

    /// Of a server that has tools and nothing else.
    public static Offers ofTools(List<ToolDefinition> tools) {
        return new Offers(Map.of(Offering.TOOL, List.copyOf(tools)), ServerCapabilities.NONE, "");
    }

    public List<Definition> of(Offering kind) {
        return lists.getOrDefault(kind, List.of());
    }
}
