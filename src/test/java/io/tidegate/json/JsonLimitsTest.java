package io.tidegate.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Is what exceeds a limit refused, and what just fits accepted?
class JsonLimitsTest {
    private static MalformedJson fault(byte[] bytes, JsonLimits limits) {
        MalformedJson fault =
                catchThrowableOfType(MalformedJson.class, () -> JsonDocument.parse(bytes.clone(), limits));
        assertThat(fault).as("was accepted").isNotNull();
        assertThat(fault.offset()).isBetween(0, bytes.length);
        return fault;
    }

    private static MalformedJson fault(String json) {
        return fault(json.getBytes(StandardCharsets.UTF_8), JsonLimits.DEFAULT);
    }

    @Test
    void limitsDepth() throws MalformedJson {
        JsonLimits three = new JsonLimits(100, 3, 100);
        JsonDocument.parse("[{\"a\":[1]}]".getBytes(StandardCharsets.UTF_8), three);
        JsonDocument.parse("[[[]],[[],[]],[]]".getBytes(StandardCharsets.UTF_8), three);
        assertThat(fault("[{\"a\":[[]]}]".getBytes(StandardCharsets.UTF_8), three))
                .hasMessage("nested deeper than 3 at byte 7");
        assertThat(fault("[[[{}]]]".getBytes(StandardCharsets.UTF_8), three)).hasMessageContaining("deeper");
    }

    @Test
    void limitsDepthFarBeyondTheDefaultToo() throws MalformedJson {
        JsonLimits most = new JsonLimits(1 << 20, 1_000, 1 << 20);
        JsonDocument.parse(("[".repeat(1_000) + "]".repeat(1_000)).getBytes(StandardCharsets.UTF_8), most);
        assertThat(fault("[".repeat(1_001).getBytes(StandardCharsets.UTF_8), most))
                .hasMessageContaining("deeper");
        fault("{\"a\":".repeat(100_000).getBytes(StandardCharsets.UTF_8), most);
        assertThatIllegalArgumentException().isThrownBy(() -> new JsonLimits(1 << 20, 1_001, 1));
    }

    @Test
    void limitsValuesNamesIncluded() throws MalformedJson {
        JsonLimits four = new JsonLimits(100, 5, 4);
        JsonDocument.parse("[1,2,3]".getBytes(StandardCharsets.UTF_8), four);
        assertThat(fault("[1,2,3,4]".getBytes(StandardCharsets.UTF_8), four))
                .hasMessageContaining("more than 4 values");
        JsonDocument.parse("{\"a\":[1]}".getBytes(StandardCharsets.UTF_8), four);
        fault("{\"a\":[1,2]}".getBytes(StandardCharsets.UTF_8), four);
    }

    @Test
    void limitsBytes() throws MalformedJson {
        JsonLimits five = JsonLimits.DEFAULT.withBytes(5);
        JsonDocument.parse("[1,2]".getBytes(StandardCharsets.UTF_8), five);
        assertThat(fault("[1,2] ".getBytes(StandardCharsets.UTF_8), five)).hasMessageContaining("more than 5 bytes");
    }

    @Test
    void limitsNamesAndNumbersInTheirLength() {
        String name = "n".repeat(JsonLimits.NAME_BYTES_MAX);
        JsonDocument.of("{\"" + name + "\":1}");
        assertThat(fault("{\"" + name + "n\":1}")).hasMessageContaining("a name longer than");
        String escapes = "\\u0061".repeat(JsonLimits.NAME_BYTES_MAX / 6 + 1);
        assertThat(fault("{\"" + escapes + "\":1}")).hasMessageContaining("a name longer than");
        for (String ones : new String[] {"1", "-1", "1.1", "1e1", "-0."}) {
            String number = ones + "1".repeat(JsonLimits.NUMBER_BYTES_MAX - ones.length());
            assertThat(JsonDocument.of("[" + number + "]").root().json()).contains(number);
            assertThat(fault("[" + number + "1]")).hasMessageContaining("a number longer than");
            assertThat(fault(number + "1")).hasMessageContaining("a number longer than");
        }
        assertThat(fault("[" + "1".repeat(1 << 20) + "]")).hasMessageContaining("longer than");
        assertThat(fault("{\"" + "n".repeat(1 << 20) + "\":1}")).hasMessageContaining("longer than");
    }

    @Test
    void limitsAreValid() {
        assertThatIllegalArgumentException().isThrownBy(() -> new JsonLimits(1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new JsonLimits(2, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new JsonLimits(2, 1, 0));
    }
}
