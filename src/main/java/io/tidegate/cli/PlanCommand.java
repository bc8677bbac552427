package io.tidegate.cli;

import io.tidegate.catalog.KnownTools;
import io.tidegate.config.Configuration;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Mentioned;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tidegate plan`: who would gain which tool, and who lose it, with other policies? By the tools that servers were
/// heard to have. Changes nothing.
///
/// It compares what can be reached at all. A condition on arguments or time that becomes another is told as a policy
/// that changed, and not what comes of it.
@Command(name = "plan", description = "Say who would gain and who would lose which tool with other policies.")
public final class PlanCommand implements Callable<Integer> {
    @Mixin
    private final Configured configured = new Configured();

    @Option(
            names = "--candidate",
            required = true,
            paramLabel = "PATH",
            description = "the policies instead: a file or folder of Cedar, or a whole configuration (.yaml)")
    private Path candidate = Path.of("");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private final Report report = new Report(
            "changes",
            new Report.Column("what", 8),
            new Report.Column("who", 24),
            new Report.Column("tool", 32),
            new Report.Column("by", 0));

    @Override
    public Integer call() throws IOException {
        Configuration now = configured.configuration();
        Candidate other = Candidate.of(candidate, now);
        Configuration then = other.configuration();
        CedarPolicies live = Configured.policies(now);
        CedarPolicies next = other.policies();
        KnownTools known = KnownTools.read(Foundation.toolsFile(now));
        Set<Mentioned> people = new TreeSet<>(live.mentioned());
        people.addAll(next.mentioned());
        Reach before = new Reach(now, known);
        int changes = compare(before.of(live, people), new Reach(then, known).of(next, people));
        end(before.tools().size(), changes, live, next);
        spec.commandLine().getOut().print(configured.json() ? report.json() : report.text());
        spec.commandLine().getOut().flush();
        return changes == 0 ? Exit.DONE : Exit.FINDINGS;
    }

    private int compare(Map<Reach.Cell, Reach.Access> before, Map<Reach.Cell, Reach.Access> after) {
        Set<Reach.Cell> cells = new TreeSet<>(before.keySet());
        cells.addAll(after.keySet());
        Reach.Access none = new Reach.Access(Reach.Way.NO, "");
        int changes = 0;
        for (Reach.Cell cell : cells) {
            Reach.Access was = before.getOrDefault(cell, none);
            Reach.Access is = after.getOrDefault(cell, none);
            if (was.way() != is.way()) {
                changes++;
                report.line(word(was.way(), is.way()), cell.who(), cell.tool(), by(was, is));
            }
        }
        return changes;
    }

    private static String word(Reach.Way was, Reach.Way is) {
        return switch (is) {
            case NO -> "loses";
            case ASKS -> was == Reach.Way.YES ? "asks" : "gains";
            case YES -> "gains";
        };
    }

    private static String by(Reach.Access was, Reach.Access is) {
        String now =
                switch (is.way()) {
                    case NO -> is.by().isEmpty() ? "" : "forbidden by " + is.by();
                    case ASKS -> "after approval, " + is.by();
                    case YES -> is.by();
                };
        String before = was.way() == Reach.Way.NO || was.by().isEmpty() ? "" : "was by " + was.by();
        return now.isEmpty() || before.isEmpty() ? now + before : now + "; " + before;
    }

    private void end(int tools, int changes, CedarPolicies live, CedarPolicies next) {
        report.end(
                "summary",
                tools == 0
                        ? "no tools are known: run a gateway with these servers once"
                        : Count.of(changes, "change") + ", over " + Count.of(tools, "tool"));
        Map<String, String> before = live.texts();
        Map<String, String> after = new TreeMap<>(next.texts());
        long others = after.keySet().stream()
                .filter(text -> !before.containsKey(text))
                .count();
        long gone = before.keySet().stream()
                .filter(text -> !after.containsKey(text))
                .count();
        report.end(
                "policies",
                others + " of the policies are new or changed, " + gone
                        + " are gone; what their conditions on arguments, time and place come to is not compared");
    }
}
