package io.tidegate.identity;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads an object out of someone else's JSON, or nothing: twice the same key, something after the end, more than 16
/// levels, broken UTF-8 and numbers of more than 40 digits are all nothing.
final class StrictJson {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxNumberLength(40)
                            .build())
                    .build())
            .build();

    private StrictJson() {}

    static Optional<JsonNode> object(byte[] json) {
        try {
            // As text, since the reader would also take UTF-16 and UTF-32 (RFC 8259, section 8.1).
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            return Optional.of(MAPPER.readTree(text)).filter(JsonNode::isObject);
        } catch (JacksonException | CharacterCodingException _) {
            return Optional.empty(); // the caller says in its own words what could not be read
        }
    }

    static boolean flag(JsonNode object, String name) {
        return object.optional(name)
                .filter(JsonNode::isBoolean)
                .map(JsonNode::booleanValue)
                .orElse(false);
    }

    static Optional<String> text(JsonNode object, String name) {
        return object.optional(name).filter(JsonNode::isString).map(JsonNode::stringValue);
    }
}
