package io.tidegate.catalog;

import io.tidegate.mcp.Description;

/// A prompt of a server, as one profile shows it.
///
/// @param shown its name in this profile: the server's own, or `server__name` where the profile has several servers
public record Prompt(Server server, Description definition, String shown) implements Target {
    @Override
    public String name() {
        return definition.name();
    }
}
