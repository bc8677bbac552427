package io.tidegate.mcp;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.util.Optional;

/// What a server says of one thing that it offers, unknown fields included; none of it is to be trusted.
public sealed interface Definition permits ToolDefinition, Description {
    Offering kind();

    /// The server's own name for it: a name, a URI, or a template of URIs.
    String name();

    /// The whole definition, an object.
    JsonDocument json();

    /// Empty where the value is no usable definition of that kind.
    static Optional<Definition> of(Offering kind, JsonValue value) {
        return switch (kind) {
            case TOOL -> ToolDefinition.of(value).map(tool -> tool);
            case PROMPT, RESOURCE, TEMPLATE -> Description.of(kind, value).map(other -> other);
        };
    }
}
