package io.tidegate.cli;

import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.control.Stop;
import io.tidegate.control.StopChanges;
import io.tidegate.control.Stops;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tidegate stop`: refuse calls by hand, at once, without touching policy. A running gateway notices within 200 ms.
///
/// Calls that run already are not cut.
@Command(
        name = "stop",
        description = "Stop calls by hand: all, of a server, of a tool, of a user. A running gateway notices at once.")
public final class StopCommand implements Runnable {
    private static final int NAME_MAX = 512;

    private Optional<Set<String>> servers = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    /// What is stopped: `all`, `server NAME`, `tool SERVER/TOOL`, `user ID`; also written with a colon.
    static final class What {
        @Parameters(arity = "1..2", paramLabel = "WHAT", description = "all | server NAME | tool SERVER/TOOL | user ID")
        private List<String> words = List.of();

        Optional<Stop> stop() {
            String text = String.join(":", words);
            boolean plain = text.length() <= NAME_MAX && Report.printable(text).equals(text);
            return plain ? Stop.of(text) : Optional.empty();
        }

        String wrong() {
            return "`" + Report.printable(String.join(" ", words))
                    + "` is nothing that can be stopped; say all, server NAME, tool SERVER/TOOL or user ID";
        }
    }

    /// Where the file of stops is, and how to answer.
    static final class Where {
        @Option(names = "--config", paramLabel = "FILE", description = "configuration file; by default ./tidegate.yaml")
        private Optional<Path> config = Optional.empty();

        @Option(names = "--tenant", paramLabel = "NAME", description = "one of its tenants; by default the host itself")
        private Optional<String> tenant = Optional.empty();

        @Option(
                names = "--state",
                paramLabel = "DIR",
                description = "the state folder itself, for when the configuration can't be read")
        private Optional<Path> state = Optional.empty();

        @Option(names = "--json", description = "Say the same as JSON.")
        private boolean json;
    }

    @Override
    public void run() {
        throw Unsaid.which(spec);
    }

    @Command(name = "add", description = "Stop something.")
    int add(@CommandLine.Mixin What what, @CommandLine.Mixin Where where) throws IOException {
        Optional<Stop> wanted = what.stop();
        if (wanted.isEmpty()) {
            return wronglyUsed(what);
        }
        return change(where, stops -> {
            Stop stop = wanted.get();
            return stops.add(stop)
                    ? new Said("stopped", stop, from(stop), Exit.DONE)
                    : new Said("unchanged", stop, "this was stopped before", Exit.DONE);
        });
    }

    /// A stop of what is not there yet is a stop all the same; it may also be a slip of the pen.
    private String from(Stop stop) {
        Optional<String> server =
                switch (stop) {
                    case Stop.Server(String name) -> Optional.of(name);
                    case Stop.Tool(String id) -> Optional.of(id.substring(0, id.indexOf('/')));
                    case Stop.Everything _, Stop.User _ -> Optional.empty();
                };
        boolean unknown =
                server.isPresent() && servers.isPresent() && !servers.get().contains(server.get());
        return unknown
                ? "noted, but no server `" + server.get() + "` is configured: is the name right?"
                : "calls are refused from now on; those that run already go on";
    }

    @Command(name = "remove", description = "Let something go on that was stopped.")
    int remove(@CommandLine.Mixin What what, @CommandLine.Mixin Where where) throws IOException {
        Optional<Stop> wanted = what.stop();
        if (wanted.isEmpty()) {
            return wronglyUsed(what);
        }
        return change(where, stops -> {
            Stop stop = wanted.get();
            return stops.remove(stop)
                    ? new Said("removed", stop, goesOn(stops), Exit.DONE)
                    : new Said("unchanged", stop, "this was not stopped", Exit.FINDINGS);
        });
    }

    private static String goesOn(Set<Stop> left) {
        return left.contains(new Stop.Everything())
                ? "but everything is still stopped"
                : "this goes on, as far as policy allows it";
    }

    @Command(name = "list", description = "What is stopped now.")
    int list(@CommandLine.Mixin Where where) throws IOException {
        Optional<Path> file = file(where);
        if (file.isEmpty()) {
            return Exit.COULD_NOT_RUN;
        }
        Report report = report();
        sorted(new Stops(file.get(), System::nanoTime).now()).forEach(stop -> report.line("stopped", stop, ""));
        return answer(where, report, "nothing is stopped", Exit.DONE);
    }

    /// What came of a change.
    private record Said(String word, Stop stop, String means, int exitCode) {}

    private interface Change {
        Said to(Set<Stop> stops);
    }

    /// One change at a time, whoever makes it.
    private int change(Where where, Change change) throws IOException {
        Optional<Path> file = file(where);
        if (file.isEmpty()) {
            return Exit.COULD_NOT_RUN;
        }
        Path stopsFile = file.get();
        OwnFolder.make(Optional.ofNullable(stopsFile.getParent()).orElseThrow());
        Path turn = stopsFile.resolveSibling("stops.lock");
        try (FileChannel channel = FileChannel.open(turn, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            Set<Stop> stops = new HashSet<>(new Stops(stopsFile, System::nanoTime).now());
            Set<Stop> before = Set.copyOf(stops);
            Said said = change.to(stops);
            if (!stops.equals(before)) {
                Stops.write(stopsFile, stops);
                note(stopsFile, before, stops);
            }
            Report report = report();
            report.line(said.word(), said.stop().text(), said.means());
            return answer(where, report, "", said.exitCode());
        }
    }

    /// A running gateway that looks too seldom to see both a stop and its end reads it here.
    private static void note(Path file, Set<Stop> before, Set<Stop> now) throws IOException {
        for (Stop stop : now) {
            if (!before.contains(stop)) {
                StopChanges.note(file, new StopChanges.Change(stop, StopChanges.Kind.SET));
            }
        }
        for (Stop stop : before) {
            if (!now.contains(stop)) {
                StopChanges.note(file, new StopChanges.Change(stop, StopChanges.Kind.LIFTED));
            }
        }
    }

    private static List<String> sorted(Set<Stop> stops) {
        return List.copyOf(new TreeSet<>(stops.stream().map(Stop::text).toList()));
    }

    private static Report report() {
        return new Report(
                "stops", new Report.Column("state", 11), new Report.Column("what", 30), new Report.Column("means", 0));
    }

    private int answer(Where where, Report report, String none, int exitCode) {
        var out = spec.commandLine().getOut();
        String text = report.text();
        out.print(where.json ? report.json() : text.isEmpty() ? none + "\n" : text);
        out.flush();
        return exitCode;
    }

    private int wronglyUsed(What what) {
        spec.commandLine().getErr().println(what.wrong());
        return Exit.USED_WRONGLY;
    }

    private Optional<Path> file(Where where) throws IOException {
        if (where.state.isPresent()) {
            return where.state.map(state -> state.resolve("stops"));
        }
        return switch (ConfigurationChoice.load(where.config, where.tenant)) {
            case ConfigurationResult.Loaded(Configuration configuration, var _) -> {
                servers = Optional.of(configuration.servers().keySet());
                yield Optional.of(Foundation.stopsFile(configuration));
            }
            case ConfigurationResult.ConfigurationFaults(var faults, var _) -> {
                faults.forEach(fault -> spec.commandLine().getErr().println(Program.typed(fault.toString())));
                spec.commandLine()
                        .getErr()
                        .println("name the state folder with --state to stop without a configuration");
                yield Optional.empty();
            }
        };
    }
}
