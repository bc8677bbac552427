package io.tidegate.cli;

import io.tidegate.config.Configuration;
import io.tidegate.policy.CedarPolicies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tidegate test`: do the policies say what the cases beside them expect?
@Command(name = "test", description = "Check the policies by the cases of *.cases.yaml beside them.")
public final class TestCommand implements Callable<Integer> {
    @Mixin
    private final Configured configured = new Configured();

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "files of cases; by default all beside the policies")
    private List<Path> named = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private final Report report = new Report(
            "cases", new Report.Column("result", 6), new Report.Column("place", 24), new Report.Column("text", 0));

    @Override
    public Integer call() throws IOException {
        Configuration configuration = configured.configuration();
        CedarPolicies policies = Configured.policies(configuration);
        List<Cases.Result> results =
                new Cases(configuration, policies).run(named.isEmpty() ? Cases.files(configuration) : named);
        results.forEach(result -> report.line(result.passed() ? "ok" : "fail", result.place(), result.text()));
        long failed = results.stream().filter(result -> !result.passed()).count();
        report.end(
                "summary",
                results.isEmpty()
                        ? "there are no cases: write some in a file `NAME.cases.yaml` beside the policies"
                        : Count.of(results.size(), "case") + ", " + failed + " failed");
        spec.commandLine().getOut().print(configured.json() ? report.json() : report.text());
        spec.commandLine().getOut().flush();
        return failed == 0 && !results.isEmpty() ? Exit.DONE : Exit.FINDINGS;
    }
}
