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

    private static boolean differAtMost(String one, String other) {
        return ParamHeaders.differAtMost(definition(one), definition(other));
    }

    private static ToolDefinition definition(String schema) {
        return ToolDefinition.of(JsonDocument.of("{\"name\":\"t\",\"inputSchema\":" + schema + "}")
                        .root())
                .orElseThrow();
    }

    @Test
    void theSameToolMayWantOtherHeadersAndNothingElse() {
        String plain = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"object\",\"properties\":"
                + "{\"b\":{\"type\":\"string\"}}},\"x-mcp-header\":{\"type\":\"string\"}}}";
        String marked =
                plain.replace("\"b\":{\"type\":\"string\"", "\"b\":{\"type\":\"string\",\"x-mcp-header\":\"B\"");
        assertThat(marked).isNotEqualTo(plain);
        assertThat(differAtMost(plain, marked)).isTrue();
        assertThat(differAtMost(marked, marked.replace("\"B\"", "\"C\""))).isTrue();
        assertThat(differAtMost(plain, marked.replace("\"b\"", "\"c\""))).isFalse();
        assertThat(differAtMost(plain, plain.replace(",\"x-mcp-header\":{\"type\":\"string\"}", "")))
                .as("an argument of that name")
                .isFalse();
    }
}
