package io.tidegate.cli;

import io.tidegate.audit.RecordKind;
import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailRecord;
import io.tidegate.config.Configuration;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tidegate shadow`: where would the policies of `shadow` have decided otherwise, by what the trail noted meanwhile?
@Command(name = "shadow", description = "Say where the policies of `shadow` would have decided otherwise.")
public final class ShadowCommand implements Callable<Integer> {
    private static final List<String> CONTROLS = List.of("tool-access", "release-policy");

    @Mixin
    private final Configured configured = new Configured();

    @Option(names = "--since", paramLabel = "LENGTH", defaultValue = "7d", description = "how far back; by default 7d")
    private String since = "7d";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private final Report report = Differences.report();
    private Differences differences = new Differences();
    private String candidate = "";
    private long compared;
    private long skipped;
    private long failed;
    private long others;

    @Override
    public Integer call() throws IOException {
        Configuration configuration = configured.configuration();
        Duration length = Since.length(spec, since);
        Instant from = InstantSource.system().instant().minus(length);
        try (TrailReader reader = TrailReader.fromStart(configuration.trail().directory())) {
            for (Optional<TrailRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                TrailRecord record = next.get();
                if (record.kind() == RecordKind.SEALED && !record.time().isBefore(from)) {
                    JsonValue entry = JsonDocument.of(record.json()).root();
                    CONTROLS.forEach(control ->
                            Ruled.of(entry, control).ifPresent(ruled -> take(record, entry, control, ruled)));
                }
            }
        }
        differences.tell(report);
        end();
        spec.commandLine().getOut().print(configured.json() ? report.json() : report.text());
        spec.commandLine().getOut().flush();
        return differences.count() == 0 ? Exit.DONE : Exit.FINDINGS;
    }

    private void take(TrailRecord record, JsonValue entry, String control, Ruled ruled) {
        Optional<String> version =
                ruled.note("shadow").or(() -> ruled.note("shadow-skipped")).or(() -> ruled.note("shadow-failed"));
        if (version.isEmpty()) {
            return;
        }
        if (!version.get().equals(candidate)) {
            begin(version.get());
        }
        skipped += ruled.all("shadow-skipped").size();
        failed += ruled.all("shadow-failed").size();
        compared += ruled.all("shadow").size();
        boolean isRelease = control.equals("release-policy");
        would(ruled)
                .ifPresent(would -> differences.add(
                        new Differences.Of(
                                would.what() + (isRelease ? " the answer" : ""),
                                EntryOnRecord.who(entry),
                                EntryOnRecord.tool(entry)),
                        entry.string("call").orElse(""),
                        record.time(),
                        would.by()));
    }

    /// What counts is said of the candidate of now: of those before it only how much there is.
    private void begin(String version) {
        candidate = version;
        others += compared + skipped + failed;
        compared = 0;
        skipped = 0;
        failed = 0;
        differences = new Differences();
    }

    private record Would(String what, String by) {}

    private static Optional<Would> would(Ruled ruled) {
        return ruled.note("shadow-refuses")
                .map(by -> new Would("loses", by))
                .or(() -> ruled.note("shadow-allows").map(by -> new Would("gains", by)))
                .or(() -> ruled.note("shadow-asks")
                        .map(by -> new Would(ruled.isRefused() ? "gains by asking" : "asks", by)));
    }

    private void end() {
        if (candidate.isEmpty()) {
            report.end(
                    "summary", "no decision of the last " + since + " was compared with others: is `shadow` in force?");
            return;
        }
        report.end(
                "summary",
                Count.of(differences.count(), "difference") + " in " + Count.of(compared, "decision")
                        + ", with the candidate " + candidate);
        if (skipped + failed > 0) {
            report.end(
                    "not-compared",
                    skipped + " were not compared because the candidate took long, and " + failed
                            + " because it failed");
        }
        if (others > 0) {
            report.end("others", Count.of(others, "decision") + " before that had another candidate, and do not count");
        }
    }
}
