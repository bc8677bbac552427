package io.tidegate.cli;

import io.tidegate.config.Configuration;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tidegate policy versions`: which policies came into force when, and whose they were. The newest first.
@Command(name = "versions", description = "Show which policies came into force when, and who wrote them.")
public final class PolicyVersionsCommand implements Callable<Integer> {
    private static final int MOST = 1_000;
    private static final int DIGITS = 16;

    @Mixin
    private final Configured configured = new Configured();

    @Option(
            names = "-n",
            paramLabel = "COUNT",
            defaultValue = "20",
            description = "how many, up to 1000; by default 20")
    private int count;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private final Report report = new Report(
            "versions",
            new Report.Column("in-force-since", 29),
            new Report.Column("digest", 18),
            new Report.Column("text", 6),
            new Report.Column("author", 0));

    @Override
    public Integer call() throws IOException {
        Configuration configuration = configured.configuration();
        List<String> kept = PolicyVersions.kept(configuration).digests();
        List<VersionsOnRecord.Came> versions =
                VersionsOnRecord.in(configuration.trail().directory(), MOST).newestFirst();
        versions.stream()
                .limit(Math.clamp(count, 0, MOST))
                .forEach(one -> report.line(
                        one.at().toString(),
                        one.digest().substring(0, DIGITS),
                        kept.contains(one.digest()) ? "kept" : "gone",
                        one.by()));
        if (versions.isEmpty()) {
            report.end("summary", "the trail tells of none: no gateway ran here yet");
        }
        spec.commandLine().getOut().print(configured.json() ? report.json() : report.text());
        spec.commandLine().getOut().flush();
        return Exit.DONE;
    }
}
