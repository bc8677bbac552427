package io.tidegate.catalog;

import io.tidegate.mcp.Definition;
import io.tidegate.mcp.Description;
import io.tidegate.mcp.ToolDefinition;

/// An entry of a list: something that a server offers, as one profile shows it.
///
/// @param shown its name, URI or template in this profile
public record Offer(Server server, Definition definition, String shown) {
    /// Names it among all that its kind has.
    public String id() {
        return server.name() + "/" + definition.name();
    }

    /// What a request for it means. Of a template: whatever its URI, as far as that is known.
    public Target target() {
        return switch (definition) {
            case ToolDefinition tool -> new Tool(server, tool, shown);
            case Description other ->
                switch (other.kind()) {
                    case PROMPT -> new Prompt(server, other, shown);
                    case RESOURCE, TEMPLATE -> new Resource(server, other.name(), shown);
                    case TOOL -> throw new IllegalStateException("a tool has a definition of its own");
                };
        };
    }
}
