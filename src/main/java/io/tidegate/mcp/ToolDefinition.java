package io.tidegate.mcp;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;

/// A tool as its server describes it, unknown fields included; none of it is to be trusted.
///
/// @param name 1 to 128 of `A-Z a-z 0-9 _ . -` (MCP, Tool names)
/// @param json the whole definition, an object with an object `inputSchema`
public record ToolDefinition(String name, JsonDocument json) implements Definition {
    public static final String EXECUTION = "execution";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

    public ToolDefinition {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a tool's name is 1 to 128 of A-Z a-z 0-9 _ . -");
        }
    }

    /// Empty where the value is no usable definition: a name outside the rules, or no object `inputSchema`.
    public static Optional<ToolDefinition> of(JsonValue value) {
        Optional<String> name =
                value.string("name").filter(text -> NAME.matcher(text).matches());
        boolean shaped = value.get("inputSchema")
                .map(schema -> schema.is(JsonKind.OBJECT))
                .orElse(false);
        return shaped && DefinitionShape.isSchema(value.get("inputSchema").orElseThrow())
                ? name.map(text -> new ToolDefinition(text, DefinitionShape.mended(value.detached())))
                : Optional.empty();
    }

    @Override
    public Offering kind() {
        return Offering.TOOL;
    }

    public JsonValue inputSchema() {
        return json.root().get("inputSchema").orElseThrow();
    }

    /// The JSON Schema of what it answers, where it says one.
    public Optional<JsonValue> outputSchema() {
        return json.root().get("outputSchema").filter(schema -> schema.is(JsonKind.OBJECT));
    }

    /// Whether a call can go on as a task (MCP 2025-11-25, Tasks).
    public enum TaskSupport {
        FORBIDDEN,
        OPTIONAL,
        REQUIRED
    }

    /// What its `execution.taskSupport` says; forbidden where it says nothing of use.
    public TaskSupport taskSupport() {
        return switch (json.root()
                .get(EXECUTION)
                .flatMap(execution -> execution.string("taskSupport"))
                .orElse("")) {
            case "optional" -> TaskSupport.OPTIONAL;
            case "required" -> TaskSupport.REQUIRED;
            default -> TaskSupport.FORBIDDEN;
        };
    }

    /// A behaviour hint of the definition; `fallback` where it makes none (MCP, ToolAnnotations).
    public boolean hint(String name, boolean fallback) {
        return json.root()
                .get("annotations")
                .flatMap(annotations -> annotations.get(name))
                .map(value -> value.is(JsonKind.TRUE) || (!value.is(JsonKind.FALSE) && fallback))
                .orElse(fallback);
    }
}
