package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.tidegate.config.LimitRule.Per;
import io.tidegate.limit.Allowance;
import io.tidegate.limit.Allowance.Window;
import io.tidegate.limit.Rate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Are the rules of `limits` read as they are written, and those that can't hold told?
final class LimitsShapeTest {
    private static String faults(String limits) {
        byte[] yaml = ("limits: " + limits + "\n").getBytes(StandardCharsets.UTF_8);
        return switch (ConfigurationFile.read(Path.of("tidegate.yaml"), yaml, ConfigurationFileTest.ENVIRONMENT)) {
            case ConfigurationResult.Loaded _ -> "loaded";
            case ConfigurationResult.ConfigurationFaults faults ->
                faults.faults().stream().map(Fault::toString).collect(Collectors.joining("\n"));
        };
    }

    @Test
    void readsARuleInItsShortAndItsLongForm() {
        List<LimitRule> rules = LimitSamples.of("""
                { rules: [ { per: user, rate: 5/d },
                  { per: [tool, user], tools: [a, 'crm__*'], groups: x, rate: [1/s, 20/h], at-once: 4, wait: 2s,
                    budget: [100/day, 1000000000000/month] } ] }""".replace("\n", " ")).rules();
        assertThat(rules.getFirst())
                .isEqualTo(new LimitRule(
                        Set.of(Per.USER),
                        new Profile.Tools.Every(),
                        List.of(),
                        List.of(new Rate(5, Duration.ofDays(1))),
                        Optional.empty(),
                        List.of()));
        assertThat(rules.getLast())
                .isEqualTo(new LimitRule(
                        Set.of(Per.USER, Per.TOOL),
                        new Profile.Tools.Matching(List.of("a", "crm__*")),
                        List.of("x"),
                        List.of(new Rate(1, Duration.ofSeconds(1)), new Rate(20, Duration.ofHours(1))),
                        Optional.of(new LimitRule.AtOnce(4, Duration.ofSeconds(2))),
                        List.of(new Allowance(100, Window.DAY), new Allowance(1_000_000_000_000L, Window.MONTH))));
        assertThat(rules.getLast().words()).isEqualTo("user and tool");
    }

    @Test
    void namesWhatIsMissingOrUnknown() {
        assertThat(faults("{ rules: [ { rate: 5/s } ] }")).contains("limits.rules needs `per`");
        assertThat(faults("{ rules: [ { per: user } ] }")).contains("limits.rules needs `rate`, `at-once` or `budget`");
        assertThat(faults("{ rules: [ { per: usr, rate: 5/s } ] }")).contains("did you mean `user`?");
        assertThat(faults("{ rules: [ { per: [user, user], rate: 5/s } ] }")).contains("stands twice");
        assertThat(faults("{ rules: [ { per: user, rate: 0/s } ] }")).contains("`0/s` is not a rate");
        assertThat(faults("{ rules: [ { per: group, rate: 5/s } ] }"))
                .contains("limits.rules counts by group and needs `groups`");
    }

    @Test
    void budgetsAndCostsHaveTheirBounds() {
        for (String wrong :
                List.of("0/day", "100", "5/d", "5/week", "-1/day", "1000000000001/day", "99999999999999/hour")) {
            assertThat(faults("{ rules: [ { per: user, budget: " + wrong + " } ] }"))
                    .as(wrong)
                    .contains("is not an amount from 1 to 1,000,000,000,000 for an hour, day or month");
        }
        assertThat(faults("{ costs: { a: 1000001 } }")).contains("limits.costs.a");
        assertThat(faults("{ costs: { a: -1 } }")).contains("limits.costs.a");
        assertThat(faults("{ costs: { 'a b': 1 } }")).contains("limits.costs.a b is not a name");
        assertThat(LimitSamples.of("{ costs: { 'crm__*': 0, b: 7 } }").costs())
                .containsExactly(entry("crm__*", 0), entry("b", 7));
    }

    @Test
    void tellsOfARuleThatNeverHolds() {
        assertThat(faults("{ rules: [ { per: user, rate: 5/s }, { per: user, tools: a, rate: 1/s } ] }"))
                .contains("rule 2 never holds: rule 1 counts by the same, and fits all calls; put it first");
        assertThat(faults("{ rules: [ { per: [tool, user], rate: 5/s }, { per: [user, tool], rate: 1/s } ] }"))
                .contains("rule 2 never holds");
        assertThat(faults("{ rules: [ { per: user, tools: a, rate: 1/s }, { per: user, rate: 5/s } ] }"))
                .isEqualTo("loaded");
        assertThat(faults("{ rules: [ { per: server, rate: 5/s }, { per: user, rate: 1/s } ] }"))
                .isEqualTo("loaded");
    }

    @Test
    void rulesOfDifferentKindsHideNothing() {
        assertThat(faults("{ rules: [ { per: user, rate: 5/s }, { per: user, at-once: 1 } ] }"))
                .isEqualTo("loaded");
        assertThat(faults("{ rules: [ { per: user, at-once: 5 }, { per: user, rate: 1/s, at-once: 1 } ] }"))
                .contains("rule 2 never holds");
        assertThat(faults("{ calls-per-user: 5/s, rules: [ { per: user, at-once: 1 } ] }"))
                .isEqualTo("loaded");
        assertThat(faults("{ rules: [ { per: user, rate: 1/s, wait: 1s } ] }"))
                .contains("wait is not taken without `at-once`");
    }

    @Test
    void tellsOfARateThatNeverHoldsBesideARule() {
        assertThat(faults("{ calls-per-user: 5/s, rules: [ { per: user, rate: 5/s } ] }"))
                .contains("limits.calls-per-user never holds");
        assertThat(faults("{ calls-per-tool: 5/s, rules: [ { per: [tool, user], rate: 5/s } ] }"))
                .contains("limits.calls-per-tool never holds");
        assertThat(faults("{ calls-per-server: 5/s, rules: [ { per: server, rate: 5/s } ] }"))
                .contains("limits.calls-per-server never holds");
        assertThat(faults("{ calls-per-server: 5/s, rules: [ { per: tenant, rate: 5/s } ] }"))
                .isEqualTo("loaded");
    }
}
