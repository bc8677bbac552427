package io.tidegate.config;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the default of a key, which is written as the YAML text one would put into the file.
final class Defaults {
    private Defaults() {}

    static Tree tree(String yaml) {
        return switch (YamlText.read(("default: " + yaml).getBytes(StandardCharsets.UTF_8))) {
            case YamlText.Outcome.Read(Tree.Fields(List<Tree.Field> fields, int _)) ->
                fields.getFirst().value();
            case YamlText.Outcome.Read _, YamlText.Outcome.Unreadable _ ->
                throw new IllegalArgumentException("a default is no YAML");
        };
    }

    /// The same as JSON, for the schema.
    static Object json(Tree tree) {
        return switch (tree) {
            case Tree.Fields(List<Tree.Field> fields, int _) -> {
                Map<String, Object> object = new LinkedHashMap<>();
                fields.forEach(field -> object.put(field.key(), json(field.value())));
                yield object;
            }
            case Tree.Items(List<Tree> items, int _) ->
                items.stream().map(Defaults::json).toList();
            case Tree.Leaf leaf -> leaf(leaf);
        };
    }

    private static Object leaf(Tree.Leaf leaf) {
        return switch (leaf.kind()) {
            case WHOLE_NUMBER -> Long.valueOf(leaf.text());
            case BOOLEAN -> Boolean.valueOf(leaf.text());
            case TEXT, NUMBER, NOTHING -> leaf.text();
        };
    }
}
