package io.tidegate.endtoend;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A started Tidegate: a process of its own, with its configuration, state and trail in a folder that is given, on a
/// port that was free.
public final class Gateway implements AutoCloseable {
    /// The exit codes of an orderly stop: the machine reports 143 after SIGTERM unless a program sets its own.
    public static final List<Integer> STOPPED_CLEAN = List.of(0, 143);

    private static final List<String> SMALL = List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");
    private static final Pattern READY = Pattern.compile("ready (http://127\\.0\\.0\\.1:\\d+/\\S*)");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final RunningProgram program;
    private final Path folder;
    private final URI url;

    private Gateway(RunningProgram program, Path folder, URI url) {
        this.program = program;
        this.folder = folder;
        this.url = url;
    }

    /// What is served: servers by name, a Cedar policy, who may be, and further lines of `tidegate.yaml`.
    public record Setup(Map<String, String> servers, String policy, String identity, String more) {
        static final String EVERYTHING_ALLOWED = "permit (principal, action, resource);\n";

        public Setup {
            servers = new LinkedHashMap<>(servers);
        }

        static Setup open() {
            return new Setup(Map.of(), EVERYTHING_ALLOWED, "{ anonymous: allowed }", "");
        }

        /// Everything is allowed, for those who show an API key.
        public static Setup withKeys() {
            return new Setup(Map.of(), EVERYTHING_ALLOWED, "{ anonymous: refused, api-keys: allowed }", "");
        }

        Setup stdio(String name, List<String> command) {
            String words = command.stream().map(Setup::quoted).collect(Collectors.joining(", "));
            return with(name, "{ run: [" + words + "] }");
        }

        public Setup http(String name, URI url) {
            return with(name, "{ url: " + quoted(url.toString()) + " }");
        }

        /// Further keys of a server that is there, such as `era: legacy`.
        public Setup keys(String name, String yaml) {
            String server = servers.getOrDefault(name, "{ }");
            return with(name, server.substring(0, server.length() - 1) + ", " + yaml + " }");
        }

        Setup policy(String cedar) {
            return new Setup(servers, cedar, identity, more);
        }

        /// Lines of YAML at top level.
        public Setup more(String yaml) {
            return new Setup(servers, policy, identity, more + yaml + "\n");
        }

        private Setup with(String name, String server) {
            Map<String, String> longer = new LinkedHashMap<>(servers);
            longer.put(name, server);
            return new Setup(longer, policy, identity, more);
        }

        private static String quoted(String word) {
            return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }

        public String yaml() {
            StringBuilder yaml = new StringBuilder("""
                    listen: 127.0.0.1:0
                    admin: { listen: 127.0.0.1:0 }
                    policy: policies/
                    state: state
                    trail: { directory: trail }
                    identity:""")
                    .append(' ')
                    .append(identity)
                    .append('\n')
                    .append(more)
                    .append("servers:\n");
            servers.forEach((name, server) ->
                    yaml.append("  ").append(name).append(": ").append(server).append('\n'));
            return yaml.toString();
        }
    }

    /// Writes the setup below `folder`, starts `serve` with it and waits until it says that it is ready.
    public static Gateway start(Setup setup, Path folder) throws IOException {
        return start(setup, folder, SMALL);
    }

    /// The same where it is reached at this site, and listens there.
    static Gateway start(Setup setup, Path folder, String site) throws IOException {
        return start(setup, folder, SMALL, site.replaceFirst("^http://", ""));
    }

    /// The same with the options that the launcher starts Java with.
    static Gateway asLaunched(Setup setup, Path folder) throws IOException {
        Matcher machine = Pattern.compile("(?s)\nmachine='([^']+)'").matcher(Files.readString(Path.of("tidegate")));
        if (!machine.find()) {
            throw new AssertionError("the launcher says nothing of its options");
        }
        return start(setup, folder, List.of(machine.group(1).trim().split("\\s+")));
    }

    private static Gateway start(Setup setup, Path folder, List<String> machine) throws IOException {
        return start(setup, folder, machine, "127.0.0.1:0");
    }

    private static Gateway start(Setup setup, Path folder, List<String> machine, String listen) throws IOException {
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("policies/test.cedar"), setup.policy());
        Path file = Files.writeString(
                folder.resolve("tidegate.yaml"),
                setup.yaml().replaceFirst("listen: 127\\.0\\.0\\.1:0", "listen: " + listen));
        RunningProgram program = RunningProgram.start(folder, Map.of(), command(machine, "serve", file.toString()));
        try {
            URI url = URI.create(program.awaitError(READY, START_LIMIT).group(1));
            return new Gateway(program, folder, url);
        } catch (AssertionError failure) {
            program.close();
            throw failure;
        }
    }

    /// A command line of Tidegate itself, from the classes under test.
    public static List<String> command(String... words) {
        return command(SMALL, words);
    }

    private static List<String> command(List<String> machine, String... words) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(machine);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.tidegate.Tidegate"));
        command.addAll(List.of(words));
        return command;
    }

    /// Waits until this server can be called; a machine with much to do starts one slower than a first list waits.
    public Gateway awaitServer(String name) {
        program.awaitError(Pattern.compile("server " + name + " is ready"), START_LIMIT);
        return this;
    }

    public URI url() {
        return url;
    }

    Path trail() {
        return folder.resolve("trail");
    }

    /// What it has written to standard error so far: its log.
    public List<String> log() {
        return program.errors();
    }

    public RunningProgram program() {
        return program;
    }

    /// SIGTERM, as an operator stops it; returns the exit code. Fails when it or one of its servers is left running.
    public int stop() {
        return program.stop();
    }

    @Override
    public void close() {
        program.close();
    }
}
