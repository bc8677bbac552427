package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.json.JsonDocument;
import org.junit.jupiter.api.Test;

/// Is it remembered, within bounds, who was sent to which page?
class ElicitedTest {
    private final Elicited elicited = new Elicited();

    private void sent(String session, String id) {
        elicited.note(
                session,
                JsonDocument.of(
                        "{\"inputRequests\":{\"a\":{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\","
                                + "\"elicitationId\":\"" + id + "\"}},\"b\":{\"method\":\"roots/list\"}}}"));
    }

    @Test
    void knowsWhoWasSentWhere() {
        sent("one", "e-1");
        sent("two", "e-1");
        sent("one", "e-2");
        sent("one", "e-1");
        assertThat(elicited.of("e-1")).containsExactlyInAnyOrder("one", "two");
        assertThat(elicited.of("e-2")).containsExactly("one");
        assertThat(elicited.of("e-3")).isEmpty();
    }

    @Test
    void keepsTheLatestOfWhomAServerSendsToOnePage() {
        for (int session = 0; session < 1_000; session++) {
            sent("s-" + session, "login");
        }
        assertThat(elicited.of("login")).hasSize(64).contains("s-999").doesNotContain("s-0");
    }

    @Test
    void isBounded() {
        int kept = 0;
        for (int id = 0; id < 20_000; id++) {
            sent("one", "e-" + id);
        }
        for (int id = 0; id < 20_000; id++) {
            kept += elicited.of("e-" + id).size();
        }
        assertThat(kept).isLessThanOrEqualTo(10_000);
        sent("one", "x".repeat(257));
        assertThat(elicited.of("x".repeat(257))).isEmpty();
    }
}
