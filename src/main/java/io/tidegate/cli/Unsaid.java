package io.tidegate.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// Which verbs of its own does a verb have, for who named none of them? Nothing was done then, and the exit code says
/// so.
final class Unsaid {
    private Unsaid() {}

    /// Thrown, it prints what there is to standard error and ends with [Exit#USED_WRONGLY].
    static CommandLine.ParameterException which(CommandSpec spec) {
        List<String> names = spec.subcommands().keySet().stream()
                .filter(name -> !name.equals("help"))
                .toList();
        String all = names.stream().limit(names.size() - 1L).collect(Collectors.joining(", "));
        return new CommandLine.ParameterException(
                spec.commandLine(),
                "nothing was done; say which: " + all + (all.isEmpty() ? "" : " or ") + names.getLast());
    }
}
