package io.tidegate.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.json.JsonDocument;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Are the arguments that travel in headers found, and a tool that asks for too much of it refused soon?
class ParamHeadersTest {
    private static String schema(int properties, String header) {
        return IntStream.range(0, properties)
                .mapToObj(number -> "\"p%d\":{\"type\":\"string\",\"x-mcp-header\":\"%s\"}"
                        .formatted(number, header.formatted(number)))
                .collect(Collectors.joining(",", "{\"type\":\"object\",\"properties\":{", "}}"));
    }

    private static boolean isUsable(String schema) {
        return ParamHeaders.of(JsonDocument.of(schema).root()).isPresent();
    }

    @Test
    void headersHaveNoCase() {
        assertThat(isUsable(schema(2, "H%d"))).isTrue();
        assertThat(isUsable(
                        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"},"
                                + "\"b\":{\"type\":\"string\",\"x-mcp-header\":\"REGION\"}}}"))
                .isFalse();
    }

    @Test
    @Timeout(5)
    void aToolWithTensOfThousandsIsRefusedSoon() {
        assertThat(isUsable(schema(64, "H%d"))).isTrue();
        assertThat(isUsable(schema(65, "H%d"))).isFalse();
        assertThat(isUsable(schema(50_000, "H%d"))).isFalse();
    }
}
