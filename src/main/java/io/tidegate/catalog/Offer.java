package io.tidegate.catalog;

import io.tidegate.mcp.Definition;
import io.tidegate.mcp.Description;
import io.tidegate.mcp.ToolDefinition;

/// An entry of a list: something that a server offers, as one profile shows it.
///
/// @param target what a request for it means. Of a template: whatever its URI, as far as that is known
public record Offer(Definition definition, Target target) {
    /// @param shown its name, URI or template in this profile
    public static Offer of(Server server, Definition definition, String shown) {
        Target target =
                switch (definition) {
                    case ToolDefinition tool -> new Tool(server, tool, shown);
                    case Description other ->
                        switch (other.kind()) {
                            case PROMPT -> new Prompt(server, other, shown);
                            case RESOURCE, TEMPLATE -> new Resource(server, other.name(), shown);
                            case TOOL -> throw new IllegalStateException("a tool has a definition of its own");
                        };
                };
        return new Offer(definition, target);
    }

    public Server server() {
        return target.server();
    }

    /// Its name, URI or template in this profile.
    public String shown() {
        return target.shown();
    }

    /// Names it among all that its kind has.
    public String id() {
        return server().name() + "/" + definition.name();
    }
}
