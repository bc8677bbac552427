package io.tidegate.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Which losses are known, and why? Lines of a file: run, scenario, check, reason, with `|` between. In the first three
/// `*` stands for anything. A line that matches no loss is of no use any more.
record ExpectedFailures(List<Line> lines) {
    private static final Pattern BETWEEN = Pattern.compile(" *\\| *");

    ExpectedFailures {
        lines = List.copyOf(lines);
    }

    /// One line of the file.
    record Line(int number, String run, String scenario, String check, String reason) {
        boolean covers(Loss loss) {
            return fits(run, loss.run()) && fits(scenario, loss.scenario()) && fits(check, loss.check());
        }

        private static boolean fits(String pattern, String name) {
            String expression =
                    Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
            return name.matches(expression);
        }

        @Override
        public String toString() {
            return "line " + number + ": " + run + " | " + scenario + " | " + check + " | " + reason;
        }
    }

    /// Reads the file's text; empty lines and those that begin with `#` say nothing.
    static ExpectedFailures read(String text) {
        List<Line> lines = new ArrayList<>();
        List<String> all = text.lines().toList();
        for (int number = 1; number <= all.size(); number++) {
            String line = all.get(number - 1).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                lines.add(parse(number, line));
            }
        }
        return new ExpectedFailures(lines);
    }

    private static Line parse(int number, String line) {
        List<String> parts = List.of(BETWEEN.split(line, -1));
        if (parts.size() != 4 || parts.stream().anyMatch(String::isBlank)) {
            throw new AssertionError(
                    "line " + number + " is not `run | scenario | check | reason`, all four: `" + line + "`");
        }
        return new Line(number, parts.get(0), parts.get(1), parts.get(2), parts.get(3));
    }

    /// The losses that no line knows.
    List<Loss> unknown(List<Loss> losses) {
        return losses.stream().filter(loss -> reason(loss).isEmpty()).toList();
    }

    /// The lines that nothing needs any more, when these are all losses of all runs.
    List<Line> unneeded(List<Loss> losses) {
        return lines.stream()
                .filter(line -> losses.stream().noneMatch(line::covers))
                .toList();
    }

    /// The file's text without such lines.
    String pruned(String text, List<Loss> losses) {
        Set<Integer> gone = unneeded(losses).stream().map(Line::number).collect(Collectors.toSet());
        List<String> all = text.lines().toList();
        return IntStream.rangeClosed(1, all.size())
                .filter(number -> !gone.contains(number))
                .mapToObj(number -> all.get(number - 1) + "\n")
                .collect(Collectors.joining());
    }

    Optional<String> reason(Loss loss) {
        return lines.stream()
                .filter(line -> line.covers(loss))
                .map(Line::reason)
                .findFirst();
    }
}
