package io.tidegate.conformance;

import io.tidegate.endtoend.Peers;
import io.tidegate.endtoend.RunningProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Which release of the official suite runs, and how is it called?
enum Suite {
    LATEST("node_modules/@modelcontextprotocol/conformance/"),
    STABLE("node_modules/conformance-stable/");

    private static final Duration LIMIT = Duration.ofMinutes(3);

    /// For one client; the latest release starts those of all scenarios at once, which two busy cores feel.
    private static final Duration CLIENT_LIMIT = Duration.ofSeconds(90);

    private static final Pattern SCENARIO = Pattern.compile("(?m)^ +- (\\S+)");

    private final String folder;

    Suite(String folder) {
        this.folder = folder;
    }

    /// The scenarios that a revision of the specification demands of a `server` or a `client`, as frozen by the suite.
    static List<String> required(String revision, String role) throws IOException {
        Path file = Path.of(
                Peers.node(LATEST.folder + "requirements/" + revision + ".yaml").get(1));
        Object read = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        if (read instanceof Map<?, ?> map && map.get(role) instanceof List<?> names) {
            return names.stream().map(String::valueOf).toList();
        }
        throw new AssertionError("`" + file + "` has no list `" + role + "`");
    }

    /// Tests a server; `selection` are the suite's own options.
    Outcome server(URI url, List<String> selection, Path folder) throws IOException {
        return run(List.of("server", "--url", url.toString()), selection, folder, Map.of());
    }

    /// Tests a client: `command` is started once a scenario, with the address of the suite's own server as last word.
    Outcome client(List<String> command, List<String> selection, Path folder, Map<String, String> environment)
            throws IOException {
        List<String> what = List.of(
                "client", "--command", String.join(" ", command), "--timeout", Long.toString(CLIENT_LIMIT.toMillis()));
        return run(what, selection, folder, environment);
    }

    /// The same, one scenario after the other: the stable release would start the clients of all at once.
    ///
    /// @param wanted which scenarios
    Outcome clientOneByOne(List<String> command, Predicate<String> wanted, Path folder, Map<String, String> environment)
            throws IOException {
        Files.createDirectories(folder);
        for (String scenario : clientScenarios(folder)) {
            if (wanted.test(scenario)) {
                Outcome _ = client(command, List.of("--scenario", scenario), folder, environment);
            }
        }
        return Outcome.read(folder);
    }

    private List<String> clientScenarios(Path folder) throws IOException {
        List<String> command = Peers.node(this.folder + "dist/index.js", "list", "--client");
        try (RunningProgram program = RunningProgram.start(folder, Map.of(), command)) {
            program.awaitEnd(LIMIT);
            return SCENARIO.matcher(String.join("\n", program.output()))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        }
    }

    private Outcome run(List<String> what, List<String> selection, Path folder, Map<String, String> environment)
            throws IOException {
        Files.createDirectories(folder);
        String[] words = java.util.stream.Stream.of(what, selection, List.of("-o", folder.toString()))
                .flatMap(List::stream)
                .toArray(String[]::new);
        List<String> command = Peers.node(this.folder + "dist/index.js", words);
        try (RunningProgram program = RunningProgram.start(folder, environment, command)) {
            program.awaitEnd(LIMIT);
            Files.write(folder.resolve("output.txt"), program.output());
            Files.write(folder.resolve("errors.txt"), program.errors());
        }
        return Outcome.read(folder);
    }
}
