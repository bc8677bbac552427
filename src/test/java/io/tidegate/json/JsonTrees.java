package io.tidegate.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Does our reading of a document say the same as Jackson's tree? The second opinion of the tests.
final class JsonTrees {
    /// Numbers to the last digit; can't read exponents beyond what `BigDecimal` holds.
    static final JsonTrees EXACT = new JsonTrees(true);

    /// Numbers as `double`, so any exponent.
    static final JsonTrees ROUNDED = new JsonTrees(false);

    final JsonMapper mapper;

    private JsonTrees(boolean exact) {
        mapper = JsonMapper.builder(JsonFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .configure(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, exact)
                .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
                .build();
    }

    /// Fails where the two differ, at any depth, and where a value's own bytes read alone say something else.
    void assertSame(JsonValue value, JsonNode node) {
        switch (value.kind()) {
            case OBJECT -> assertSameMembers(value, node);
            case ARRAY -> assertSameElements(value, node);
            case STRING -> {
                assertThat(node.isString()).isTrue();
                assertThat(value.text()).isEqualTo(node.stringValue());
            }
            case NUMBER -> {
                assertThat(node.isNumber()).isTrue();
                assertThat(mapper.readTree(value.raw())).isEqualTo(node);
            }
            case TRUE, FALSE -> {
                assertThat(node.isBoolean()).isTrue();
                assertThat(value.is(JsonKind.TRUE)).isEqualTo(node.booleanValue());
            }
            case NULL -> assertThat(node.isNull()).isTrue();
        }
    }

    private void assertSameMembers(JsonValue value, JsonNode node) {
        assertThat(node.isObject()).isTrue();
        Iterator<Map.Entry<String, JsonNode>> expected = node.properties().iterator();
        for (JsonValue.Member member : value.members()) {
            Map.Entry<String, JsonNode> property = expected.next();
            assertThat(member.name().text()).isEqualTo(property.getKey());
            assertSame(member.value(), property.getValue());
        }
        assertThat(expected.hasNext()).isFalse();
    }

    private void assertSameElements(JsonValue value, JsonNode node) {
        assertThat(node.isArray()).isTrue();
        List<JsonValue> elements = new ArrayList<>();
        value.elements().forEach(elements::add);
        assertThat(elements).hasSize(node.size());
        for (int at = 0; at < elements.size(); at++) {
            assertSame(elements.get(at), node.get(at));
        }
    }
}
