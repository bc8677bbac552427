package io.tidegate.cli;

import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// How far back is looked?
final class Since {
    private Since() {}

    /// @throws CommandLine.ParameterException where it is no length of time
    static Duration length(CommandSpec spec, String text) {
        try {
            return KeyTimes.length(text);
        } catch (IllegalArgumentException wrong) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--since: " + wrong.getMessage());
        }
    }
}
