package io.tidegate.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `tidegate trail`: read and check what was recorded, offline.
@Command(
        name = "trail",
        description = "Read and check the trail.",
        subcommands = {TrailVerifyCommand.class, TrailTailCommand.class, TrailShowCommand.class})
public final class TrailCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public void run() {
        throw Unsaid.which(spec);
    }
}
