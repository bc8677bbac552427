package io.tidegate.cli;

import io.tidegate.catalog.KnownTools;
import io.tidegate.config.Configuration;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.Mentioned;
import io.tidegate.policy.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `tidegate lint`: which policies do nothing or too much, which names look like slips, and which tools does no policy
/// open to anybody? It says only what is certain.
@Command(name = "lint", description = "Find policies that do nothing or too much, and tools without a rule.")
public final class LintCommand implements Callable<Integer> {
    @Mixin
    private final Configured configured = new Configured();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private final Report report = new Report("findings", new Report.Column("place", 24), new Report.Column("text", 0));

    @Override
    public Integer call() throws IOException {
        Configuration configuration = configured.configuration();
        List<Problem> findings = new ArrayList<>();
        CedarPolicies policies =
                switch (PolicyLoading.of(configuration)) {
                    case Loaded.Ready(CedarPolicies ready, List<Problem> warnings) -> {
                        findings.addAll(warnings);
                        yield ready;
                    }
                    case Loaded.Broken(List<Problem> problems) ->
                        throw new IOException(
                                problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
                };
        findings.addAll(policies.lint());
        findings.forEach(finding -> report.line(
                finding.line() == 0 ? finding.file() : finding.file() + ":" + finding.line(), finding.message()));
        int others = names(policies) + tools(configuration, policies);
        if (!isHeard(configuration)) {
            report.end("tools", "no tools are known, so none were looked at: run a gateway with these servers once");
        }
        int all = findings.size() + others;
        report.end("summary", all == 0 ? "nothing to look at" : Count.of(all, "thing") + " to look at");
        spec.commandLine().getOut().print(configured.json() ? report.json() : report.text());
        spec.commandLine().getOut().flush();
        return all == 0 ? Exit.DONE : Exit.FINDINGS;
    }

    private static boolean isHeard(Configuration configuration) throws IOException {
        return configuration.servers().isEmpty()
                || !KnownTools.read(Foundation.toolsFile(configuration))
                        .servers()
                        .isEmpty();
    }

    /// Groups and roles that differ only in capital letters or signs: the names of a provider rarely do.
    private int names(CedarPolicies policies) {
        Map<String, Set<String>> alike = new TreeMap<>();
        for (Mentioned one : policies.mentioned()) {
            String plain = one.name().replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(java.util.Locale.ROOT);
            alike.computeIfAbsent(one.kind().word() + " " + plain, _ -> new TreeSet<>())
                    .add(one.name());
        }
        int found = 0;
        for (Map.Entry<String, Set<String>> names : alike.entrySet()) {
            if (names.getValue().size() > 1) {
                found++;
                report.line(
                        names.getKey().substring(0, names.getKey().indexOf(' ')),
                        "`" + String.join("` and `", names.getValue()) + "` are two; is one a slip?");
            }
        }
        return found;
    }

    private int tools(Configuration configuration, CedarPolicies policies) throws IOException {
        Reach reach = new Reach(configuration, KnownTools.read(Foundation.toolsFile(configuration)));
        Set<String> without = new TreeSet<>(reach.tools());
        reach.of(policies, policies.mentioned()).forEach((cell, access) -> {
            if (access.way() != Reach.Way.NO) {
                without.remove(cell.tool());
            }
        });
        without.forEach(tool -> report.line(tool, "no policy opens it to anybody"));
        return without.size();
    }
}
