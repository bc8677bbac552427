package io.tidegate.cli;

import io.tidegate.scan.OwnerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tidegate rotate SERVER`: a running gateway reads its configuration and all secrets anew and connects to that server
/// anew. Calls that run on the old connection end by themselves, in a minute at most; new ones go to the new one.
@Command(
        name = "rotate",
        description = "Have a running gateway read a server's secrets anew and connect to it anew, without a break.")
public final class RotateCommand implements Callable<Integer> {
    private static final Duration TAKEN_MAX = Duration.ofSeconds(5);
    private static final Duration SAID_MAX = Duration.ofSeconds(75);
    private static final Duration LOOK = Duration.ofMillis(50);

    @Parameters(arity = "1", paramLabel = "SERVER", description = "its name in the configuration")
    private String server = "";

    @Option(names = "--config", paramLabel = "FILE", description = "configuration file; by default ./tidegate.yaml")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--tenant", paramLabel = "NAME", description = "one of its tenants; by default the host itself")
    private Optional<String> tenant = Optional.empty();

    @Option(names = "--state", paramLabel = "DIR", description = "the state folder itself")
    private Optional<Path> state = Optional.empty();

    @Option(names = "--json", description = "Say the same as JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private final SecureRandom random;

    RotateCommand(SecureRandom random) {
        this.random = random;
    }

    /// What a gateway did.
    enum Said {
        DONE("rotated", Exit.DONE),
        DOWN("down", Exit.FINDINGS),
        REFUSED("refused", Exit.FINDINGS);

        private final String word;
        private final int code;

        Said(String word, int code) {
            this.word = word;
            this.code = code;
        }

        static Optional<Said> of(String name) {
            return List.of(values()).stream()
                    .filter(said -> said.name().equals(name))
                    .findFirst();
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!server.matches("[a-z][a-z0-9-]{0,31}")) {
            spec.commandLine().getErr().println("`" + Report.printable(server) + "` is no server's name");
            return Exit.USED_WRONGLY;
        }
        Path folder =
                (state.isPresent() ? state.get() : ConfigurationChoice.state(config, tenant)).resolve("rotations");
        OwnerFiles.folder(folder);
        byte[] name = new byte[8];
        random.nextBytes(name);
        Path ask = folder.resolve(HexFormat.of().formatHex(name) + ".ask");
        Path said = folder.resolve(HexFormat.of().formatHex(name) + ".said");
        write(ask, server + "\n");
        if (!came(() -> !Files.exists(ask), TAKEN_MAX) && Files.deleteIfExists(ask)) {
            spec.commandLine()
                    .getErr()
                    .println("nothing was done: no gateway runs with the state in `" + folder.getParent() + "`");
            return Exit.COULD_NOT_RUN;
        }
        if (!came(() -> Files.exists(said), SAID_MAX)) {
            spec.commandLine().getErr().println("a gateway took it and did not say what came of it: see its log");
            return Exit.COULD_NOT_RUN;
        }
        List<String> lines = Files.readAllLines(said);
        Files.deleteIfExists(said);
        Said what = lines.stream().findFirst().flatMap(Said::of).orElse(Said.REFUSED);
        Report report = new Report(
                "rotations",
                new Report.Column("state", 9),
                new Report.Column("server", 16),
                new Report.Column("means", 0));
        report.line(what.word, server, lines.size() > 1 ? lines.get(1) : "");
        spec.commandLine().getOut().print(json ? report.json() : report.text());
        spec.commandLine().getOut().flush();
        return what.code;
    }

    private interface Event {
        boolean came();
    }

    private static boolean came(Event event, Duration most) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (long look = most.toMillis() / LOOK.toMillis(); look > 0 && !event.came(); look--) {
            boolean _ = never.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
        return event.came();
    }

    /// Whole or not at all.
    static void write(Path file, String text) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
