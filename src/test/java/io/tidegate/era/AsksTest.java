package io.tidegate.era;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.json.JsonDocument;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Is a client of the newer era asked without what only the older one has?
class AsksTest {
    private static String without(String asked) {
        return new String(Asks.withoutOlder(JsonDocument.of(asked)).bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void leavesTheIdsOfPagesOut() {
        assertThat(
                        without(
                                "{\"inputRequests\":{\"a\":{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\",\"elicitationId\":\"e\",\"url\":\"u\"}}}}"))
                .isEqualTo(
                        "{\"inputRequests\":{\"a\":{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\",\"url\":\"u\"}}}}");
    }

    @Test
    void leavesEverythingElse() {
        for (String asked : new String[] {
            "{}",
            "{\"inputRequests\":7}",
            "{\"inputRequests\":{\"a\":7,\"b\":{\"method\":\"elicitation/create\",\"params\":[1]}}}",
            "{\"inputRequests\":{\"a\":{\"method\":\"roots/list\",\"params\":{\"elicitationId\":1}}}}"
        }) {
            assertThat(without(asked)).isEqualTo(asked);
        }
    }
}
