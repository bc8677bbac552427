package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Is a live pattern one tenant's alone, in its calls, its lists and its trail?
@Timeout(60)
class TenantPatternsTest extends TenantsFixture {
    private Ran patterns(String verb, String... words) {
        String[] all = new String[words.length + 6];
        all[0] = "patterns";
        all[1] = verb;
        System.arraycopy(words, 0, all, 2, words.length);
        all[words.length + 2] = "--config";
        all[words.length + 3] = folder.resolve("tidegate.yaml").toString();
        all[words.length + 4] = "--tenant";
        all[words.length + 5] = "acme";
        return Ran.of(all);
    }

    @Test
    void aPatternIsOfOneTenant() throws Exception {
        String acme = key("acme", "alice");
        String beta = key("beta", "alice");
        Ran added = patterns("add", "answer", "by (acme|beta)", "--do", "block", "--because", "a leak");
        assertThat(added.code()).as(added.toString()).isZero();
        Awaitility.await().atMost(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(
                        send(call(ACME).as(acme)).body())
                .contains("data-not-released", "own/live-answer"));
        assertThat(send(call(BETA).as(beta)).body()).contains("by beta");
        assertThat(patterns("list").out()).contains("answer");
        assertThat(Ran.of(
                                "patterns",
                                "list",
                                "--config",
                                folder.resolve("tidegate.yaml").toString())
                        .out())
                .contains("no live pattern");
        Awaitility.await().until(() -> trail("acme").toString().contains("pattern-added"));
        assertThat(trail("beta").toString()).doesNotContain("pattern-added");
    }
}
