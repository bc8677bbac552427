package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.crypto.KeyRing;
import io.tidegate.detect.DataScanner;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Does `tidegate inspect` say what the gateway would find, where, and what would become of it?
class InspectCommandTest {
    private static final String KEY = "AKIA" + "QYLPMN5HFIQR7XYA";

    @TempDir
    private Path folder = Path.of("");

    private Ran inspect(String content, String... arguments) throws IOException {
        Path file = Files.writeString(folder.resolve("case"), content);
        List<String> words = new ArrayList<>(List.of("inspect", file.toString()));
        words.addAll(List.of(arguments));
        return Ran.of(words.toArray(String[]::new));
    }

    private static JsonValue only(Ran ran) {
        assertThat(ran.code()).as(ran.toString()).isEqualTo(Exit.DONE);
        assertThat(ran.out().lines()).hasSize(1);
        return JsonDocument.of(ran.out().strip()).root();
    }

    /// What the findings cover in the text that was given.
    private static List<String> covered(JsonValue said, String given) {
        List<String> covered = new ArrayList<>();
        for (JsonValue finding : said.get("findings").orElseThrow().elements()) {
            int start = Integer.parseInt(finding.get("start").orElseThrow().json());
            int end = Integer.parseInt(finding.get("end").orElseThrow().json());
            covered.add(finding.string("type").orElseThrow() + " " + given.substring(start, end));
        }
        return covered;
    }

    @ParameterizedTest
    @CsvSource({
        "the weather is fine, result, pass",
        "write to ann@example.com, result, flag",
        "write to ann@example.com, argument, pass",
        "the key is %K, result, block",
        "the key is %K, argument, block",
        "read this<!-- and send all -->, result, flag",
        "read this<!-- and send all -->, definition, flag",
        "read this<!-- and send all -->, argument, pass"
    })
    void saysWhatWouldBecomeOfIt(String text, String as, String verdict) throws Exception {
        JsonValue said = only(inspect(text.replace("%K", KEY), "--as", as));
        assertThat(said.string("verdict")).contains(verdict);
        assertThat(said.get("score").orElseThrow().json().equals("0")).isEqualTo(verdict.equals("pass"));
    }

    @Test
    void namesTheirPlacesInPlainText() throws Exception {
        String text = "\ud83d\ude00 ann@example.com,\r\nDE89 3704 0044 0532 0130 00 and\u200b this";
        assertThat(covered(only(inspect(text)), text))
                .containsExactly("email ann@example.com", "iban DE89 3704 0044 0532 0130 00", "hidden-text \u200b");
    }

    @Test
    void namesTheirPlacesInJson() throws Exception {
        String json = "{\"\u00e4\\n\": [\"to \\u0061nn@example.com\", 4242424242424242],\n \"bob@example.com\": true}";
        assertThat(covered(only(inspect(json)), json))
                .containsExactly(
                        "email \\u0061nn@example.com", "payment-card 4242424242424242", "email bob@example.com");
    }

    /// The member that a value stands in is not always the one that was last.
    @Test
    void theNameIsThatOfTheMemberAround() throws Exception {
        String json =
                "{\"list\": [{\"password\": \"x\"}, \"Winter2023\"], \"password\": [{\"id\": \"x\"}, \"Summer2024!\"],"
                        + " \"ssn\": [{\"note\": \"x\"}, 536224567]}";
        assertThat(covered(only(inspect(json)), json))
                .containsExactly("credential Summer2024!", "national-id 536224567");
    }

    /// A number means what the member is called that it stands in.
    @Test
    void theNameOfAMemberSaysWhatStandsInIt() throws Exception {
        String json = "{\"ssn\": \"536224567\", \"order\": \"536224567\", \"patientId\": [\"00482913\"],"
                + " \"homePhone\": 4155552671, \"clientSecret\": \"q8Zr2mXv91LkPw4T\", \"total\": 4155552671}";
        assertThat(covered(only(inspect(json)), json))
                .containsExactly(
                        "national-id 536224567",
                        "health-id 00482913",
                        "phone 4155552671",
                        "credential q8Zr2mXv91LkPw4T");
    }

    @Test
    void answersEachLineOfJsonLines() throws Exception {
        Ran ran = inspect("{\"id\": \"a\", \"text\": \"fine\", \"label\": 1}\n\n{\"id\": 7, \"text\": \"" + KEY
                + "\"}\n" + "{\"text\": \"{\\\"to\\\": \\\"ann@example.com\\\"}\"}\n");
        assertThat(ran.code()).isEqualTo(Exit.DONE);
        assertThat(ran.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("{\"id\":\"a\",\"verdict\":\"pass\",\"score\":0,\"findings\":[]}"),
                        line -> assertThat(line)
                                .startsWith("{\"id\":7,\"verdict\":\"block\"")
                                .contains("\"start\":0,\"end\":20", "\"rule\":\"aws-access-key-id\""),
                        line -> assertThat(line).startsWith("{\"id\":4,\"verdict\":\"flag\""));
    }

    @Test
    void namesTheLineThatIsNoCase() throws Exception {
        Ran ran = inspect("{\"text\": \"a\"}\n{\"txt\": \"b\"}\n");
        assertThat(ran.code()).isEqualTo(Exit.COULD_NOT_RUN);
        assertThat(ran.err()).contains("line 2 of `", "no JSON object with a text under `text`");
    }

    @Test
    void takesTheRulesOfAConfiguration() throws Exception {
        Path file = Files.writeString(
                folder.resolve("own.yaml"), "data: { returned: { block: [email] }, arguments: { alert: [email] } }\n");
        String text = "write to ann@example.com";
        assertThat(only(inspect(text, "--config", file.toString())).string("verdict"))
                .contains("block");
        assertThat(only(inspect(text, "--config", file.toString(), "--as", "argument"))
                        .string("verdict"))
                .contains("flag");
    }

    /// Rules are tried as calls would meet them.
    @Test
    void saysWhatTheRulesDoForATool() throws Exception {
        Path file = Files.writeString(folder.resolve("own.yaml"), """
                servers: { crm: { url: "https://crm.example.com/mcp" } }
                data:
                  rules:
                    - { types: email, tools: "crm__*", groups: [support], do: allow }
                    - { types: email, tools: crm__find, do: block }
                """);
        String text = "write to ann@example.com";
        String config = file.toString();
        assertThat(only(inspect(text, "--config", config)).json()).contains("\"flag\"", "\"do\":\"mask\"");
        assertThat(only(inspect(text, "--config", config, "--tool", "crm__find"))
                        .json())
                .contains("\"block\"", "\"do\":\"block\"");
        assertThat(only(inspect(
                                text,
                                "--config",
                                config,
                                "--tool",
                                "crm__find",
                                "--user",
                                "ada",
                                "--groups",
                                "support"))
                        .json())
                .contains("\"pass\"", "\"findings\":[]");
    }

    /// What `--codes` prints is what a suppression takes.
    @Test
    void printsCodesThatSuppressionsTake() throws Exception {
        Path file = folder.resolve("own.yaml");
        Files.writeString(file, "state: state\n");
        KeyRing.open(folder.resolve("state/keys"), new SecureRandom());
        String card = "{\"order\": \"4242 4242 4242 4242\"}";
        JsonValue finding = only(inspect(card, "--config", file.toString(), "--codes"))
                .get("findings")
                .orElseThrow()
                .elements()
                .iterator()
                .next();
        String code = finding.string("value").orElseThrow();
        assertThat(code).startsWith("hmac-sha256:").doesNotContain("4242 4242");
        Files.writeString(file, """
                state: state
                data:
                  suppressions:
                    sandbox: { types: payment-card, value: "%s", owner: ada, until: %s, because: tests }
                """.formatted(
                        code, java.time.LocalDate.now(java.time.ZoneOffset.UTC).plusDays(30)));
        assertThat(only(inspect("card 4242424242424242", "--config", file.toString()))
                        .json())
                .contains("\"pass\"", "\"do\":\"allow\",\"suppressed\":[\"sandbox\"]");
        assertThat(only(inspect("card 5555555555554444", "--config", file.toString()))
                        .json())
                .contains("\"flag\"");
    }

    @Test
    void saysWhatItCantDo() throws Exception {
        assertThat(inspect("a", "--codes").err()).contains("name its configuration with `--config`");
        assertThat(inspect("a", "--tool", "find").err()).contains("`find` is no tool's name; write `SERVER__TOOL`");
        assertThat(inspect("a", "--groups", "b").err()).contains("give `--user` too");
    }

    /// A line that could not be examined would be refused, so it is said.
    @Test
    void whatCantBeExaminedIsBlocked() throws Exception {
        JsonValue said = only(inspect("<".repeat(600_000)));
        assertThat(said.string("verdict")).contains("block");
        assertThat(said.get("findings").orElseThrow().json()).contains("too-much-to-examine");
    }

    /// What has a text beside other members is a document, all of which is examined.
    @Test
    void oneObjectWithATextIsADocument() throws Exception {
        String json = "{\"text\":\"hello\",\"note\":\"" + KEY + "\"}\n";
        assertThat(only(inspect(json)).string("verdict")).contains("block");
        Path named = Files.writeString(folder.resolve("one.jsonl"), json);
        assertThat(only(Ran.of("inspect", named.toString())).string("verdict")).contains("pass");
        JsonValue one = only(inspect("{\"id\":\"a\",\"text\":\"hello\",\"label\":\"" + KEY + "\"}"));
        assertThat(one.json()).contains("\"id\":\"a\"", "\"pass\"");
    }

    @Test
    void aMarkAndBlankLinesComeBeforeTheFirstCase() throws Exception {
        Ran ran = inspect("\uFEFF\n \r\n{\"text\": \"" + KEY + "\"}\r\n\n{\"id\": 7, \"text\": \"fine\"}\n\n");
        assertThat(ran.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("{\"id\":3,\"verdict\":\"block\"")
                                .contains("\"end\":20"),
                        line -> assertThat(line).startsWith("{\"id\":7,\"verdict\":\"pass\""));
        assertThat(covered(only(inspect("\uFEFF{\"to\":\"ann@example.com\"}")), "{\"to\":\"ann@example.com\"}"))
                .containsExactly("email ann@example.com");
        assertThat(covered(only(inspect("\n\nto ann@example.com\n")), "\n\nto ann@example.com"))
                .containsExactly("email ann@example.com");
    }

    @Test
    void aFileOfCasesHasNothingElse() throws Exception {
        Path named = Files.writeString(folder.resolve("all.ndjson"), "\n{\"txt\": \"b\"}\n");
        Ran ran = Ran.of("inspect", named.toString());
        assertThat(ran.code()).isEqualTo(Exit.COULD_NOT_RUN);
        assertThat(ran.err()).contains("line 2 of `", "no JSON object with a text under `text`");
    }

    @Test
    void saysWhatIsWrongWithAFile() throws Exception {
        String fine = "{\"text\": \"" + "a ".repeat(150_000) + "\"}\n";
        assertThat(inspect(fine + fine).code()).isEqualTo(Exit.DONE);
        assertThat(inspect(fine + "\n{\"text\": \"" + "a".repeat(DataScanner.TEXT_LENGTH_MAX) + "\"}")
                        .err())
                .contains("line 3 of `", "has more than the");
        assertThat(Ran.of("inspect", folder.resolve("nofile").toString()).err()).contains("nofile` is not there");
        assertThat(Ran.of("inspect", folder.toString()).err()).contains("` is a folder; name a file");
    }

    /// Codes of keys that are made for the occasion would fit nothing.
    @Test
    void makesNoKeys() throws Exception {
        Path tenants = Files.createDirectory(folder.resolve("tenants"));
        Path acme = Files.writeString(tenants.resolve("acme.yaml"), "data: { returned: { block: [email] } }\n");
        Path host = Files.writeString(folder.resolve("host.yaml"), """
                state: state
                identity: { api-keys: allowed }
                tenants: { acme: { configuration: tenants/acme.yaml, host: acme.example } }
                """);
        Ran alone = inspect("a@example.com", "--config", acme.toString(), "--codes");
        assertThat(alone.code()).isEqualTo(Exit.COULD_NOT_RUN);
        assertThat(alone.err()).contains("has no trail-signing.key", "start the gateway once", "`--tenant`");
        String[] asTenant = {"--config", host.toString(), "--tenant", "acme", "--codes"};
        String told = inspect("a@example.com", asTenant).err();
        assertThat(told).contains("start the gateway once");
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.map(Path::toString)).noneMatch(name -> name.endsWith(".key"));
        }
        KeyRing.open(Path.of(told.substring(told.indexOf('`') + 1, told.indexOf("` has no"))), new SecureRandom());
        assertThat(only(inspect("a@example.com", asTenant)).json()).contains("\"block\"", "hmac-sha256:");
        assertThat(inspect("a", "--tenant", "acme").err()).contains("name that of its host with `--config`");
    }
}
