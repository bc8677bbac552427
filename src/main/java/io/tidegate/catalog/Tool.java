package io.tidegate.catalog;

import io.tidegate.mcp.ToolDefinition;

/// A tool of a server, as one profile shows it.
///
/// @param shown its name in this profile: the server's own, or `server__name` where the profile has several servers
public record Tool(Server server, ToolDefinition definition, String shown) implements Target {
    @Override
    public String name() {
        return definition.name();
    }

    /// By the server's own word; unknown counts as not.
    public boolean readOnly() {
        return definition.hint("readOnlyHint", false);
    }

    /// By the server's own word; unknown counts as yes.
    public boolean destructive() {
        return !readOnly() && definition.hint("destructiveHint", true);
    }
}
