package io.tidegate.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tidegate demo`: what the gateway does, shown by real calls through a real gateway. Leaves nothing running.
@Command(name = "demo", description = "Show what Tidegate does: real calls through a real gateway, with invented data.")
public final class DemoCommand implements Callable<Integer> {
    static final Path HOME = Path.of(".tidegate", "demo");

    @Option(names = "--json", description = "Say the same as JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private final Path home;
    private final Report report = new Report(
            "steps",
            new Report.Column("step", 3),
            new Report.Column("what", 34),
            new Report.Column("outcome", 10),
            new Report.Column("detail", 0));
    private int number;
    private boolean allGood = true;

    public DemoCommand() {
        this(HOME);
    }

    DemoCommand(Path home) {
        this.home = home;
    }

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(
                Optional.ofNullable(home.toAbsolutePath().getParent()).orElseThrow());
        Path lockFile = home.resolveSibling("demo.lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = tryLock(channel)) {
            if (lock == null) {
                err().println("another demo runs in this folder; wait for it to end, or run this one elsewhere");
                return Exit.COULD_NOT_RUN;
            }
            return run();
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null; // held by this very process
        }
    }

    private int run() throws IOException {
        Demo demo = new Demo();
        say("starting the example: documents, customers");
        say("");
        ExampleGateway gateway;
        try {
            gateway = ExampleGateway.start(home, demo);
        } catch (Unable unable) {
            unable.reasons().forEach(err()::println);
            return Exit.COULD_NOT_RUN;
        }
        try (gateway) {
            List<String> troubles = gateway.troubles();
            if (!troubles.isEmpty()) {
                troubles.forEach(err()::println);
                return Exit.COULD_NOT_RUN;
            }
            play(demo, gateway);
        }
        tell(demo.verifies(
                gateway.configuration().trail().directory(), Foundation.keysFolder(gateway.configuration())));
        return finish(gateway.left());
    }

    private void play(Demo demo, ExampleGateway gateway) throws IOException {
        ScriptedClient support = gateway.client("sam@example.com", "support");
        ScriptedClient admin = gateway.client("ada@example.com", "admins");
        support.initialize();
        admin.initialize();
        tell(demo.reads(support));
        tell(demo.masks(support));
        tell(demo.cleans(support));
        tell(demo.refuses(support, admin));
        tell(demo.limits(support));
    }

    private void tell(Demo.Step step) {
        number++;
        allGood &= step.good();
        say(report.line(Integer.toString(number), step.what(), step.outcome(), step.detail()));
    }

    private int finish(List<Long> left) {
        say("");
        if (!left.isEmpty()) {
            allGood = false;
            say(report.end("left", "still running, although it should not be: process " + left));
        }
        say(report.end("where", "Everything that happened is in " + home.resolve("trail") + "."));
        Path file = home.resolve(ConfigurationChoice.USUAL_NAME);
        say(report.end(
                "next", Program.typed("Next: `tidegate trail tail --config " + file + "`, then `tidegate init`")));
        if (json) {
            spec.commandLine().getOut().print(report.json());
            spec.commandLine().getOut().flush();
        }
        return allGood ? Exit.DONE : Exit.FINDINGS;
    }

    /// At once, so that who watches sees each step as it happens.
    private void say(String line) {
        if (!json) {
            spec.commandLine().getOut().println(line);
            spec.commandLine().getOut().flush();
        }
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
