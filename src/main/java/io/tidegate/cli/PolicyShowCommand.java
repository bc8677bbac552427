package io.tidegate.cli;

import io.tidegate.config.Configuration;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.Problem;
import io.tidegate.policy.ShortForm;
import io.tidegate.policy.Versions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tidegate policy show`: what `allow` says, in Cedar. Each policy stands below the line that it comes from. Of a
/// version that was in force, all that it said.
@Command(name = "show", description = "Show what `allow` means, in Cedar; or all that a version of the policies said.")
public final class PolicyShowCommand implements Callable<Integer> {
    @Mixin
    private final Configured configured = new Configured();

    @Parameters(arity = "0..1", paramLabel = "DIGEST", description = "a version that was in force, by its digest")
    private Optional<String> version = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private final Report report = new Report("policies", new Report.Column("from", 0), new Report.Column("cedar", 0));

    @Override
    public Integer call() throws IOException {
        Configuration configuration = configured.configuration();
        if (version.isPresent()) {
            return kept(PolicyVersions.kept(configuration), version.get());
        }
        String file = String.valueOf(configuration.file().getFileName());
        StringBuilder text = new StringBuilder();
        for (ShortForm.Made made : ShortForm.cedar(configuration.allow())) {
            String from = file + ":" + made.line();
            report.line(from, made.text());
            text.append("// ").append(Report.printable(from)).append('\n');
            text.append(made.text().lines().map(Report::printable).collect(Collectors.joining("\n")))
                    .append("\n\n");
        }
        spec.commandLine().getOut().print(configured.json() ? report.json() : text);
        spec.commandLine().getOut().flush();
        return switch (PolicyLoading.of(configuration)) {
            case Loaded.Ready _ -> Exit.DONE;
            case Loaded.Broken(List<Problem> problems) -> {
                problems.forEach(problem -> spec.commandLine().getErr().println(Report.printable(problem.toString())));
                yield Exit.FINDINGS;
            }
        };
    }

    private int kept(Versions versions, String digest) throws IOException {
        Optional<Versions.Kept> kept = versions.find(digest);
        if (kept.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("no version `" + Report.printable(digest)
                            + "` is kept here, or more than one; `tidegate policy versions` names them");
            return Exit.FINDINGS;
        }
        StringBuilder text = new StringBuilder();
        for (Versions.Text one : kept.get().texts()) {
            report.line(one.file(), one.text());
            text.append("// ").append(Report.printable(one.file())).append('\n');
            text.append(one.text().lines().map(Report::printable).collect(Collectors.joining("\n")))
                    .append("\n\n");
        }
        report.end("digest", kept.get().digest());
        spec.commandLine().getOut().print(configured.json() ? report.json() : text);
        spec.commandLine().getOut().flush();
        return Exit.DONE;
    }
}
