package io.tidegate.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/// Does a schema decide within bounds, whoever wrote it?
class JsonShapeTest {
    private static final Duration AT_MOST = Duration.ofSeconds(20);

    private static JsonShape shape(String schema) throws UnusableSchema {
        return JsonShape.of(JsonDocument.of(schema).root());
    }

    private static JsonValue value(String json) {
        return JsonDocument.of(json).root();
    }

    @Test
    void decidesWithinItsSteps() throws UnusableSchema {
        JsonShape list = shape("""
                {"type":"object","properties":{"rows":{"type":"array","items":{"type":"integer"}}}}""");
        String rows = String.join(",", Collections.nCopies(100_000, "1"));

        assertThat(list.fault(value("{\"rows\":[" + rows + "]}"))).isEmpty();
        assertThat(list.fault(value("{\"rows\":[" + rows + ",\"x\"]}"))).isPresent();
    }

    @Test
    void givesUpOnSchemaThatMultipliesItself() throws UnusableSchema {
        StringBuilder levels = new StringBuilder();
        for (int level = 0; level < 9; level++) {
            String next = "{\"$ref\":\"#/$defs/a" + (level + 1) + "\"}";
            levels.append(
                    "\"a%d\":{\"allOf\":[%s]},".formatted(level, String.join(",", Collections.nCopies(12, next))));
        }
        JsonShape laughs = shape("{\"type\":\"object\",\"properties\":{\"x\":{\"$ref\":\"#/$defs/a0\"}},\"$defs\":{"
                + levels + "\"a9\":{\"type\":\"integer\"}}}");

        Assertions.assertTimeoutPreemptively(AT_MOST, () -> assertThatThrownBy(() -> laughs.fault(value("{\"x\":1}")))
                .isInstanceOf(UnusableSchema.class));
        assertThat(laughs.fault(value("{}"))).isEmpty();
    }

    @Test
    void givesUpOnSchemaThatMultipliesWithTheDepthOfTheValue() throws UnusableSchema {
        String self = String.join(",", Collections.nCopies(8, "{\"$ref\":\"#/$defs/a\"}"));
        JsonShape recursive = shape("{\"type\":\"object\",\"properties\":{\"x\":{\"$ref\":\"#/$defs/a\"}},"
                + "\"$defs\":{\"a\":{\"properties\":{\"x\":{\"allOf\":[" + self + "]}}}}}");

        Assertions.assertTimeoutPreemptively(AT_MOST, () -> assertThatThrownBy(
                        () -> recursive.fault(value("{\"x\":".repeat(30) + "1" + "}".repeat(30))))
                .isInstanceOf(UnusableSchema.class));
        assertThat(recursive.fault(value("{\"x\":{\"x\":1}}"))).isEmpty();
    }

    /// Each pattern alone is within its bounds; there are eight thousand.
    @Test
    void givesUpOnSchemaThatMultipliesAPattern() throws UnusableSchema {
        StringBuilder levels = new StringBuilder();
        for (int level = 0; level < 13; level++) {
            String next = "{\"$ref\":\"#/$defs/a" + (level + 1) + "\"}";
            levels.append("\"a%d\":{\"allOf\":[%s,%s]},".formatted(level, next, next));
        }
        JsonShape slow = shape("{\"type\":\"object\",\"properties\":{\"x\":{\"$ref\":\"#/$defs/a0\"}},\"$defs\":{"
                + levels + "\"a13\":{\"not\":{\"pattern\":\"^(?:.|.){16}\\\\x00\"}}}}");
        JsonValue text = value("{\"x\":\"" + "a".repeat(40) + "\"}");

        Assertions.assertTimeoutPreemptively(
                AT_MOST, () -> assertThatThrownBy(() -> slow.fault(text)).isInstanceOf(UnusableSchema.class));
    }

    @Test
    void givesUpOnSchemaThatIsItself() throws UnusableSchema {
        JsonShape circle = shape("{\"type\":\"object\",\"properties\":{\"x\":{\"$ref\":\"#/$defs/a\"}},"
                + "\"$defs\":{\"a\":{\"allOf\":[{\"$ref\":\"#/$defs/a\"}]}}}");

        assertThatThrownBy(() -> circle.fault(value("{\"x\":1}"))).isInstanceOf(UnusableSchema.class);
    }
}
