package io.tidegate.example;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What does a sample tool promise, and what does it do? The annotations are honest.
record Tool(String name, Map<String, Object> definition, Function<Map<String, Object>, Answer> work) {

    /// What a tool does to the world, as MCP's annotations say it.
    enum Effect {
        READS,
        WRITES,
        DESTROYS;

        Map<String, Object> annotations() {
            return switch (this) {
                case READS -> Map.of("readOnlyHint", true, "openWorldHint", false);
                case WRITES -> Map.of("readOnlyHint", false, "destructiveHint", false, "openWorldHint", false);
                case DESTROYS -> Map.of("readOnlyHint", false, "destructiveHint", true, "openWorldHint", false);
            };
        }
    }

    /// What a call comes to.
    sealed interface Answer {
        /// Text for the model.
        record Text(String text) implements Answer {}

        /// The same as text and as data.
        record Data(Map<String, Object> data) implements Answer {}

        /// The tool could not; the model may read why.
        record Failed(String why) implements Answer {}
    }

    /// A tool whose arguments are the members of `input`, each a JSON Schema.
    static Tool of(
            String name,
            String description,
            Effect effect,
            Map<String, Object> input,
            Function<Map<String, Object>, Answer> work) {
        var definition = new LinkedHashMap<String, Object>();
        definition.put("name", name);
        definition.put("description", description);
        definition.put("inputSchema", schema(input, List.of()));
        definition.put("annotations", effect.annotations());
        return new Tool(name, definition, work);
    }

    /// The same tool, with `names` required.
    Tool requiring(String... names) {
        var changed = new LinkedHashMap<>(definition);
        changed.put(
                "inputSchema",
                schema(Json.object(Json.object(definition.get("inputSchema")).get("properties")), List.of(names)));
        return new Tool(name, changed, work);
    }

    /// The same tool, with a schema for the data it answers.
    Tool answering(Map<String, Object> output) {
        var changed = new LinkedHashMap<>(definition);
        changed.put("outputSchema", schema(output, List.copyOf(output.keySet())));
        return new Tool(name, changed, work);
    }

    private static Map<String, Object> schema(Map<String, Object> properties, List<String> required) {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }
}
