package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.catalog.KnownTools;
import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationFile;
import io.tidegate.config.ConfigurationResult.ConfigurationFaults;
import io.tidegate.config.ConfigurationResult.Loaded;
import io.tidegate.config.Environment;
import io.tidegate.config.Server;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.scan.Machine;
import io.tidegate.scan.OperatingSystem;
import io.tidegate.secret.Purpose;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InitCommandTest {
    @TempDir
    Path folder;

    private Machine machine;
    private final StringWriter out = new StringWriter();

    @BeforeEach
    void setsUpClients() throws IOException {
        machine = Machine.in(folder);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        List<String> words =
                new ArrayList<>(List.of("--directory", machine.workspace().toString()));
        words.addAll(List.of(arguments));
        return new CommandLine(new InitCommand(
                        machine.home(),
                        OperatingSystem.LINUX,
                        Map.of("SEARCH_KEY", "from-env", "TIDEGATE_PROGRAM", "/opt/tidegate/tidegate")))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(words.toArray(String[]::new));
    }

    private Configuration configuration() {
        Environment environment = new Environment(
                Map.of("SEARCH_KEY", "from-env", "PERPLEXITY_KEY", "asked"), Environment.DEFAULT_DATA_TYPES);
        return switch (ConfigurationFile.load(machine.workspace().resolve("tidegate.yaml"), environment)) {
            case Loaded loaded -> loaded.configuration();
            case ConfigurationFaults faults -> throw new AssertionError(faults.faults());
        };
    }

    private Map<Path, String> everything() throws IOException {
        Map<Path, String> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.toList()) {
                files.put(path, Files.isDirectory(path) ? "folder" : Files.readString(path));
            }
        }
        return files;
    }

    private Server.Reach reach(String server) {
        return Objects.requireNonNull(configuration().servers().get(server)).reach();
    }

    /// Its transport is an old one, and it is reached all the same.
    @Test
    void doesNotDoubtServersWithEventStreamsOfTheirOwn() {
        assertThat(run()).isZero();
        assertThat(configuration().servers()).containsKey("old");
        assertThat(out.toString()).doesNotContain("may not be reachable").doesNotContain("(SSE)");
    }

    @Test
    void writesAConfigurationThatLoads() {
        assertThat(run()).isZero();
        assertThat(configuration().servers().keySet())
                .containsExactly(
                        "github",
                        "filesystem",
                        "linear-issues",
                        "search",
                        "postgres",
                        "github-claude-desktop",
                        "old",
                        "perplexity");
        assertThat(CedarPolicies.load(configuration(), KnownTools.NONE))
                .isInstanceOfSatisfying(io.tidegate.policy.Loaded.Ready.class, ready -> assertThat(ready.warnings())
                        .isEmpty());
    }

    @Test
    void movesSecretsIntoReferences() throws IOException {
        run();
        String written = Files.readString(machine.workspace().resolve("tidegate.yaml"));
        for (String secret : List.of("ghp_", "lin-secret", "plain-query-secret", "pg-pass-word", "desk-secret")) {
            assertThat(written).doesNotContain(secret);
            assertThat(out.toString()).doesNotContain(secret);
        }
        assertThat(reach("linear-issues")).isInstanceOfSatisfying(Server.Reach.Remote.class, remote -> {
            assertThat(remote.credential().map(secret -> secret.reveal(Purpose.UPSTREAM_CREDENTIAL)))
                    .contains("lin-secret-value");
            assertThat(remote.headers()).isEmpty();
        });
        assertThat(reach("search")).isInstanceOfSatisfying(Server.Reach.Remote.class, remote -> {
            assertThat(remote.url()).hasToString("https://search.example.com/mcp?region=eu");
            assertThat(Objects.requireNonNull(remote.query().get("api_key")).reveal(Purpose.UPSTREAM_QUERY))
                    .isEqualTo("plain-query-secret");
            assertThat(Objects.requireNonNull(remote.headers().get("X-Api-Key")).reveal(Purpose.UPSTREAM_HEADER))
                    .isEqualTo("from-env");
        });
        assertThat(reach("postgres")).isInstanceOfSatisfying(Server.Reach.Run.class, run -> assertThat(
                        run.arguments().getLast().reveal(Purpose.PROCESS_ARGUMENT))
                .isEqualTo("postgresql://app:pg-pass-word@db/crm"));
        assertThat(reach("perplexity")).isInstanceOfSatisfying(Server.Reach.Run.class, run -> assertThat(
                        Objects.requireNonNull(run.environment().get("PERPLEXITY_API_KEY"))
                                .reveal(Purpose.PROCESS_ENVIRONMENT))
                .isEqualTo("asked"));
    }

    @Test
    void saysWhatToDecideWithTheLineItStandsIn() throws IOException {
        run();
        List<String> lines = Files.readAllLines(machine.workspace().resolve("tidegate.yaml"));
        int line = lines.indexOf("  filesystem:  # from Claude Code (user), Cursor (user)") + 1;
        assertThat(out.toString())
                .contains("decide  filesystem may read and write your whole home folder (line " + line + ")")
                .contains("github's token is a classic one")
                .contains("set PERPLEXITY_KEY in the environment of `tidegate serve`")
                .contains(
                        "left    stays with its client, past Tidegate: far of Cursor (user), which is reached over plain http on another machine")
                .contains(
                        "left    stays with its client, past Tidegate: off of Cursor (user), which is switched off in the client")
                .contains(
                        "kept    a secret out of the file: github: GITHUB_PERSONAL_ACCESS_TOKEN is now ${file:.tidegate/secrets/github-GITHUB_PERSONAL_ACCESS_TOKEN}")
                .contains("claude mcp add --scope user --transport http tidegate http://127.0.0.1:8420/mcp --header");
        assertThat(line).isPositive();
    }

    @Test
    void changesNoClientsFileUnlessAsked() throws IOException {
        Map<Path, String> before = everything();
        run();
        Map<Path, String> after = everything();
        assertThat(after).containsAllEntriesOf(before);
        assertThat(run("--undo")).isZero();
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void pointsClientsAndTakesItBackByteForByte() throws IOException {
        Map<Path, String> before = everything();
        assertThat(run("--point", "claude-code,cursor", "--point", "vs-code")).isZero();
        String cursor = Files.readString(machine.home().resolve(".cursor/mcp.json"));
        assertThat(cursor)
                .contains("\"tidegate\"")
                .contains("\"far\"")
                .contains("\"off\"")
                .doesNotContain("\"filesystem\"");
        assertThat(Files.readString(machine.home().resolve(".claude.json")))
                .contains("\"numStartups\": 412")
                .doesNotContain("ghp_")
                .contains("local-db");
        assertThat(Files.readString(machine.home().resolve(".config/Claude/claude_desktop_config.json")))
                .isEqualTo(before.get(machine.home().resolve(".config/Claude/claude_desktop_config.json")));
        assertThat(run("--undo")).isZero();
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void refusesToUndoOverAClientsLaterChanges() throws IOException {
        run("--point", "cursor");
        Path cursor = machine.home().resolve(".cursor/mcp.json");
        Files.writeString(cursor, "{}");
        assertThat(run("--undo")).isEqualTo(1);
        assertThat(out.toString()).contains("nothing was undone").contains("was changed since");
        assertThat(cursor).hasContent("{}");
    }

    @Test
    void undoKeepsTheSecretsThatAnEditedConfigurationUses() throws IOException {
        run();
        Path file = machine.workspace().resolve("tidegate.yaml");
        Files.writeString(file, Files.readString(file) + "# mine\n");
        assertThat(run("--undo")).isEqualTo(1);
        assertThat(configuration().missing()).isEmpty();
        assertThat(out.toString()).contains("left").contains("tidegate.yaml", ".tidegate/secrets");
    }

    @Test
    void undoKeepsWhatWasThereBeforeAForcedConfigurationThatWasEditedSince() throws IOException {
        Path file = machine.workspace().resolve("tidegate.yaml");
        Files.writeString(file, "mine");
        run("--force");
        Files.writeString(file, "edited");
        run("--undo");
        try (Stream<Path> kept = Files.list(machine.workspace().resolve(".tidegate/init"))) {
            assertThat(kept).singleElement().satisfies(backup -> assertThat(backup)
                    .hasContent("mine"));
        }
    }

    @Test
    void refusesToOverwriteUnlessForcedAndBringsItBack() throws IOException {
        Path file = machine.workspace().resolve("tidegate.yaml");
        Files.writeString(file, "mine");
        assertThat(run()).isEqualTo(1);
        assertThat(out.toString()).contains("`tidegate.yaml` is there already");
        assertThat(file).hasContent("mine");
        assertThat(run("--force")).isZero();
        assertThat(run()).isEqualTo(1);
        assertThat(out.toString()).contains("tidegate init --undo");
        run("--undo");
        assertThat(file).hasContent("mine");
    }

    @Test
    void writesAStartAlsoWhereThereIsNoClient() {
        machine = new Machine(folder.resolve("nobody"), folder.resolve("nothing"));
        assertThat(run()).isZero();
        assertThat(configuration().servers()).isEmpty();
    }

    @Test
    void saysTheSameAsJson() {
        assertThat(run("--json")).isZero();
        assertThat(out.toString()).startsWith("{\"found\":[\"Claude Code (user, 4 servers; workspace, 2 servers)");
        assertThat(run("--json")).isEqualTo(1);
        assertThat(out.toString()).startsWith("{\"refused\":[");
        assertThat(run("--undo")).isZero();
        assertThat(run("--undo")).isEqualTo(1);
    }

    @Test
    void saysWhenItIsUsedWrongly() {
        assertThat(run("--point", "emacs")).isEqualTo(2);
        assertThat(out.toString()).contains("`emacs` is no client that is known");
    }

    @Test
    void saysWhatToTypeForAnotherFolder() {
        machine = new Machine(folder.resolve("nobody"), folder.resolve("my work"));
        run();
        String place = machine.workspace().toString();
        assertThat(out.toString())
                .contains("tidegate keys create YOUR-NAME --config '" + place + "/tidegate.yaml' ")
                .contains("tidegate serve '" + place + "/tidegate.yaml'")
                .contains("tidegate init --undo --directory '" + place + "'");
        run();
        assertThat(out.toString()).contains("tidegate init --undo --directory '" + place + "'");
    }
}
