package io.tidegate.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.catalog.Tool;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonShape;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import io.tidegate.json.UnusableSchema;
import io.tidegate.mcp.ToolDefinition;
import io.tidegate.records.Unfilterable;
import java.util.Optional;

/// Does a filtered answer still have the shape that its tool promises? A client would refuse it otherwise, and nobody
/// would know why.
final class OutputShapes {
    /// Read once for each definition; empty where there is none, or none that decides anything.
    private final Cache<ToolDefinition, Optional<JsonShape>> shapes =
            Caffeine.newBuilder().maximumSize(8_192).build();

    /// @throws Unfilterable where only the server's own answer has it
    void check(Tool tool, JsonValue before, byte[] after) throws Unfilterable {
        Optional<JsonShape> shape = shapes.get(tool.definition(), OutputShapes::shape);
        if (shape.isPresent() && !fits(shape.get(), read(after)) && fits(shape.get(), before)) {
            throw new Unfilterable("output-schema");
        }
    }

    private static JsonValue read(byte[] json) throws Unfilterable {
        try {
            return JsonDocument.parse(json, JsonLimits.EXAMINED).root();
        } catch (MalformedJson unreadable) {
            throw new Unfilterable("too-deep");
        }
    }

    private static boolean fits(JsonShape shape, JsonValue value) {
        try {
            return shape.fault(value).isEmpty();
        } catch (UnusableSchema undecided) {
            return true; // then no client can tell either
        }
    }

    private static Optional<JsonShape> shape(ToolDefinition definition) {
        try {
            return definition.outputSchema().isPresent()
                    ? Optional.of(JsonShape.of(definition.outputSchema().get()))
                    : Optional.empty();
        } catch (UnusableSchema unusable) {
            return Optional.empty();
        }
    }
}
