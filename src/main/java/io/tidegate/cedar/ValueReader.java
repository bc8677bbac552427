package io.tidegate.cedar;

import io.tidegate.cedar.EvaluationError.Kind;
import io.tidegate.cedar.Value.Bool;
import io.tidegate.cedar.Value.Fields;
import io.tidegate.cedar.Value.Many;
import io.tidegate.cedar.Value.Text;
import io.tidegate.cedar.Value.Uid;
import io.tidegate.cedar.Value.Whole;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Which value does Cedar's JSON form describe, with `__entity` and `__extn` as its escapes (docs.cedarpolicy.com,
/// "Entity and context syntax")?
public final class ValueReader {
    private ValueReader() {}

    /// @throws IllegalArgumentException where it is no value
    /// @throws EvaluationError where a function of an extension type fails
    public static Value read(JsonNode node) {
        return switch (node.getNodeType()) {
            case BOOLEAN -> Bool.of(node.booleanValue());
            case STRING -> new Text(node.asString());
            case NUMBER -> new Whole(whole(node));
            case ARRAY -> set(node);
            case OBJECT -> object(node);
            case NULL, MISSING, BINARY, POJO -> throw new IllegalArgumentException("Cedar has no such value");
        };
    }

    /// The name of an entity, with or without the escape.
    ///
    /// @throws IllegalArgumentException where it is none
    public static Uid uid(JsonNode node) {
        JsonNode named = node.has("__entity") ? node.path("__entity") : node;
        return new Uid(ExpressionReader.text(named.path("type")), ExpressionReader.text(named.path("id")));
    }

    private static long whole(JsonNode node) {
        if (!node.canConvertToLong() || !node.isIntegralNumber()) {
            throw new IllegalArgumentException("numbers are whole and of 64 bits");
        }
        return node.longValue();
    }

    private static Value set(JsonNode node) {
        Set<Value> elements = HashSet.newHashSet(node.size());
        node.forEach(element -> elements.add(read(element)));
        return new Many(elements);
    }

    private static Value object(JsonNode node) {
        if (node.has("__entity")) {
            return uid(node);
        }
        if (node.has("__extn")) {
            return extension(node.path("__extn"));
        }
        Map<String, Value> fields = HashMap.newHashMap(node.size());
        node.properties().forEach(field -> fields.put(field.getKey(), read(field.getValue())));
        return new Fields(fields);
    }

    private static Value extension(JsonNode call) {
        String name = ExpressionReader.text(call.path("fn"));
        Extension function = Extension.named(name)
                .orElseThrow(() -> new IllegalArgumentException("`" + name + "` is no function of Cedar"));
        JsonNode arguments = call.path("args");
        Value[] values = arguments.isArray()
                ? arguments.valueStream().map(ValueReader::read).toArray(Value[]::new)
                : new Value[] {read(call.path("arg"))};
        if (values.length != function.arity()) {
            throw Kind.TYPE.error();
        }
        return function.apply(values);
    }
}
