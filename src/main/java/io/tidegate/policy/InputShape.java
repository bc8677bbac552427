package io.tidegate.policy;

import io.tidegate.cedar.Value;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// How do policies see the arguments of one tool, as `context.input`? As a record with the types that the tool's JSON
/// Schema gives them: `string`, `integer`, `number` (as decimal), `boolean`, lists and objects of these.
///
/// What a schema leaves open (`anyOf`, `$ref`, several types) is no part of it; policies look at that with
/// `context.arguments`. A `null` is as if it were not there. What is there but can't be told, such as a number that
/// Cedar has no room for, is seen by `has`, and fails whoever looks at it ([Value.Unfit]).
sealed interface InputShape {
    int DEPTH_MAX = 8;
    int MEMBERS_MAX = 256;
    int ELEMENTS_MAX = 2_000;

    /// Its type, as Cedar's schemas write it.
    String cedar();

    /// What a value is to policies; nothing where it is of another type, or there is no room for it.
    Optional<Value> value(JsonValue value);

    /// A string.
    record Text() implements InputShape {
        @Override
        public String cedar() {
            return "String";
        }

        @Override
        public Optional<Value> value(JsonValue value) {
            return value.is(JsonKind.STRING) ? Optional.of(new Value.Text(value.text())) : Optional.empty();
        }
    }

    /// A whole number.
    record Whole() implements InputShape {
        @Override
        public String cedar() {
            return "Long";
        }

        @Override
        public Optional<Value> value(JsonValue value) {
            return value.is(JsonKind.NUMBER)
                    ? ArgumentTags.whole(value.json()).map(Value.Whole::new)
                    : Optional.empty();
        }
    }

    /// A number with at most four digits behind the point.
    record Fraction() implements InputShape {
        private static final int DIGITS = 4;

        @Override
        public String cedar() {
            return "decimal";
        }

        @Override
        public Optional<Value> value(JsonValue value) {
            if (!value.is(JsonKind.NUMBER)) {
                return Optional.empty();
            }
            try {
                BigDecimal number = new BigDecimal(value.json());
                return (long) number.precision() - number.scale() > 19 || Math.abs((long) number.scale()) > 100
                        ? Optional.empty()
                        : Optional.of(
                                new Value.Decimal(number.movePointRight(DIGITS).longValueExact()));
            } catch (ArithmeticException | NumberFormatException _) {
                return Optional.empty(); // more digits than there is room for
            }
        }
    }

    /// `true` or `false`.
    record Truth() implements InputShape {
        @Override
        public String cedar() {
            return "Bool";
        }

        @Override
        public Optional<Value> value(JsonValue value) {
            return value.is(JsonKind.TRUE) || value.is(JsonKind.FALSE)
                    ? Optional.of(Value.Bool.of(value.is(JsonKind.TRUE)))
                    : Optional.empty();
        }
    }

    /// A list, as a set.
    record Elements(InputShape each) implements InputShape {
        @Override
        public String cedar() {
            return "Set<" + each.cedar() + ">";
        }

        @Override
        public Optional<Value> value(JsonValue value) {
            if (!value.is(JsonKind.ARRAY)) {
                return Optional.empty();
            }
            Set<Value> elements = new HashSet<>();
            for (JsonValue element : value.elements()) {
                Optional<Value> read = each.value(element);
                if (read.filter(Value::isFit).isEmpty() || elements.size() == ELEMENTS_MAX) {
                    return Optional.empty();
                }
                elements.add(read.get());
            }
            return Optional.of(new Value.Many(elements));
        }
    }

    /// A member of an object.
    record Member(InputShape shape, boolean required) {}

    /// An object. What is given and has no type here is there too: a policy may have been written when it had one.
    record Members(Map<String, Member> members) implements InputShape {
        @Override
        public String cedar() {
            return members.entrySet().stream()
                    .map(each -> CedarString.of(each.getKey())
                            + (each.getValue().required() ? ": " : "?: ")
                            + each.getValue().shape().cedar())
                    .collect(Collectors.joining(", ", "{ ", " }"));
        }

        @Override
        public Optional<Value> value(JsonValue value) {
            if (!value.is(JsonKind.OBJECT)) {
                return Optional.empty();
            }
            Map<String, Value> fields = new HashMap<>();
            int others = 0;
            for (JsonValue.Member given : value.members()) {
                String name = given.name().text();
                Member member = members.get(name);
                others += member == null ? 1 : 0;
                if (others > MEMBERS_MAX) {
                    return Optional.empty();
                }
                if (!given.value().is(JsonKind.NULL)) {
                    Optional<Value> read =
                            member == null ? Optional.empty() : member.shape().value(given.value());
                    fields.put(name, read.orElse(Value.Unfit.HERE));
                }
            }
            return Optional.of(new Value.Fields(fields));
        }
    }

    /// Of a tool's `inputSchema`.
    static Members of(JsonValue schema) {
        return members(schema, 0);
    }

    private static Members members(JsonValue schema, int depth) {
        Map<String, Member> members = new LinkedHashMap<>();
        Set<String> required = strings(schema, "required");
        Optional<JsonValue> properties = schema.get("properties").filter(value -> value.is(JsonKind.OBJECT));
        for (JsonValue.Member property : properties.map(JsonValue::members).orElse(List.of())) {
            if (members.size() == MEMBERS_MAX) {
                break; // the rest is no part of it
            }
            String name = property.name().text();
            shape(property.value(), depth + 1)
                    .ifPresent(shape -> members.putIfAbsent(name, new Member(shape, required.contains(name))));
        }
        return new Members(members);
    }

    private static Optional<InputShape> shape(JsonValue schema, int depth) {
        if (!schema.is(JsonKind.OBJECT) || depth > DEPTH_MAX) {
            return Optional.empty();
        }
        List<String> types = new ArrayList<>(strings(schema, "type"));
        types.remove("null");
        if (types.size() != 1) {
            return Optional.empty();
        }
        return switch (types.getFirst()) {
            case "string" -> Optional.of(new Text());
            case "integer" -> Optional.of(new Whole());
            case "number" -> Optional.of(new Fraction());
            case "boolean" -> Optional.of(new Truth());
            case "array" ->
                schema.get("items").flatMap(items -> shape(items, depth + 1)).map(Elements::new);
            case "object" ->
                Optional.of(members(schema, depth))
                        .filter(its -> !its.members().isEmpty())
                        .map(its -> its);
            default -> Optional.empty();
        };
    }

    /// One text, or a list of texts.
    private static Set<String> strings(JsonValue schema, String name) {
        Set<String> strings = new HashSet<>();
        schema.get(name).ifPresent(value -> {
            if (value.is(JsonKind.STRING)) {
                strings.add(value.text());
            } else if (value.is(JsonKind.ARRAY)) {
                value.elements().forEach(each -> {
                    if (each.is(JsonKind.STRING)) {
                        strings.add(each.text());
                    }
                });
            }
        });
        return strings;
    }
}
