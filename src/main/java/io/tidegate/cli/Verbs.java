package io.tidegate.cli;

import io.tidegate.scan.OperatingSystem;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// All that Tidegate can be told to do.
@Command(
        name = "tidegate",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        description = "A security gateway for the Model Context Protocol.",
        version = "tidegate " + Gateway.VERSION)
public final class Verbs implements Runnable {
    @Option(names = "--debug", scope = CommandLine.ScopeType.INHERIT, description = "show where a failure came from")
    private boolean debug;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private static final List<String> HELP = List.of("-h", "--help");

    private record Verb(String name, Supplier<Object> command) {}

    private static final List<Verb> ALL = List.of(
            new Verb("serve", ServeCommand::new),
            new Verb("demo", DemoCommand::new),
            new Verb("connect", ConnectCommand::new),
            new Verb("doctor", DoctorCommand::new),
            new Verb("policy", PolicyCommand::new),
            new Verb("explain", ExplainCommand::new),
            new Verb("test", TestCommand::new),
            new Verb("stop", StopCommand::new),
            new Verb("rotate", () -> new RotateCommand(new SecureRandom())),
            new Verb("pin", PinCommand::new),
            new Verb("tools", ToolsCommand::new),
            new Verb("plan", PlanCommand::new),
            new Verb("shadow", ShadowCommand::new),
            new Verb("replay", ReplayCommand::new),
            new Verb("lint", LintCommand::new),
            new Verb("inspect", () -> new InspectCommand(System.in, new SecureRandom())),
            new Verb("data", () -> new DataCommand(new SecureRandom())),
            new Verb(
                    "patterns",
                    () -> new PatternsCommand(
                            InstantSource.system(), new SecureRandom(), System.getProperty("user.name"))),
            new Verb("trail", TrailCommand::new),
            new Verb("train", TrainCommand::new),
            new Verb("top", TopCommand::new),
            new Verb("version", VersionCommand::new),
            new Verb(
                    "keys",
                    () -> new KeysCommand(ConfigurationChoice::state, InstantSource.system(), new SecureRandom())),
            new Verb(
                    "grants",
                    () -> new GrantsCommand(ConfigurationChoice::state, InstantSource.system(), new SecureRandom())),
            new Verb(
                    "init",
                    () -> new InitCommand(
                            home(), OperatingSystem.named(System.getProperty("os.name")), System.getenv())));

    /// Runs the verb that the arguments name; returns the exit code.
    public static int run(String... given) {
        String[] arguments = helped(given);
        if (ServeCommand.isPlain(arguments)) {
            LogSetup.quiet();
            return ServeCommand.run(arguments);
        }
        // Describing a verb takes a good part of the start, so only the one that is asked for is described.
        List<Verb> asked = ALL.stream()
                .filter(verb -> arguments.length > 0 && verb.name.equals(arguments[0]))
                .toList();
        return line(asked.isEmpty() ? ALL : asked).execute(arguments);
    }

    /// `help` and `help VERB` mean `--help` and `VERB --help`.
    static String[] helped(String... arguments) {
        return arguments.length > 0 && arguments[0].equals("help")
                ? Stream.concat(
                                Arrays.stream(arguments).skip(1).filter(word -> !HELP.contains(word)),
                                Stream.of("--help"))
                        .toArray(String[]::new)
                : arguments;
    }

    static CommandLine line() {
        return line(ALL);
    }

    private static CommandLine line(List<Verb> offered) {
        LogSetup.quiet();
        Verbs verbs = new Verbs();
        CommandLine line = new CommandLine(verbs);
        offered.forEach(verb -> line.addSubcommand(verb.name, verb.command.get()));
        return line.setExecutionExceptionHandler((failure, failed, _) -> {
            failed.getErr().println("tidegate: " + words(failure));
            if (verbs.debug) {
                failure.printStackTrace(failed.getErr());
            }
            return Exit.COULD_NOT_RUN;
        });
    }

    /// `HOME`, as the clients themselves take it, else what the system says.
    private static Path home() {
        String given = System.getenv().getOrDefault("HOME", "");
        return Path.of(given.isEmpty() ? System.getProperty("user.home") : given);
    }

    static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? "failed without a reason (" + failure.getClass().getSimpleName() + "); --debug shows where"
                : Program.typed(message);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
