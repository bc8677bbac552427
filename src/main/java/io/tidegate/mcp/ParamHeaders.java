package io.tidegate.mcp;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Which arguments of a tool travel as `Mcp-Param-...` headers as well (MCP 2026-07-28, Schema extension, SEP-2243)?
///
/// @param paths by the header's name: where the argument stands, name by name
public record ParamHeaders(Map<String, List<String>> paths) {
    public static final ParamHeaders NONE = new ParamHeaders(Map.of());
    public static final String PREFIX = "Mcp-Param-";

    /// More would not fit into the head of a request.
    private static final int HEADERS_MAX = 64;

    private static final String ANNOTATION = "x-mcp-header";
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+\\-.^_`|~0-9A-Za-z]{1,128}");
    private static final Set<String> TYPES = Set.of("string", "integer", "boolean");
    private static final double INTEGER_MAX = 9_007_199_254_740_991.0; // 2^53 - 1

    /// Keywords with schemas inside, where an annotation is not allowed: what stands there is not always there.
    private static final Set<String> ELSEWHERE = Set.of(
            "items",
            "prefixItems",
            "contains",
            "additionalProperties",
            "unevaluatedProperties",
            "unevaluatedItems",
            "propertyNames",
            "oneOf",
            "anyOf",
            "allOf",
            "not",
            "if",
            "then",
            "else");

    /// The same, where each member is a schema.
    private static final Set<String> NAMED_ELSEWHERE =
            Set.of("patternProperties", "dependentSchemas", "$defs", "definitions");

    public ParamHeaders {
        paths = Map.copyOf(paths);
    }

    /// Empty where an annotation breaks the rules: such a tool is not to be used at all.
    public static Optional<ParamHeaders> of(JsonValue inputSchema) {
        Map<String, List<String>> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER); // as headers are
        boolean fine = valid(inputSchema, Optional.of(List.of()), found);
        if (!fine) {
            return Optional.empty();
        }
        return Optional.of(found.isEmpty() ? NONE : new ParamHeaders(found));
    }

    /// @param path empty where no argument can stand for sure
    private static boolean valid(JsonValue schema, Optional<List<String>> path, Map<String, List<String>> found) {
        Optional<JsonValue> annotation = schema.get(ANNOTATION);
        if (annotation.isPresent() && !taken(schema, annotation.get(), path, found)) {
            return false;
        }
        for (JsonValue.Member member : schema.members()) {
            String keyword = member.name().text();
            JsonValue value = member.value();
            boolean fine = true;
            if (keyword.equals("properties")) {
                fine = all(value, path, found);
            } else if (NAMED_ELSEWHERE.contains(keyword)) {
                fine = all(value, Optional.empty(), found);
            } else if (ELSEWHERE.contains(keyword)) {
                fine = valid(value, Optional.empty(), found) && elements(value, found);
            }
            if (!fine) {
                return false;
            }
        }
        return true;
    }

    private static boolean all(JsonValue schemas, Optional<List<String>> path, Map<String, List<String>> found) {
        for (JsonValue.Member member : schemas.members()) {
            Optional<List<String>> below = path.map(above -> {
                List<String> longer = new ArrayList<>(above);
                longer.add(member.name().text());
                return longer;
            });
            if (!valid(member.value(), below, found)) {
                return false;
            }
        }
        return true;
    }

    private static boolean elements(JsonValue schemas, Map<String, List<String>> found) {
        for (JsonValue schema : schemas.elements()) {
            if (!valid(schema, Optional.empty(), found)) {
                return false;
            }
        }
        return true;
    }

    private static boolean taken(
            JsonValue schema, JsonValue annotation, Optional<List<String>> path, Map<String, List<String>> found) {
        boolean named = annotation.is(JsonKind.STRING)
                && TOKEN.matcher(annotation.text()).matches();
        boolean typed = schema.string("type").filter(TYPES::contains).isPresent();
        if (!named || !typed || path.isEmpty() || path.get().isEmpty()) {
            return false;
        }
        String name = annotation.text();
        return found.size() < HEADERS_MAX && found.put(name, path.get()) == null;
    }

    /// Whether these two definitions of a tool are the same, letter by letter, but for which arguments travel as
    /// headers.
    public static boolean differAtMost(ToolDefinition one, ToolDefinition other) {
        return Arrays.equals(unmarked(one).bytes(), unmarked(other).bytes());
    }

    private static JsonDocument unmarked(ToolDefinition tool) {
        JsonEdits edits = new JsonEdits(tool.json());
        unmark(tool.inputSchema(), edits);
        try {
            return edits.apply(JsonLimits.EXAMINED);
        } catch (MalformedJson impossible) {
            throw new IllegalStateException("less than what was read can't be too much", impossible);
        }
    }

    /// Elsewhere there is none in a tool that is used.
    private static void unmark(JsonValue schema, JsonEdits edits) {
        for (JsonValue.Member member : schema.members()) {
            if (member.name().says(ANNOTATION)) {
                edits.remove(member.name());
            } else if (member.name().says("properties")) {
                member.value().members().forEach(each -> unmark(each.value(), edits));
            }
        }
    }

    /// The value of that header, decoded; empty where the arguments have none, or one that no header can say.
    public Optional<String> value(String header, JsonValue arguments) {
        Optional<JsonValue> at = Optional.of(arguments);
        for (String name : paths.getOrDefault(header, List.of())) {
            at = at.flatMap(value -> value.get(name));
        }
        return at.flatMap(ParamHeaders::text);
    }

    private static Optional<String> text(JsonValue value) {
        return switch (value.kind()) {
            case STRING -> Optional.of(value.text());
            case TRUE, FALSE -> Optional.of(value.json());
            case NUMBER -> {
                double number = Double.parseDouble(value.json());
                boolean whole = number == Math.rint(number) && Math.abs(number) <= INTEGER_MAX;
                yield whole ? Optional.of(Long.toString((long) number)) : Optional.empty();
            }
            case OBJECT, ARRAY, NULL -> Optional.empty();
        };
    }
}
