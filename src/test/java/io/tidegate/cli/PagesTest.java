package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tidegate.catalog.KnownTools;
import io.tidegate.config.CasesFile;
import io.tidegate.config.ConfigurationFile;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.RelationFile;
import io.tidegate.control.Stop;
import io.tidegate.detect.UntrustedNotice;
import io.tidegate.http.Authority;
import io.tidegate.http.Certificates;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.ToolDefinition;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.World;
import io.tidegate.secret.SecretManagers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Is every block of code on every page what the program takes, or what it says? Does not see code in sentences and
/// tables. The commands of README.md are also run, by `ReadmeTest`.
class PagesTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^[ \\t]*```([^\\n]*)\\n(.*?)^[ \\t]*```[ \\t]*$");

    /// What a piece of configuration stands in, where it has no such key of its own.
    private static final Map<String, String> FRAME = Map.of(
            "servers", "servers: { crm: { url: \"https://crm.example.com/mcp\" } }\n", "policy", "policy: a.cedar\n");

    /// Tools whose arguments policies on pages speak of.
    private static final Set<String> RELATIONS = Set.of("treats", "teams");

    private static final KnownTools TOOLS =
            new KnownTools(Map.of("bank", new KnownTools.Heard(Instant.EPOCH, List.of(tool("send"), tool("collect")))));

    @TempDir
    private Path folder;

    private static ToolDefinition tool(String name) {
        return ToolDefinition.of(JsonDocument.of("""
                                {"name": "%s", "inputSchema": {"required": ["amount", "to"], "properties": {
                                  "amount": {"type": "number"}, "to": {"type": "string"}, "urgent": {"type": "boolean"}}}}""".formatted(name)).root()).orElseThrow();
    }

    @BeforeEach
    void writePolicy() throws IOException {
        Files.writeString(folder.resolve("a.cedar"), Started.OPEN);
    }

    /// @param kind the word after the fence
    record Block(String page, int line, String kind, String text) {
        @Override
        public String toString() {
            return page + ":" + line + " " + kind;
        }
    }

    static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            BLOCK.matcher(text).results().forEach(found -> {
                int line = (int) text.substring(0, found.start()).lines().count() + 1;
                blocks.add(new Block(page.toString(), line, found.group(1), found.group(2)));
            });
        }
        return blocks;
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> root = Files.list(Path.of(""));
                Stream<Path> docs = Files.walk(Path.of("docs"));
                Stream<Path> bench = Files.list(Path.of("bench"))) {
            return Stream.of(root, docs, bench)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreBlocksOfEveryKind() throws IOException {
        assertThat(blocks())
                .extracting(Block::kind)
                .contains("yaml", "cedar", "json", "sh", "usage", "text")
                .hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void blockIsTrue(Block block) throws Exception {
        switch (block.kind()) {
            case "yaml" -> {
                if (block.text().startsWith("cases:")) {
                    cases(block);
                } else {
                    configuration(block);
                }
            }
            case "cedar" -> policy(block);
            case "json" -> answer(block);
            case "sh" -> block.text().lines().forEach(PagesTest::command);
            case "usage" -> block.text().lines().forEach(PagesTest::usage);
            case "text" -> text(block);
            default -> fail("say what kind of block this is, and check it here: %s", block);
        }
    }

    private void configuration(Block block) throws Exception {
        Authority authority = Authority.named("clients");
        Files.writeString(folder.resolve("clients-ca.pem"), authority.pem());
        Files.writeString(folder.resolve("clients-ca.crl"), authority.revoked(Instant.now()));
        if (block.text().contains("internal-ca.pem")) {
            Certificates.make(folder, "EC", "crm.internal")
                    .write(folder.resolve("gateway.pem"), folder.resolve("gateway-key.pem"));
            Files.copy(folder.resolve("gateway.pem"), folder.resolve("internal-ca.pem"));
        }
        for (String file : List.of("chain.pem", "key.pem", "introspection.secret", "editor.secret", "pages.secret")) {
            Files.writeString(folder.resolve(file), "-");
        }
        StringBuilder whole = new StringBuilder(block.text().replace("/etc/tidegate", folder.toString()));
        FRAME.forEach((key, line) -> {
            if (block.text().lines().noneMatch(own -> own.startsWith(key + ":"))) {
                whole.append(line);
            }
        });
        assertThat(read(whole.toString())).as(whole.toString()).isInstanceOf(ConfigurationResult.Loaded.class);
    }

    private void cases(Block block) throws IOException {
        Path file = Files.writeString(folder.resolve("page" + CasesFile.ENDING), block.text());
        assertThat(CasesFile.read(file).faults()).isEmpty();
        assertThat(CasesFile.read(file).cases()).isNotEmpty();
    }

    private ConfigurationResult read(String yaml) {
        return ConfigurationFile.read(
                folder.resolve("tidegate.yaml"),
                yaml.getBytes(StandardCharsets.UTF_8),
                ConfigurationChoice.environment(Map.of(), SecretManagers.unasked()));
    }

    /// Without a warning too: what is shown should be what we would write.
    private void policy(Block block) throws IOException {
        Path file = Files.writeString(folder.resolve("page.cedar"), block.text());
        assertThat(CedarPolicies.load(List.of(), List.of(file), new World(TOOLS, RELATIONS), file))
                .isInstanceOfSatisfying(Loaded.Ready.class, ready -> assertThat(ready.warnings())
                        .isEmpty());
    }

    private void answer(Block block) throws Exception {
        JsonNode shown = MAPPER.readTree(block.text());
        switch (block.page()) {
            case "docs/operation.md" -> assertThat(shape(shown)).isEqualTo(shape(MAPPER.readTree(readiness())));
            case "docs/inspect.md" -> {
                Path letter = Files.writeString(folder.resolve("letter.txt"), "write to ada@example.com\n");
                assertThat(Ran.of("inspect", letter.toString()).out()).isEqualTo(block.text());
            }
            default -> fail("say here what real answer this one shows: %s", block);
        }
    }

    private String readiness() throws Exception {
        try (EchoServer echo = EchoServer.start();
                Started started = Started.in(folder, "servers:\n  crm: { url: \"" + echo.url() + "\" }\n")) {
            return started.admin("/health/ready").body();
        }
    }

    /// Names and kinds of values, without the values; of a list the first.
    private static String shape(JsonNode node) {
        if (node.isObject()) {
            TreeSet<String> members = new TreeSet<>();
            node.properties().forEach(member -> members.add(member.getKey() + ":" + shape(member.getValue())));
            return members.toString();
        }
        if (node.isArray()) {
            return "list of " + (node.isEmpty() ? "nothing" : shape(node.get(0)));
        }
        return node.getNodeType().name();
    }

    private static void command(String line) {
        List<String> words =
                Arrays.asList(line.replaceFirst("\\s+#.*", "").strip().split("\\s+", -1));
        switch (words.getFirst()) {
            case "./tidegate", "tidegate" -> parsed(words.subList(1, words.size()));
            case "./verify",
                    "bench/run",
                    "bench/without",
                    "bench/tokens/run",
                    "bench/limits/run",
                    "bench/decisions/run",
                    "bench/published/run",
                    "bench/entities/run",
                    "bench/guards/run",
                    "bench/own-data/run",
                    "bench/records/run",
                    "bench/relations/run",
                    "bench/sessions/run",
                    "bench/identity/run" ->
                assertThat(Path.of(words.getFirst())).isExecutable();
            case "mvn" -> assertThat(Path.of("pom.xml")).exists();
            case "java" -> {
                String main = words.stream()
                        .filter(word -> word.startsWith("io.tidegate."))
                        .findFirst()
                        .orElseThrow();
                String file = main.replace('.', '/') + ".java";
                assertThat(List.of(Path.of("src/main/java", file), Path.of("src/test/java", file)))
                        .anyMatch(Files::exists);
            }
            default -> fail("say here what is run by `%s`", line);
        }
    }

    private static void parsed(List<String> words) {
        CommandLine.ParseResult parsed = Verbs.line().parseArgs(words.toArray(String[]::new));
        assertThat(parsed.hasSubcommand()).as(words.toString()).isTrue();
    }

    /// The whole of it at once, with a value for each word in capitals.
    private static void usage(String line) {
        command(line.replaceAll("[\\[\\]]", "").replace("URL", "http://127.0.0.1:8421"));
    }

    private void text(Block block) throws IOException {
        switch (block.page()) {
            case "docs/configuration.md" -> mistakes(block);
            case "docs/relations.md" ->
                assertThat(RelationFile.read(Files.writeString(folder.resolve("page.csv"), block.text()))
                                .faults())
                        .isEmpty();
            case "docs/controls/stop-switch.md" ->
                block.text().lines().forEach(line -> assertThat(Stop.of(line)).isPresent());
            case "docs/controls/untrusted-mark.md" ->
                assertThat(block.text().strip()).isEqualTo(UntrustedNotice.around("buy milk", "3fa9c1d2"));
            case "docs/trail.md" ->
                assertThat(block.text()).startsWith("tidegate trail checkpoint 1\n"); // TrailPageTest
            default -> fail("say here what this block shows: %s", block);
        }
    }

    /// The page's messages are what a file with these mistakes on these lines is answered.
    private void mistakes(Block block) {
        String yaml = "policy: a.cedar\n" + "#\n".repeat(5) + "servers:\n  crm:\n    credentail: x\n"
                + "    url: https://crm.example.com/mcp\n" + "#\n".repeat(4)
                + "data:\n  returned:\n    mask: [emial]\n";
        ConfigurationResult result = read(yaml);
        assertThat(result).isInstanceOfSatisfying(ConfigurationResult.ConfigurationFaults.class, faults -> assertThat(
                        faults.faults().stream()
                                .map(fault -> fault.toString().replace(folder + "/", ""))
                                .toList())
                .isEqualTo(block.text().lines().toList()));
    }

    /// The page's commands on keys, one after the other.
    @Test
    void commandsOnKeysWork() throws IOException {
        String config = Files.writeString(
                        folder.resolve("tidegate.yaml"), "state: state\n" + String.join("", FRAME.values()))
                .toString();
        String id = "none yet";
        for (String line : blocks().stream()
                .filter(block ->
                        block.page().equals("docs/identity.md") && block.kind().equals("sh"))
                .flatMap(block -> block.text().lines())
                .toList()) {
            List<String> words = new ArrayList<>(
                    Arrays.asList(line.replaceFirst("key_\\w+", id).split(" ", -1)));
            words.addAll(List.of("--config", config));
            Ran ran = Ran.of(words.subList(1, words.size()).toArray(String[]::new));
            assertThat(ran.code()).as(line + "\n" + ran.err()).isZero();
            id = Pattern.compile("key_\\w+")
                    .matcher(ran.out() + ran.err())
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group();
        }
    }
}
