package io.tidegate.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Does every check of the official suite that passes directly pass through Tidegate too? docs/conformance.md says how
/// to run it, and what `-Dconformance.write` does.
@Tag("conformance")
final class ConformanceTest {
    private static final Path FOLDER = Path.of("target/conformance").toAbsolutePath();
    private static final Path PAGE = Path.of("docs/conformance.md");
    private static final Path EXPECTED = Path.of("src/test/resources/io/tidegate/conformance/expected-failures.txt");
    private static final boolean WRITE = Boolean.getBoolean("conformance.write");

    private static final Map<Run, Outcome> DIRECT = new EnumMap<>(Run.class);
    private static final Map<Run, Outcome> THROUGH = new EnumMap<>(Run.class);

    @BeforeAll
    static void runTheSuite() throws IOException {
        Everything all = Everything.run(FOLDER, wanted());
        DIRECT.putAll(all.direct());
        THROUGH.putAll(all.through());
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVER_LEGACY", "SERVER_MODERN"})
    void allThatIsRequiredOfServersPasses(Run run) throws IOException {
        List<String> required = run.required();
        assertThat(required).hasSize(run == Run.SERVER_LEGACY ? 30 : 37);
        assertThat(failed(required.stream(), outcome(DIRECT, run)))
                .as("directly")
                .isEmpty();
        assertThat(failed(required.stream(), outcome(THROUGH, run)))
                .as("through Tidegate")
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"CLIENT_LEGACY", "CLIENT_MODERN"})
    void allThatIsRequiredOfClientsPasses(Run run) throws IOException {
        List<String> required = run.required();
        assertThat(required).hasSize(run == Run.CLIENT_LEGACY ? 18 : 32);
        assertThat(failed(required.stream(), outcome(THROUGH, run)))
                .as("through Tidegate")
                .isEmpty();
        List<String> others = required.stream()
                .filter(name -> !name.startsWith(Everything.SIGN_IN))
                .toList();
        assertThat(others).isNotEmpty();
        assertThat(failed(others.stream(), outcome(DIRECT, run))).as("directly").isEmpty();
    }

    /// On one line, so that whoever sees only the beginning of a report knows which.
    private static String failed(Stream<String> scenarios, Outcome outcome) {
        return scenarios.filter(name -> !outcome.passed(name)).collect(Collectors.joining(", "));
    }

    /// The extensions for client credentials, workloads and tokens that are bound to a key, which no revision requires.
    @ParameterizedTest
    @EnumSource(names = {"CLIENT_LEGACY", "CLIENT_MODERN"})
    void signsInToServersForItself(Run run) {
        assertThat(List.of(
                        "auth/client-credentials-jwt",
                        "auth/client-credentials-basic",
                        "auth/wif-jwt-bearer",
                        "auth/dpop",
                        "auth/dpop-nonce"))
                .allMatch(outcome(THROUGH, run)::passed);
    }

    @Test
    void serverOfOursPassesWhatIsAskedAboutTasks() {
        Outcome outcome = outcome(DIRECT, Run.SERVER_MODERN);
        assertThat(outcome.scenarios().keySet().stream().filter(name -> name.startsWith("tasks-")))
                .hasSize(10)
                .allMatch(outcome::passed);
    }

    @ParameterizedTest
    @EnumSource
    void whatPassesDirectlyPassesThroughTidegate(Run run) throws IOException {
        List<Loss> unknown = expected().unknown(losses(run));
        assertThat(unknown)
                .as("run | scenario | check | how it ended; what both sides said is in " + FOLDER.resolve(run.id()))
                .isEmpty();
    }

    @Test
    void everyExpectedFailureIsStillOne() throws IOException {
        List<Loss> all =
                THROUGH.keySet().stream().flatMap(run -> losses(run).stream()).toList();
        if (WRITE) {
            Files.writeString(EXPECTED, expected().pruned(Files.readString(EXPECTED), all));
        }
        assertThat(expected().unneeded(all))
                .as("lines of " + EXPECTED + " that are not needed any more; -Dconformance.write=true takes them out")
                .isEmpty();
    }

    @Test
    void pageSaysWhatRan() throws IOException {
        String page = Files.readString(PAGE);
        String renewed = new ConformancePage(DIRECT, THROUGH, expected(), Run::required).renewed(page);
        if (WRITE) {
            Files.writeString(PAGE, renewed);
        } else {
            assertThat(renewed.lines()
                            .filter(line -> page.lines().noneMatch(line::equals))
                            .collect(Collectors.joining(" // ")))
                    .as("lines that docs/conformance.md lacks; -Dconformance.write=true writes it anew")
                    .isEmpty();
            assertThat(page).isEqualTo(renewed);
        }
    }

    /// All runs, or those that `-Dconformance.only` names by their ids, with commas between; `none` names none.
    private static Set<Run> wanted() {
        String only = System.getProperty("conformance.only", "");
        Set<Run> wanted = EnumSet.noneOf(Run.class);
        for (Run run : Run.values()) {
            if (only.isEmpty() || List.of(only.split(",", -1)).contains(run.id())) {
                wanted.add(run);
            }
        }
        return wanted;
    }

    private static List<Loss> losses(Run run) {
        return Loss.between(run, outcome(DIRECT, run.direct()), outcome(THROUGH, run));
    }

    private static Outcome outcome(Map<Run, Outcome> outcomes, Run run) {
        Outcome outcome = outcomes.get(run);
        if (outcome == null) {
            throw new AssertionError(run.id() + " did not run");
        }
        return outcome;
    }

    private static ExpectedFailures expected() throws IOException {
        return ExpectedFailures.read(Files.readString(EXPECTED));
    }
}
