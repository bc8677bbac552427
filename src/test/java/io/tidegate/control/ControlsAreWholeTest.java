package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.ControlId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Is every control five things: a class, a test, attack cases, a page, and its line in `Controls`? And are the two
/// lists of all controls, and the one in the docs, the same?
final class ControlsAreWholeTest {
    private static final Path MAIN = Path.of("src/main/java/io/tidegate/control");
    private static final Path TESTS = Path.of("src/test/java/io/tidegate/control");
    private static final Path ATTACKS = Path.of("src/test/resources/io/tidegate/attacks");
    private static final Path PAGES = Path.of("docs/controls");
    private static final Path GOLDEN = Path.of("docs/controls.txt");
    private static final List<String> HEADINGS = List.of(
            "Stops", "Looks at", "Does not see", "Configure", "Example", "What the model is told", "Recorded", "Cost");

    /// A line of `Controls`: the class, how it reads, and the ids of capabilities and threats.
    private static final Pattern LINE = Pattern.compile(
            "^ +(?:new )?(\\w+)(?:\\(.*?\\)+)?[,)]*;? *// +(NONE|RAW|MENDS|FINAL) +((?:[A-L]\\d+ )+) *((?:T\\d+ ?)+)$");

    /// Those that are asked for something else beside.
    private static final Map<String, String> NAMED = Map.of("access", "ToolAccess", "stop", "StopSwitch");

    private record Line(String type, String reads, String capabilities, String threats) {}

    private static List<Line> lines() throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String text : Files.readAllLines(MAIN.resolve("Controls.java"))) {
            Matcher matcher = LINE.matcher(text);
            if (matcher.matches()) {
                lines.add(new Line(
                        NAMED.getOrDefault(matcher.group(1), matcher.group(1)),
                        matcher.group(2),
                        matcher.group(3).strip(),
                        matcher.group(4).strip()));
            }
        }
        return lines;
    }

    private static String type(ControlId id) {
        StringBuilder name = new StringBuilder();
        for (String word : id.id().split("-", -1)) {
            name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return name.toString();
    }

    @Test
    void theIdsAndTheListsAreTheSame() throws IOException {
        assertThat(lines())
                .extracting(line -> line.type() + " " + line.reads())
                .isEqualTo(Arrays.stream(ControlId.values())
                        .map(id -> type(id) + " " + id.reads())
                        .toList());
    }

    @Test
    void theListInTheDocsIsTheOneInTheCode() throws IOException {
        List<String> expected = new ArrayList<>();
        expected.add(
                "# Every control, in the order in which it rules. Made from ControlId and Controls; a test holds it.");
        expected.add("# id | door | reads | capabilities | threats");
        ControlId[] ids = ControlId.values();
        List<Line> lines = lines();
        assertThat(lines).hasSameSizeAs(ids);
        for (int at = 0; at < ids.length; at++) {
            expected.add(String.join(
                    " | ",
                    ids[at].id(),
                    ids[at].door().name().toLowerCase(Locale.ROOT),
                    ids[at].reads().name().toLowerCase(Locale.ROOT),
                    lines.get(at).capabilities(),
                    lines.get(at).threats()));
        }
        assertThat(Files.readAllLines(GOLDEN)).isEqualTo(expected);
    }

    @Test
    void capabilitiesAndThreatsExist() throws IOException {
        String capabilities = Files.readString(Path.of("docs/requirements.md"));
        String threats = Files.readString(Path.of("docs/threats.md"));
        for (Line line : lines()) {
            assertThat(line.capabilities().split(" ", -1)).allMatch(id -> capabilities.contains("| " + id + " |"));
            assertThat(line.threats().split(" ", -1)).allMatch(id -> threats.contains("| " + id + " |"));
        }
    }

    @ParameterizedTest
    @EnumSource(ControlId.class)
    void hasAClassATestAndAttackCases(ControlId id) {
        assertThat(MAIN.resolve(type(id) + ".java")).isRegularFile();
        assertThat(TESTS.resolve(type(id) + "Test.java")).isRegularFile();
        assertThat(ATTACKS.resolve(id.id() + ".yaml")).isNotEmptyFile();
    }

    @ParameterizedTest
    @EnumSource(ControlId.class)
    void hasAPageWithEveryHeading(ControlId id) throws IOException {
        List<String> page = Files.readAllLines(PAGES.resolve(id.id() + ".md"));
        assertThat(page.getFirst()).isEqualTo("# " + id.id());
        assertThat(page.stream()
                        .filter(line -> line.startsWith("## "))
                        .map(line -> line.substring(3))
                        .toList())
                .isEqualTo(HEADINGS);
        for (int at = 0; at < page.size(); at++) {
            if (page.get(at).startsWith("## ")) {
                List<String> rest = page.subList(at + 1, page.size());
                assertThat(rest.stream().filter(line -> !line.isBlank()).findFirst())
                        .as("under `%s`", page.get(at))
                        .hasValueSatisfying(line -> assertThat(line).doesNotStartWith("## "));
            }
        }
    }

    @Test
    void nothingIsLeftOfControlsThatAreGone() throws IOException {
        List<String> ids = Arrays.stream(ControlId.values()).map(ControlId::id).toList();
        assertThat(names(PAGES, ".md")).isSubsetOf(ids);
        assertThat(names(ATTACKS, ".yaml")).isSubsetOf(ids);
    }

    private static List<String> names(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending))
                    .map(name -> name.substring(0, name.length() - ending.length()))
                    .toList();
        }
    }
}
