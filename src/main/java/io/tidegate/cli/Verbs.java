package io.tidegate.cli;

import io.tidegate.scan.OperatingSystem;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// All that Tidegate can be told to do.
@Command(
        name = "tidegate",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        description = "A security gateway for the Model Context Protocol.",
        version = "tidegate " + Gateway.VERSION,
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            ConnectCommand.class,
            DoctorCommand.class,
            StopCommand.class,
            TrailCommand.class,
            TrainCommand.class,
            TopCommand.class
        })
public final class Verbs implements Runnable {
    @Option(names = "--debug", scope = CommandLine.ScopeType.INHERIT, description = "show where a failure came from")
    private boolean debug;

    /// Runs the verb that the arguments name; returns the exit code.
    public static int run(String... arguments) {
        return line().execute(arguments);
    }

    static CommandLine line() {
        LogSetup.quiet();
        Verbs verbs = new Verbs();
        return new CommandLine(verbs)
                .addSubcommand(
                        "keys", new KeysCommand(ConfigurationChoice::state, InstantSource.system(), new SecureRandom()))
                .addSubcommand(
                        "init",
                        new InitCommand(home(), OperatingSystem.named(System.getProperty("os.name")), System.getenv()))
                .setExecutionExceptionHandler((failure, line, _) -> {
                    line.getErr().println("tidegate: " + words(failure));
                    if (verbs.debug) {
                        failure.printStackTrace(line.getErr());
                    }
                    return Exit.COULD_NOT_RUN;
                });
    }

    /// `HOME`, as the clients themselves take it, else what the system says.
    private static Path home() {
        String given = System.getenv().getOrDefault("HOME", "");
        return Path.of(given.isEmpty() ? System.getProperty("user.home") : given);
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? "failed without a reason (" + failure.getClass().getSimpleName() + "); --debug shows where"
                : Program.typed(message);
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
