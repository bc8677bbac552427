package io.tidegate.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.ObjectMapper;

/// Is a check that got lost seen, and only then? The judgement of `ConformanceTest`, on outcomes made up here.
final class JudgementTest {
    private static final Run RUN = Run.SERVER_MODERN;
    private static final Outcome PASSED = outcome("""
            [{"id": "a", "name": "A", "status": "SUCCESS"}, {"id": "b", "name": "B", "status": "SUCCESS"}]""");
    private static final Outcome ONE_LOST = outcome("""
            [{"id": "a", "name": "A", "status": "SUCCESS"}, {"id": "b", "name": "B", "status": "FAILURE"}]""");
    private static final String ITS_LINE = "server-2026-07-28 | tools-list | b B | not built";

    private static Outcome outcome(String checks) {
        return new Outcome(new TreeMap<>(Map.of("tools-list", Check.of(new ObjectMapper().readTree(checks)))));
    }

    private static List<Loss> lost(Outcome direct, Outcome through) {
        return Loss.between(RUN, direct, through);
    }

    @Test
    void seesCheckThatFails() {
        assertThat(lost(PASSED, ONE_LOST))
                .containsExactly(new Loss(RUN.id(), "tools-list", "b B", Optional.of(Check.Status.FAILURE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"WARNING", "SKIPPED", "INFO"})
    void seesCheckThatIsNoLongerMade(String status) {
        Outcome through = outcome("""
                [{"id": "a", "name": "A", "status": "SUCCESS"}, {"id": "b", "name": "B", "status": "%s"}]""".formatted(status));
        assertThat(lost(PASSED, through)).extracting(Loss::check).containsExactly("b B");
    }

    @Test
    void seesCheckAndScenarioThatDoNotCome() {
        assertThat(lost(PASSED, outcome("[{\"id\": \"a\", \"name\": \"A\", \"status\": \"SUCCESS\"}]")))
                .extracting(Loss::check)
                .containsExactly("b B");
        assertThat(lost(PASSED, new Outcome(new TreeMap<>()))).hasSize(2);
    }

    @Test
    void p34CountsAgainstNobodyWhatFailsDirectly() {
        assertThat(lost(ONE_LOST, ONE_LOST)).isEmpty();
        assertThat(lost(PASSED, PASSED)).isEmpty();
    }

    @Test
    void tellsChecksOfOneNameApart() {
        Outcome twice = outcome("""
                [{"id": "a", "name": "A", "status": "SUCCESS"}, {"id": "a", "name": "A", "status": "SUCCESS"}]""");
        Outcome once = outcome("""
                [{"id": "a", "name": "A", "status": "SUCCESS"}, {"id": "a", "name": "A", "status": "FAILURE"}]""");
        assertThat(lost(twice, once)).extracting(Loss::check).containsExactly("a A 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {ITS_LINE, "server-2026-07-28 | tools-list | * | not built", "* | tools-* | b * | not built"})
    void lineKnowsLoss(String line) {
        ExpectedFailures expected = ExpectedFailures.read("# a comment\n\n" + line + "\n");
        List<Loss> losses = lost(PASSED, ONE_LOST);
        assertThat(expected.unknown(losses)).isEmpty();
        assertThat(expected.unneeded(losses)).isEmpty();
        assertThat(expected.reason(losses.getFirst())).contains("not built");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server-2025-11-25 | tools-list | b B | another run",
                "server-2026-07-28 | tools | b B | another scenario",
                "server-2026-07-28 | tools-list | b | another check",
                "server-2026-07-28 | tools.list | b B | a dot is a dot"
            })
    void otherLineDoesNot(String line) {
        ExpectedFailures expected = ExpectedFailures.read(line);
        List<Loss> losses = lost(PASSED, ONE_LOST);
        assertThat(expected.unknown(losses)).isEqualTo(losses);
        assertThat(expected.unneeded(losses)).hasSize(1);
    }

    @Test
    void lineThatIsNotNeededAnyMoreIsTakenOut() {
        String text = "# known\n\nserver-2026-07-28 | ping | * | was built\n" + ITS_LINE + "\n";
        ExpectedFailures expected = ExpectedFailures.read(text);
        List<Loss> losses = lost(PASSED, ONE_LOST);
        assertThat(expected.unneeded(losses))
                .extracting(ExpectedFailures.Line::number)
                .containsExactly(3);
        assertThat(expected.pruned(text, losses)).isEqualTo("# known\n\n" + ITS_LINE + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a | b | c", "a | b | c | ", "a | b | c | d | e", "a | | c | d"})
    void refusesLineWithoutReason(String line) {
        assertThatThrownBy(() -> ExpectedFailures.read("# first\n" + line))
                .hasMessageContaining("line 2")
                .hasMessageContaining(line.strip());
    }

    @Test
    void pageSaysBothSidesAndWhy() throws IOException {
        String page = "before\n<!-- tables: written by ConformanceTest -->\nold\n<!-- end of tables -->\nafter\n";
        ConformancePage writer = new ConformancePage(
                Map.of(RUN, PASSED),
                Map.of(RUN, ONE_LOST),
                ExpectedFailures.read(ITS_LINE),
                _ -> List.of("tools-list"));
        String renewed = writer.renewed(page);
        assertThat(renewed)
                .startsWith("before\n")
                .endsWith("after\n")
                .doesNotContain("old")
                .contains("Of 1 scenarios 1 pass directly, 0 through Tidegate.")
                .contains("Of the 1 that the revision requires 1 pass directly, 0 through Tidegate.")
                .contains("| tools-list | yes | 2/2 | 1/2 | not built |");
        assertThat(writer.renewed(renewed)).isEqualTo(renewed);
    }
}
