package io.tidegate.mcp;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/// Does a definition have the shape that its specification gives it (MCP 2025-11-25 and 2026-07-28: Tool, Prompt,
/// Resource, ResourceTemplate)?
///
/// Strict clients refuse a whole list for one member of the wrong type, and so would lose what all other servers offer.
/// Such a member is left out, and whatever it says with it.
final class DefinitionShape {
    private static final Set<String> TASK_SUPPORT = Set.of("forbidden", "optional", "required");

    private DefinitionShape() {}

    /// Whether it is an object, and what strict clients look at in it fits.
    static boolean isSchema(JsonValue schema) {
        return members(schema, (name, value) -> switch (name) {
            case "properties" -> value.is(JsonKind.OBJECT);
            case "required" -> texts(value);
            default -> true;
        });
    }

    /// The definition without the members that are of another type than they must be.
    static JsonDocument mended(JsonDocument definition) {
        JsonEdits edits = new JsonEdits(definition);
        for (JsonValue.Member member : definition.root().members()) {
            if (!member(member.name().text(), member.value())) {
                edits.remove(member.name());
            }
        }
        try {
            return edits.apply(JsonLimits.EXAMINED);
        } catch (MalformedJson larger) {
            throw new IllegalStateException("a definition that lost members is larger than before", larger);
        }
    }

    private static boolean member(String name, JsonValue value) {
        return switch (name) {
            case "title", "description", "mimeType" -> value.is(JsonKind.STRING);
            case "size" -> value.is(JsonKind.NUMBER);
            case "annotations" -> members(value, DefinitionShape::annotation);
            case "execution" -> members(value, DefinitionShape::execution);
            case "outputSchema" -> isSchema(value);
            case "arguments" -> all(value, DefinitionShape::isArgument);
            case "icons" -> all(value, DefinitionShape::isIcon);
            case "_meta" -> value.is(JsonKind.OBJECT);
            default -> true;
        };
    }

    /// Of tools (hints) and of resources alike.
    private static boolean annotation(String name, JsonValue value) {
        return switch (name) {
            case "title", "lastModified" -> value.is(JsonKind.STRING);
            case "readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint" -> truth(value);
            case "audience" -> texts(value);
            case "priority" -> value.is(JsonKind.NUMBER);
            default -> true;
        };
    }

    private static boolean execution(String name, JsonValue value) {
        return !name.equals("taskSupport") || (value.is(JsonKind.STRING) && TASK_SUPPORT.contains(value.text()));
    }

    private static boolean isArgument(JsonValue argument) {
        return argument.string("name").isPresent()
                && members(argument, (name, value) -> switch (name) {
                    case "title", "description" -> value.is(JsonKind.STRING);
                    case "required" -> truth(value);
                    default -> true;
                });
    }

    private static boolean isIcon(JsonValue icon) {
        return icon.string("src").isPresent()
                && members(icon, (name, value) -> switch (name) {
                    case "mimeType", "theme" -> value.is(JsonKind.STRING);
                    case "sizes" -> texts(value);
                    default -> true;
                });
    }

    private static boolean truth(JsonValue value) {
        return value.is(JsonKind.TRUE) || value.is(JsonKind.FALSE);
    }

    private static boolean texts(JsonValue value) {
        return all(value, text -> text.is(JsonKind.STRING));
    }

    private static boolean all(JsonValue list, Predicate<JsonValue> each) {
        boolean all = list.is(JsonKind.ARRAY);
        for (JsonValue element : list.elements()) {
            all &= each.test(element);
        }
        return all;
    }

    private static boolean members(JsonValue object, BiPredicate<String, JsonValue> each) {
        boolean all = object.is(JsonKind.OBJECT);
        for (JsonValue.Member member : object.members()) {
            all &= each.test(member.name().text(), member.value());
        }
        return all;
    }
}
