package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Is a file of relations read exactly, or not at all?
final class RelationFileTest {
    @TempDir
    private Path folder = Path.of("");

    private RelationFile.Read read(String name, String text) throws IOException {
        return RelationFile.read(Files.writeString(folder.resolve(name), text));
    }

    private String faults(String name, String text) throws IOException {
        RelationFile.Read read = read(name, text);
        assertThat(read.texts()).as("nothing of a file with a mistake").isEmpty();
        return read.faults().stream().map(Fault::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void readsCsvWithQuotesMarksAndEitherEndOfLine() throws IOException {
        RelationFile.Read read =
                read("r.csv", "\uFEFFuser,text\r\nalice,p1\nalice,\"p,2\"\r\n\"bo\"\"b\",p1\nalice,p1");
        assertThat(read.faults()).isEmpty();
        assertThat(read.texts()).isEqualTo(Map.of("alice", Set.of("p1", "p,2"), "bo\"b", Set.of("p1")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "alice,p1 | :1: the first line has to be `user,text`",
                "user,text,more | :1: the first line",
                "user,text\\nalice,p1,p2 | :2: has 3 columns, not 2",
                "user,text\\nalice | :2: has 1 columns, not 2",
                "user,text\\n\\nalice,p1 | :2: has 1 columns, not 2",
                "user,text\\nalice,\"p1\\np2\" | :2: the quotes do not fit",
                "user,text\\nalice,\"p1\"x | :2: the quotes do not fit",
                "user,text\\nalice,p\"1 | :2: the quotes do not fit",
                "user,text\\nalice, p1 | :2: a column is empty",
                "user,text\\nalice, | :2: a column is empty",
                "user,text\\n,p1 | :2: a column is empty",
                "user,text\\nalice,p1\\rbob,p2 | :2: has 3 columns",
                "user,text\\nalice,p1\\r\\r\\n | :2: a column is empty",
                "user,text\\nali\\0ce,p1 | :2: a column is empty",
                "user,text\\nalice,p1\\n\\uFEFFbob;p1 | :3: has 1 columns"
            })
    void takesNothingOfABrokenCsv(String text, String told) throws IOException {
        String real = text.replace("\\n", "\n")
                .replace("\\r", "\r")
                .replace("\\0", "\0")
                .replace("\\uFEFF", "\uFEFF");
        assertThat(faults("r.csv", real)).contains("r.csv" + told);
    }

    @Test
    void readsListsOfYamlAndJson() throws IOException {
        Map<String, Set<String>> expected = Map.of("alice", Set.of("p1", "p2"), "bob", Set.of());
        assertThat(read("r.yaml", "alice: [p1, p2, p1]\nbob: []\n").texts()).isEqualTo(expected);
        assertThat(read("r.json", "{\"alice\": [\"p1\", \"p2\"], \"bob\": []}").texts())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"alice\": [\"p1\"], \"alice\": []} | stands twice",
                "{\"alice\": \"p1\"} | must be a list",
                "{\"alice\": [1]} | must be a text",
                "{\"alice\": [[\"p1\"]]} | must be a text",
                "{\"alice\": [null]} | has no value",
                "[\"alice\"] | must be a mapping",
                "{\"alice\": [\" p1\"]} | without blanks around it",
                "{\"alice\": [\"p1\" | cannot be read"
            })
    void takesNothingOfABrokenJson(String text, String told) throws IOException {
        assertThat(faults("r.json", text)).contains(told);
    }

    @Test
    void refusesWhatIsTooMuch() throws IOException {
        String many = IntStream.rangeClosed(0, RelationFile.TEXTS_MAX)
                .mapToObj(number -> "alice,p" + number + "\n")
                .collect(Collectors.joining());
        assertThat(faults("r.csv", "user,text\n" + many)).contains(":10002: the user has more than 10,000 texts");
        assertThat(faults("r.csv", "user,text\n" + "alice,p1\n".repeat(2_000_000)))
                .contains("longer than 16 MiB");
        assertThat(faults("r.csv", "user,text\na,b\n".replace("a,b", "a," + "x".repeat(1_025))))
                .contains("too long");
        assertThat(faults("r.yaml", "alice: [" + "x,".repeat(600_000) + "]\n")).contains("longer than 1 MiB");
    }

    @Test
    void refusesWhatIsNoTextAndWhatIsNotThere() throws IOException {
        Path latin =
                Files.write(folder.resolve("r.csv"), "user,text\nJos\u00e9,p1\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(RelationFile.read(latin).faults().toString()).contains("no UTF-8 text");
        assertThat(RelationFile.read(folder.resolve("none.csv")).faults().toString())
                .contains("cannot be read");
    }
}
