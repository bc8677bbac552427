package io.tidegate.conformance;

import java.io.IOException;
import java.util.Collection;
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
    private final Demands demands;

    /// Which scenarios are required of everybody.
    interface Demands {
        List<String> of(Run run) throws IOException;
    }

    ConformancePage(Map<Run, Outcome> direct, Map<Run, Outcome> through, ExpectedFailures expected, Demands demands) {
        this.direct = direct;
        this.through = through;
        this.expected = expected;
        this.demands = demands;
    }

    /// `page` with these tables instead of the ones that it has.
    String renewed(String page) throws IOException {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new AssertionError("docs/conformance.md has lost the marks around its tables");
        }
        StringBuilder tables = new StringBuilder();
        for (Run run : new TreeSet<>(through.keySet())) {
            tables.append(table(run));
        }
        return page.substring(0, begin + BEGIN.length()) + tables + page.substring(end);
    }

    private String table(Run run) throws IOException {
        Outcome before = direct.get(run.direct());
        Outcome after = through.get(run);
        if (before == null || after == null) {
            throw new AssertionError(run.id() + " did not run");
        }
        SortedSet<String> scenarios = new TreeSet<>(before.scenarios().keySet());
        scenarios.addAll(after.scenarios().keySet());
        List<Loss> losses = Loss.between(run, before, after);
        StringBuilder table = new StringBuilder("\n### " + run.title() + "\n\n");
        List<String> required = demands.of(run);
        table.append("Of %d scenarios %s.\n".formatted(scenarios.size(), passed(scenarios, before, after)));
        if (!required.isEmpty()) {
            table.append(demanded(required, before, after));
        }
        table.append("\n| scenario | required | direct | through Tidegate | why not all |\n");
        table.append("| --- | --- | --- | --- | --- |\n");
        for (String scenario : scenarios) {
            String reasons = losses.stream()
                    .filter(loss -> loss.scenario().equals(scenario))
                    .map(loss -> expected.reason(loss).orElse("not known"))
                    .distinct()
                    .collect(Collectors.joining("; "));
            String demand = required.contains(scenario) ? "yes" : "";
            table.append("| %s | %s | %s | %s | %s |\n"
                    .formatted(scenario, demand, counted(before, scenario), counted(after, scenario), reasons));
        }
        return table.append('\n').toString();
    }

    /// Where a server is signed in to, the suite counts each request, and how many there are depends on time.
    private static String counted(Outcome outcome, String scenario) {
        if (!scenario.startsWith(Everything.SIGN_IN)) {
            return outcome.count(scenario);
        }
        if (!outcome.scenarios().containsKey(scenario)) {
            return "";
        }
        return outcome.passed(scenario) ? "passed" : "failed";
    }

    /// How many of the scenarios that a revision demands passed, and how many of them run through Tidegate only.
    private static String demanded(List<String> required, Outcome before, Outcome after) {
        List<String> both = required.stream()
                .filter(name -> !name.startsWith(Everything.SIGN_IN))
                .toList();
        String told =
                "Of the %d that the revision requires %s".formatted(required.size(), passed(required, before, after));
        return both.size() == required.size()
                ? told + ".\n"
                : "%s; %d of them, `%s*`, run through Tidegate only.\n"
                        .formatted(told, required.size() - both.size(), Everything.SIGN_IN);
    }

    private static String passed(Collection<String> scenarios, Outcome before, Outcome after) {
        return "%d pass directly, %d through Tidegate"
                .formatted(
                        scenarios.stream().filter(before::passed).count(),
                        scenarios.stream().filter(after::passed).count());
    }
}
