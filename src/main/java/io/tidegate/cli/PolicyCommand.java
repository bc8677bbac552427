package io.tidegate.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `tidegate policy`: what the policies are that decide.
@Command(
        name = "policy",
        description = "Show what the policies are, and which there were.",
        subcommands = {PolicyShowCommand.class, PolicyVersionsCommand.class})
public final class PolicyCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public void run() {
        throw Unsaid.which(spec);
    }
}
