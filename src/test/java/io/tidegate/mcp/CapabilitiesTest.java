package io.tidegate.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Capabilities.Asked;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapabilitiesTest {
    private static Capabilities of(String json) {
        return Capabilities.of(JsonDocument.of(json).root());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | {}",
                "{\"elicitation\":{}} | {\"elicitation\":{\"form\":{}}}",
                "{\"elicitation\":{\"url\":{}}} | {\"elicitation\":{\"url\":{}}}",
                "{\"elicitation\":{\"form\":{},\"url\":{},\"x\":{}}} | {\"elicitation\":{\"form\":{},\"url\":{}}}",
                "{\"sampling\":{\"tools\":{}},\"roots\":{\"listChanged\":true}} | {\"sampling\":{\"tools\":{}},\"roots\":{}}",
                "{\"experimental\":{\"a\":{}},\"tasks\":{}} | {}",
                "{\"sampling\":true,\"roots\":null,\"elicitation\":[]} | {}",
                "{\"extensions\":{\"a/b\":{\"c\":1}}} | {\"extensions\":{\"a/b\":{\"c\":1}}}",
                "[] | {}"
            })
    void tellsServersWhatCanBePassedOn(String declared, String told) {
        assertThat(new String(of(declared).json(), StandardCharsets.UTF_8)).isEqualTo(told);
    }

    @Test
    void extensionsBeyondMeasureAreLeftOut() {
        Capabilities can = of("{\"roots\":{},\"extensions\":{\"a/b\":\"" + "x".repeat(2_000) + "\"}}");
        assertThat(new String(can.json(), StandardCharsets.UTF_8)).isEqualTo("{\"roots\":{}}");
    }

    @Test
    void formsAreNoUrls() {
        assertThat(of("{\"elicitation\":{}}").can(Asked.ELICITATION_URL)).isFalse();
        assertThat(of("{\"elicitation\":{\"url\":{}}}").can(Asked.ELICITATION_FORM))
                .isFalse();
    }
}
