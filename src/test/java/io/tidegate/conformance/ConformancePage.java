package io.tidegate.conformance;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// How does `docs/conformance.md` say what ran? The tables in it, one a run, between two marks; it says nothing that
/// varies with time.
final class ConformancePage {
    private static final String BEGIN = "<!-- tables: written by ConformanceTest -->\n";
    private static final String END = "<!-- end of tables -->\n";

    private final Map<Run, Outcome> direct;
    private final Map<Run, Outcome> through;
    private final ExpectedFailures expected;

    ConformancePage(Map<Run, Outcome> direct, Map<Run, Outcome> through, ExpectedFailures expected) {
        this.direct = direct;
        this.through = through;
        this.expected = expected;
    }

    /// `page` with these tables instead of the ones that it has.
    String renewed(String page) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new AssertionError("docs/conformance.md has lost the marks around its tables");
        }
        String tables = through.keySet().stream().sorted().map(this::table).collect(Collectors.joining());
        return page.substring(0, begin + BEGIN.length()) + tables + page.substring(end);
    }

    private String table(Run run) {
        Outcome before = direct.get(run.direct());
        Outcome after = through.get(run);
        if (before == null || after == null) {
            throw new AssertionError(run.id() + " did not run");
        }
        SortedSet<String> scenarios = new TreeSet<>(before.scenarios().keySet());
        scenarios.addAll(after.scenarios().keySet());
        List<Loss> losses = Loss.between(run, before, after);
        StringBuilder table = new StringBuilder("\n### " + run.title() + "\n\n");
        table.append(summary(scenarios, before, after));
        table.append("\n| scenario | direct | through Tidegate | why not all |\n| --- | --- | --- | --- |\n");
        for (String scenario : scenarios) {
            String reasons = losses.stream()
                    .filter(loss -> loss.scenario().equals(scenario))
                    .map(loss -> expected.reason(loss).orElse("not known"))
                    .distinct()
                    .collect(Collectors.joining("; "));
            table.append("| %s | %s | %s | %s |\n"
                    .formatted(scenario, before.count(scenario), after.count(scenario), reasons));
        }
        return table.append('\n').toString();
    }

    private static String summary(SortedSet<String> scenarios, Outcome before, Outcome after) {
        long passedBefore = scenarios.stream().filter(before::passed).count();
        long passedAfter = scenarios.stream().filter(after::passed).count();
        return "Of %d scenarios %d pass directly, %d through Tidegate.\n"
                .formatted(scenarios.size(), passedBefore, passedAfter);
    }
}
