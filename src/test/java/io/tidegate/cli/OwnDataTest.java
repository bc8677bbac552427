package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Is data of the organisation's own declared, hashed, found, and said what is wrong with, as an operator meets it?
class OwnDataTest {
    @TempDir
    private Path folder = Path.of("");

    private Path config(String own) throws Exception {
        return Files.writeString(
                folder.resolve("tidegate.yaml"),
                "state: " + folder.resolve("state") + "\n"
                        + "servers: { crm: { url: \"https://crm.example.com/mcp\" } }\n"
                        + "data:\n  own:\n    mine: " + own + "\n  returned: { mask: [own/mine] }\n");
    }

    private String inspected(Path config, String text) throws Exception {
        Path file = Files.writeString(folder.resolve("case"), text);
        Ran ran = Ran.of("inspect", file.toString(), "--config", config.toString());
        return ran.out() + ran.err();
    }

    @Test
    void aPatternIsAType() throws Exception {
        Path config = config("{ pattern: 'ACME-\\d{6}', confidence: certain }");
        assertThat(inspected(config, "see ACME-123456"))
                .contains(
                        "\"type\":\"own/mine\"",
                        "\"start\":4",
                        "\"rule\":\"mine\"",
                        "\"do\":\"mask\"",
                        "\"confidence\":1");
    }

    @Test
    void aTableIsMadeAndFound() throws Exception {
        Path config = config("{ table: customers.tdg }");
        Files.writeString(folder.resolve("customers.csv"), "id,name,town\nC-10017,\"Lovelace, Ada\",Bern\n,x,Bonn\n");
        Files.writeString(folder.resolve("plain.yaml"), "state: " + folder.resolve("state") + "\n");
        Ran made = Ran.of(
                "data",
                "table",
                folder.resolve("customers.csv").toString(),
                "--columns",
                "id,name",
                "-o",
                folder.resolve("customers.tdg").toString(),
                "--config",
                folder.resolve("plain.yaml").toString());
        assertThat(made.code()).as(made.toString()).isEqualTo(Exit.DONE);
        assertThat(made.out()).contains("2 values of 2 rows", "1 values left out");
        assertThat(inspected(config, "{\"customer\": \"c10017\", \"who\": \"LOVELACE ADA\", \"town\": \"Bern\"}"))
                .contains("\"start\":14,\"end\":20", "\"start\":31,\"end\":43")
                .doesNotContain("\"start\":55");
        Ran wrong = Ran.of(
                "data",
                "table",
                folder.resolve("customers.csv").toString(),
                "--columns",
                "phone",
                "-o",
                "x",
                "--config",
                folder.resolve("plain.yaml").toString());
        assertThat(wrong.err()).contains("has no column `phone`; it has id, name, town");
    }

    @Test
    void documentsAreMadeAndFound() throws Exception {
        String secret = "The merger with Northwind will be announced on the second of May, after the board has met and"
                + " agreed to the terms that counsel has laid down in the draft of March.";
        Path documents = Files.createDirectories(folder.resolve("board/2026"));
        Files.writeString(documents.resolve("minutes.txt"), secret);
        Files.write(documents.resolve("logo.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', (byte) 0xff});
        Path plain = Files.writeString(folder.resolve("plain.yaml"), "state: " + folder.resolve("state") + "\n");
        Ran made = Ran.of(
                "data",
                "documents",
                folder.resolve("board").toString(),
                "-o",
                folder.resolve("board.tdg").toString(),
                "--config",
                plain.toString());
        assertThat(made.code()).as(made.toString()).isEqualTo(Exit.DONE);
        assertThat(made.out()).contains("of 1 document", "1 file left out");
        Path config = config("{ documents: board.tdg, passage: 16 }");
        assertThat(inspected(config, "He wrote: " + secret)).contains("own/mine");
        assertThat(inspected(config, "The merger with Northwind is off.")).doesNotContain("own/mine");
    }

    @Test
    void saysWhatIsWrongAndWhereAndWhatToDo() throws Exception {
        assertThat(inspected(config("{ pattern: '(ACME+)+' }"), "x"))
                .contains(
                        "data.own.mine.pattern has an unbounded repetition inside another",
                        "give the inner one bounds");
        assertThat(inspected(config("{ pattern: 'ACME', table: x }"), "x")).contains("give exactly one");
        assertThat(inspected(config("{ near: x }"), "x")).contains("is not taken without `pattern`");
        assertThat(inspected(config("{ table: none.tdg }"), "x"))
                .contains("can't be read; make it with `tidegate data table`");
        assertThat(inspected(config("{ table: case }"), "x")).contains("was not made by `tidegate data table`");
        assertThat(inspected(config("{ dictionary: case }"), "??")).contains("`own/mine`: line 1 of `");
        Path other = Files.writeString(
                folder.resolve("other.yaml"),
                "data: { returned: { mask: [own/theirs] }, own: { their: { pattern: abcd } } }\n");
        assertThat(inspected(other, "x")).contains("`own/theirs` is named, and not declared", "own/their");
    }

    @Test
    void aFamilyMeansAllOfThem() throws Exception {
        Path config = Files.writeString(
                folder.resolve("all.yaml"),
                "data: { own: { one: { pattern: ACME1 }, two: { pattern: ACME2 } }, rules: [{ types: own, do: block }] }\n");
        assertThat(inspected(config, "ACME1 ACME2").lines().toList())
                .isEqualTo(
                        List.of(
                                "{\"id\":1,\"verdict\":\"block\",\"score\":0.9,\"findings\":["
                                        + "{\"type\":\"own/one\",\"start\":0,\"end\":5,\"confidence\":0.9,\"rule\":\"one\",\"do\":\"block\"},"
                                        + "{\"type\":\"own/two\",\"start\":6,\"end\":11,\"confidence\":0.9,\"rule\":\"two\",\"do\":\"block\"}]}"));
    }
}
