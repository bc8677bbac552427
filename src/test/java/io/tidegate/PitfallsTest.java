package io.tidegate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Has every pitfall of docs/pitfalls.md its test, and every such test its pitfall?
class PitfallsTest {
    private static final Path TESTS = Path.of("src/test/java/io/tidegate");
    private static final Pattern LINE =
            Pattern.compile("(?m)^\\| ([0-9]+) \\| .* \\| `([A-Za-z.]+)\\.p([0-9]{2})` \\|$");
    private static final Pattern TEST = Pattern.compile("@Test\\s+void p([0-9]{2})[A-Z]");
    private static final Pattern DEPRECATED = Pattern.compile(
            "Method\\.(SAMPLE|ROOTS_LIST|SET_LEVEL)\\b|\"(sampling/createMessage|roots/list|logging/setLevel)\"|\\bSse(Link|Stream)\\b");

    /// Where they may be known: at the edges, and where it is judged what a server asks for.
    private static final Set<String> EDGES = Set.of("mcp", "era", "front", "upstream");

    private static final Set<String> ALSO = Set.of("gate/Gate.java", "gate/Needed.java");

    @Test
    void everyPitfallHasItsTest() throws Exception {
        Map<Integer, String> told = new TreeMap<>();
        for (MatchResult line : LINE.matcher(Files.readString(Path.of("docs/pitfalls.md")))
                .results()
                .toList()) {
            assertThat(Integer.parseInt(line.group(3))).isEqualTo(Integer.parseInt(line.group(1)));
            String name = line.group(2);
            told.put(Integer.parseInt(line.group(1)), name.contains(".") ? name.replace('.', '/') : place(name));
        }
        assertThat(told).hasSize(35).containsKeys(1, 35);
        Map<Integer, Set<String>> made = made();
        told.forEach((number, place) -> assertThat(made.getOrDefault(number, Set.of()))
                .as("tests of pitfall " + number)
                .containsExactly(place + ".java"));
        assertThat(made.keySet()).isEqualTo(told.keySet());
    }

    private static String place(String name) {
        return name.equals("PitfallsTest") ? name : "cli/" + name;
    }

    private static Map<Integer, Set<String>> made() throws Exception {
        Map<Integer, Set<String>> made = new TreeMap<>();
        House.onDisk(Path.of("")).sources().forEach((path, text) -> {
            for (MatchResult test : TEST.matcher(text).results().toList()) {
                made.computeIfAbsent(Integer.parseInt(test.group(1)), _ -> new TreeSet<>())
                        .add(TESTS.relativize(Path.of(path)).toString());
            }
        });
        return made;
    }

    @Test
    void p35WhatWillBeRemovedIsKnownToTheEdgesOnly() {
        String main = House.MAIN + "io/tidegate/";
        List<String> found = House.onDisk(Path.of("")).sources().entrySet().stream()
                .filter(source -> source.getKey().startsWith(main))
                .filter(source -> DEPRECATED.matcher(source.getValue()).find())
                .map(source -> source.getKey().substring(main.length()))
                .filter(path -> !EDGES.contains(path.substring(0, Math.max(0, path.indexOf('/')))))
                .toList();
        assertThat(found).isSubsetOf(ALSO).isNotEmpty();
    }
}
