package io.tidegate.cli;

import io.tidegate.audit.Finding;
import io.tidegate.audit.TrailVerifier;
import io.tidegate.audit.Trust;
import io.tidegate.audit.Verification;
import io.tidegate.crypto.Verifier;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tidegate trail verify`: is the trail what was written? Every finding in words; 1 where something is wrong.
@Command(name = "verify", description = "Check the trail: every record, the chain, the signatures.")
public final class TrailVerifyCommand implements Callable<Integer> {
    @Mixin
    private final TrailPlace place = new TrailPlace();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "the public key that must have signed, ed25519:...; by default the one in the state folder")
    private Optional<String> key = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Trust trust = trust();
        Verification found = TrailVerifier.verify(place.directory(), trust);
        Report report = new Report("findings", new Report.Column("kind", 10), new Report.Column("what", 0));
        for (Finding finding : found.findings()) {
            report.line(finding.harmless() ? "harmless" : "damage", finding.text());
        }
        boolean good = found.intact() && found.segments() > 0;
        report.end("result", (good ? "verified  " : "NOT verified  ") + summary(found));
        report.end("ends", ends(found));
        report.end("trusts", trusts(trust));
        spec.commandLine().getOut().print(place.json() ? report.json() : report.text());
        spec.commandLine().getOut().flush();
        return good ? Exit.DONE : Exit.FINDINGS;
    }

    private Trust trust() throws IOException {
        if (key.isPresent()) {
            try {
                return new Trust.Key(Verifier.parse(key.get()));
            } catch (IllegalArgumentException malformed) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--key: " + malformed.getMessage(), malformed);
            }
        }
        return place.keys()
                .<Trust>map(keys -> new Trust.Key(keys.signer().verifier()))
                .orElseGet(Trust.OnRecord::new);
    }

    private static String summary(Verification found) {
        if (found.segments() == 0) {
            return "there is no segment";
        }
        return Count.of(found.records(), "record") + " in " + Count.of(found.segments(), "segment")
                + found.first().map(time -> ", from " + time).orElse("")
                + found.last().map(time -> " to " + time).orElse("")
                + (found.intact()
                        ? ", chain intact"
                        : ", " + Count.of(found.findings().size(), "finding"))
                + ", signed up to record " + found.signedTo()
                + found.keyId().map(id -> " by key " + id).orElse("");
    }

    private static String ends(Verification found) {
        return switch (found.ending()) {
            case CLOSED -> "it ends with a clean stop";
            case OPEN -> "it is open: its gateway runs, or died";
        };
    }

    private static String trusts(Trust trust) {
        return switch (trust) {
            case Trust.Key(Verifier verifier) -> "the key that counts is " + verifier.publicKey();
            case Trust.OnRecord _ ->
                "the key is the one that the trail itself names: a trail replaced whole is not found; give --key";
        };
    }
}
