package io.tidegate.policy;

import io.tidegate.config.Suggestion;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.policy.RelationUse.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Does a policy ask with `has` for arguments that a tool does not have? Cedar's validator takes that for a question
/// with the answer no, so a `forbid` with a slip in it, or of an argument that the server renamed, would forbid
/// nothing.
final class InputUse {
    private final String tool;
    private final JsonValue schema;
    private final String text;
    private final List<Found> faults = new ArrayList<>();

    private InputUse(String tool, JsonValue schema, String text) {
        this.tool = tool;
        this.schema = schema;
        this.text = text;
    }

    /// @param text of the policy
    ///
    /// @param tool one that it names, as `server/tool`
    /// @param schema of its arguments
    static List<Found> faults(JsonNode policy, String text, String tool, JsonValue schema) {
        InputUse use = new InputUse(tool, schema, text);
        use.collect(policy.path("conditions"));
        return use.faults;
    }

    private void collect(JsonNode expression) {
        JsonNode has = expression.path("has");
        if (has.isObject()) {
            String name = has.path("attr").asString("");
            names(has.path("left"))
                    .filter(names -> !names.contains(name))
                    .ifPresent(names -> faults.add(new Found(lineOf(name), told(name, names))));
        }
        expression.valueStream().forEach(this::collect);
    }

    /// The names in a part of the arguments; nothing for what is no part of them, or is left open. All of them together
    /// are never left open.
    private Optional<List<String>> names(JsonNode part) {
        return schema(part)
                .flatMap(its -> its == schema
                        ? Optional.of(names(its))
                        : properties(its).map(_ -> names(its)));
    }

    private Optional<JsonValue> schema(JsonNode part) {
        JsonNode of = part.path(".").path("left");
        String name = part.path(".").path("attr").asString("");
        if (of.path("Var").asString("").equals("context")) {
            return name.equals("input") ? Optional.of(schema) : Optional.empty();
        }
        return of.isObject()
                ? schema(of).flatMap(InputUse::properties).flatMap(properties -> properties.get(name))
                : Optional.empty();
    }

    private static Optional<JsonValue> properties(JsonValue schema) {
        return schema.get("properties").filter(properties -> properties.is(JsonKind.OBJECT));
    }

    private static List<String> names(JsonValue schema) {
        List<String> names = new ArrayList<>();
        properties(schema).ifPresent(properties -> properties
                .members()
                .forEach(member -> names.add(member.name().text())));
        return names;
    }

    private String told(String name, List<String> names) {
        String help = Suggestion.help(name, names);
        return "the schema of `" + tool + "` has no argument `" + name + "`; "
                + (help.isEmpty()
                        ? "what it does not name is looked for as `context.arguments.hasTag(\"/...\")`"
                        : help);
    }

    private int lineOf(String name) {
        return RelationUse.line(text, "\\bhas\\b[^&|;]*" + Pattern.quote(name));
    }
}
