package io.tidegate.catalog;

import io.tidegate.mcp.ToolDefinition;
import io.tidegate.toolclass.Classes;

/// A tool of a server, as one profile shows it.
///
/// @param shown its name in this profile: the server's own, or `server__name` where the profile has several servers
/// @param classes what it can do, as far as anybody knows
public record Tool(Server server, ToolDefinition definition, String shown, Classes classes) implements Target {
    /// With the classes that its server's configuration and its definition give it.
    public Tool(Server server, ToolDefinition definition, String shown) {
        this(server, definition, shown, server.classifier().of(definition));
    }

    @Override
    public String name() {
        return definition.name();
    }
}
