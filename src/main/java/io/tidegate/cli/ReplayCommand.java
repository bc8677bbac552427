package io.tidegate.cli;

import io.tidegate.audit.Finding;
import io.tidegate.audit.TrailSealing;
import io.tidegate.audit.TrailVerifier;
import io.tidegate.audit.Trust;
import io.tidegate.catalog.KnownTools;
import io.tidegate.config.Configuration;
import io.tidegate.crypto.KeyRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tidegate replay`: how would other policies have decided the calls on record? Calls nobody, and changes nothing.
@Command(name = "replay", description = "Say how other policies would have decided the calls on record.")
public final class ReplayCommand implements Callable<Integer> {
    @Mixin
    private final Configured configured = new Configured();

    @Option(names = "--since", paramLabel = "LENGTH", defaultValue = "7d", description = "how far back; by default 7d")
    private String since = "7d";

    @ArgGroup(multiplicity = "1")
    private By by = new By();

    private static final class By {
        @Option(
                names = "--candidate",
                paramLabel = "PATH",
                description = "the policies: a file or folder of Cedar, or a whole configuration (.yaml)")
        private Path candidate = Path.of("");

        @Option(
                names = "--check",
                description = "the policies that were in force at each call: is what is on record what they say?")
        private boolean check;
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Configuration configuration = configured.configuration();
        Instant from = InstantSource.system().instant().minus(Since.length(spec, since));
        Optional<KeyRing> keys = keys(configuration);
        Recollection recollection =
                new Recollection(KnownTools.read(Foundation.toolsFile(configuration)), keys.map(TrailSealing::new));
        Replay replay = by.check
                ? new CheckingReplay(recollection, PolicyVersions.kept(configuration))
                : new CandidateReplay(
                        recollection, Candidate.of(by.candidate, configuration).policies());
        try (CallsOnRecord calls = new CallsOnRecord(configuration.trail().directory(), from)) {
            for (Optional<CallsOnRecord.Ended> call = calls.next(); call.isPresent(); call = calls.next()) {
                replay.take(call.get());
            }
        }
        Report report = replay.told();
        List<Finding> damage = damage(configuration.trail().directory(), keys);
        if (!damage.isEmpty()) {
            report.end(
                    "trail",
                    "the trail is NOT what was written, so nothing of this is sure: "
                            + damage.getFirst().text() + "; run `tidegate trail verify`");
        }
        spec.commandLine().getOut().print(configured.json() ? report.json() : report.text());
        spec.commandLine().getOut().flush();
        return replay.isSame() && damage.isEmpty() ? Exit.DONE : Exit.FINDINGS;
    }

    /// What is wrong with the trail itself. Who reads it from its start sees what is wrong with a record, and not that
    /// others are missing: there it just ends.
    private static List<Finding> damage(Path trail, Optional<KeyRing> keys) throws IOException {
        Trust trust =
                keys.<Trust>map(ring -> new Trust.Key(ring.signer().verifier())).orElseGet(Trust.OnRecord::new);
        return TrailVerifier.verify(trail, trust).findings().stream()
                .filter(finding -> !finding.harmless())
                .toList();
    }

    /// They open arguments, and have signed the trail, where they are at hand. Never makes any.
    private static Optional<KeyRing> keys(Configuration configuration) throws IOException {
        Path folder = Foundation.keysFolder(configuration);
        return Files.exists(folder.resolve("trail-sealing.key")) && Files.exists(folder.resolve("trail-signing.key"))
                ? Optional.of(KeyRing.open(folder, new SecureRandom()))
                : Optional.empty();
    }
}
