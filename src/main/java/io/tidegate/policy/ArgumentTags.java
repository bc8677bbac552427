package io.tidegate.policy;

import io.tidegate.cedar.Entity;
import io.tidegate.cedar.EvaluationError;
import io.tidegate.cedar.Value;
import io.tidegate.cedar.Value.Bool;
import io.tidegate.cedar.Value.Fields;
import io.tidegate.cedar.Value.Many;
import io.tidegate.cedar.Value.Text;
import io.tidegate.cedar.Value.Whole;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How do policies see the arguments of a call, or a record? Each value by its JSON Pointer (RFC 6901), as the schema's
/// `Given` says, and all to which a [JsonPath] leads, as if they were an array. Only what a policy asks for is looked
/// up, in the document that will be sent, or that came.
///
/// What is no object, or a list of more texts than can be told, fails the policy that asks.
final class ArgumentTags implements Entity {
    /// A step: names in which `~` stands for itself only as `~0`, and numbers of elements.
    private static final Pattern STEP = Pattern.compile("(?:[^~]|~[01])*");

    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");
    private static final int TEXTS_MAX = 2_000;

    private final Optional<JsonValue> arguments;
    private final Map<String, Optional<Value>> found = new HashMap<>();

    ArgumentTags(Optional<JsonValue> arguments) {
        this.arguments = arguments;
    }

    @Override
    public @Nullable Value attribute(String name) {
        return null;
    }

    @Override
    public Set<String> ancestors(String type) {
        return Set.of();
    }

    @Override
    public @Nullable Value tag(String place) {
        if (arguments.isPresent() && !arguments.get().is(JsonKind.OBJECT)) {
            throw EvaluationError.Kind.TYPE.error();
        }
        return found.computeIfAbsent(
                        place,
                        _ -> arguments.flatMap(root -> place.startsWith(JsonPath.ROOT)
                                ? all(root, place)
                                : at(root, place).map(ArgumentTags::tag)))
                .orElse(null);
    }

    private static Optional<Value> all(JsonValue root, String path) {
        List<JsonValue> all = JsonPath.of(path)
                .orElseThrow(EvaluationError.Kind.EXTENSION::error)
                .in(root);
        return all.isEmpty() ? Optional.empty() : Optional.of(new Fields(array(all)));
    }

    private static Optional<JsonValue> at(JsonValue root, String pointer) {
        if (!pointer.startsWith("/")) {
            return Optional.empty(); // the arguments as a whole are no value among them
        }
        Optional<JsonValue> place = Optional.of(root);
        for (String step : pointer.substring(1).split("/", -1)) {
            place = place.flatMap(container -> step(container, step));
        }
        return place;
    }

    private static Optional<JsonValue> step(JsonValue container, String step) {
        if (!STEP.matcher(step).matches()) {
            return Optional.empty();
        }
        if (container.is(JsonKind.OBJECT)) {
            return container.get(step.replace("~1", "/").replace("~0", "~"));
        }
        if (!container.is(JsonKind.ARRAY) || !INDEX.matcher(step).matches()) {
            return Optional.empty();
        }
        return JsonPath.element(container, Integer.parseInt(step));
    }

    private static Value tag(JsonValue value) {
        Map<String, Value> tag = new HashMap<>();
        tag.put("kind", new Text(kind(value.kind())));
        switch (value.kind()) {
            case STRING -> tag.put("text", new Text(value.text()));
            case TRUE, FALSE -> tag.put("flag", Bool.of(value.is(JsonKind.TRUE)));
            case NUMBER -> whole(value.json()).ifPresent(number -> tag.put("number", new Whole(number)));
            case OBJECT -> tag.put("size", new Whole(size(value.members())));
            case ARRAY -> tag.putAll(array(value.elements()));
            case NULL -> {}
        }
        return new Fields(tag);
    }

    private static Map<String, Value> array(Iterable<JsonValue> elements) {
        Map<String, Value> array = new HashMap<>();
        array.put("kind", new Text(kind(JsonKind.ARRAY)));
        array.put("size", new Whole(size(elements)));
        texts(elements).ifPresent(texts -> array.put("texts", texts));
        return array;
    }

    private static String kind(JsonKind kind) {
        return switch (kind) {
            case STRING -> "string";
            case NUMBER -> "number";
            case TRUE, FALSE -> "boolean";
            case ARRAY -> "array";
            case OBJECT -> "object";
            case NULL -> "null";
        };
    }

    private static long size(Iterable<?> parts) {
        long size = 0;
        for (Object _ : parts) {
            size++;
        }
        return size;
    }

    // 1e3 and 1000.0 are the number 1000; the size is looked at first, so that 1e999999999 is not written out.
    static Optional<Long> whole(String json) {
        try {
            BigDecimal number = new BigDecimal(json);
            return (long) number.precision() - number.scale() > 19 || number.scale() > 100
                    ? Optional.empty()
                    : Optional.of(number.longValueExact());
        } catch (ArithmeticException | NumberFormatException _) {
            return Optional.empty(); // has a fraction, or is too large
        }
    }

    private static Optional<Value> texts(Iterable<JsonValue> elements) {
        Set<Value> texts = new HashSet<>();
        for (JsonValue element : elements) {
            if (!element.is(JsonKind.STRING)) {
                return Optional.empty();
            }
            if (texts.size() == TEXTS_MAX) {
                throw EvaluationError.Kind.LIMIT.error();
            }
            texts.add(new Text(element.text()));
        }
        return Optional.of(new Many(texts));
    }
}
