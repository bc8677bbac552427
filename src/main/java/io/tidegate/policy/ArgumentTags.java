package io.tidegate.policy;

import com.cedarpolicy.value.CedarList;
import com.cedarpolicy.value.CedarMap;
import com.cedarpolicy.value.PrimBool;
import com.cedarpolicy.value.PrimLong;
import com.cedarpolicy.value.PrimString;
import com.cedarpolicy.value.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How do policies see the arguments of a call? Each value by its JSON Pointer (RFC 6901), as the schema's `Arguments`
/// says. What does not fit the limits is no arguments at all, and the question is then refused.
final class ArgumentTags {
    private static final int VALUES_MAX = 2000;
    private static final int DEPTH_MAX = 32;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Map<String, Value> tags = new HashMap<>();

    private ArgumentTags() {}

    /// The values in the JSON object `arguments`, or empty when they cannot be judged.
    static Optional<Map<String, Value>> of(String arguments) {
        try {
            JsonNode root = MAPPER.readTree(arguments);
            ArgumentTags tags = new ArgumentTags();
            return root.isObject() && tags.addMembers("", root) ? Optional.of(tags.tags) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private boolean addMembers(String pointer, JsonNode container) {
        int place = 0;
        for (Map.Entry<String, JsonNode> member : members(container)) {
            String step = container.isArray() ? String.valueOf(place++) : escaped(member.getKey());
            if (!add(pointer + "/" + step, member.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static List<Map.Entry<String, JsonNode>> members(JsonNode container) {
        if (container.isObject()) {
            return List.copyOf(container.properties());
        }
        List<Map.Entry<String, JsonNode>> elements = new ArrayList<>();
        container.forEach(element -> elements.add(Map.entry("", element)));
        return elements;
    }

    private boolean add(String pointer, JsonNode value) {
        if (tags.size() == VALUES_MAX) {
            return false;
        }
        Map<String, Value> tag = new HashMap<>();
        tag.put("kind", new PrimString(kind(value)));
        if (value.isString()) {
            tag.put("text", new PrimString(value.stringValue()));
        } else if (value.isBoolean()) {
            tag.put("flag", new PrimBool(value.booleanValue()));
        } else if (value.isNumber()) {
            whole(value).ifPresent(number -> tag.put("number", new PrimLong(number)));
        } else if (value.isContainer()) {
            tag.put("size", new PrimLong((long) value.size()));
            if (value.isArray() && value.valueStream().allMatch(JsonNode::isString)) {
                tag.put("texts", texts(value));
            }
        }
        tags.put(pointer, new CedarMap(tag));
        return addMembers(pointer, value);
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
            case ARRAY -> "array";
            case OBJECT, POJO -> "object";
            case NULL, MISSING, BINARY -> "null"; // the last two never come out of JSON text
        };
    }

    // 1e3 and 1000.0 are the number 1000; the size is looked at first, so that 1e999999999 is not written out.
    private static Optional<Long> whole(JsonNode value) {
        BigDecimal number = value.decimalValue();
        if ((long) number.precision() - number.scale() > 19 || number.scale() > 100) {
            return Optional.empty();
        }
        try {
            return Optional.of(number.longValueExact());
        } catch (ArithmeticException _) {
            return Optional.empty(); // has a fraction, or is too large
        }
    }

    private static CedarList texts(JsonNode array) {
        CedarList texts = new CedarList();
        array.forEach(element -> texts.add(new PrimString(element.stringValue())));
        return texts;
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
