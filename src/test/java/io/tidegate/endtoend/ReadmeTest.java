package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does what the pages tell people to type work, and do their links lead somewhere? Runs the command blocks of
/// README.md in their order, in one folder, as a newcomer would. Does not see what stands only in sentences.
@Tag("end-to-end")
final class ReadmeTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Pattern READY = Pattern.compile("^ready http://127\\.0\\.0\\.1:8420/mcp ");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```[a-z]*\\n(.*?)^```");
    private static final Pattern VERB = Pattern.compile("(?m)(?:`|^)(?:\\./|/path/to/)?tidegate ([a-z]+)\\b");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

    @TempDir
    private Path folder = Path.of("");

    private Optional<RunningProgram> serving = Optional.empty();

    @Test
    void everyCommandOfTheReadmeWorks() throws Exception {
        Newcomer.useCursor(folder);
        List<List<String>> commands = commands(Files.readString(Peers.ROOT.resolve("README.md")));
        assertThat(commands)
                .extracting(List::getFirst)
                .contains("demo", "serve", "init", "keys", "doctor", "trail", "top");
        assertThat(commands).contains(List.of("init", "--undo"));
        try {
            for (List<String> command : commands) {
                type(command);
            }
            stopServing();
        } finally {
            serving.ifPresent(RunningProgram::close);
        }
        assertThat(folder.resolve("tidegate.yaml"))
                .as("what `init --undo` left")
                .doesNotExist();
    }

    @Test
    void everyVerbThatAPageNamesIsThere() throws IOException {
        Set<String> verbs = new TreeSet<>();
        for (Path page : pages()) {
            VERB.matcher(Files.readString(page))
                    .results()
                    .map(found -> found.group(1))
                    .forEach(verbs::add);
        }
        assertThat(verbs).contains("serve", "connect", "trail");
        for (String verb : verbs) {
            try (RunningProgram help = start(List.of(verb, "--help"))) {
                assertThat(help.awaitEnd(LIMIT)).as(help.describe()).isZero();
                assertThat(help.output()).as("help of `" + verb + "`").anyMatch(line -> line.contains(verb));
            }
        }
    }

    @Test
    void everyLinkInsideTheRepositoryLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            LINK.matcher(Files.readString(page))
                    .results()
                    .map(found -> found.group(1))
                    .filter(target -> !target.contains(":"))
                    .filter(target -> !Files.exists(page.resolveSibling(target)))
                    .forEach(target -> broken.add(Peers.ROOT.relativize(page) + " -> " + target));
        }
        assertThat(broken).isEmpty();
    }

    /// `serve` stays until a verb comes that begins anew; all others end by themselves, with success and a word.
    private void type(List<String> command) throws Exception {
        if (Set.of("demo", "serve", "init").contains(command.getFirst())) {
            stopServing();
        }
        if (command.getFirst().equals("serve")) {
            Newcomer.awaitPorts();
            RunningProgram program = start(command);
            serving = Optional.of(program);
            program.awaitError(READY, LIMIT);
            return;
        }
        try (RunningProgram program = start(command)) {
            assertThat(program.awaitEnd(LIMIT)).as(program.describe()).isZero();
            assertThat(program.output()).as(program.describe()).isNotEmpty();
            assertThat(program.handle().descendants())
                    .as("left running by " + command)
                    .isEmpty();
        }
    }

    private void stopServing() {
        serving.ifPresent(
                program -> assertThat(program.stop()).as(program.describe()).isIn(Gateway.STOPPED_CLEAN));
        serving = Optional.empty();
    }

    private RunningProgram start(List<String> command) {
        return RunningProgram.start(folder, Map.of(), Gateway.command(command.toArray(String[]::new)));
    }

    /// The words after `./tidegate` of each line in a fenced block, without the comment.
    private static List<List<String>> commands(String page) {
        return FENCED.matcher(page)
                .results()
                .map((MatchResult block) -> block.group(1))
                .flatMap(String::lines)
                .filter(line -> line.startsWith("./tidegate "))
                .map(line -> line.replaceFirst("\\s+#.*", "").split("\\s+", -1))
                .map(words -> Arrays.asList(words).subList(1, words.length))
                .toList();
    }

    /// Our own pages: at the root, in docs and in bench.
    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> root = Files.list(Peers.ROOT);
                Stream<Path> docs = Files.walk(Peers.ROOT.resolve("docs"));
                Stream<Path> bench = Files.list(Peers.ROOT.resolve("bench"))) {
            Stream.of(root, docs, bench)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .forEach(pages::add);
        }
        return pages;
    }
}
