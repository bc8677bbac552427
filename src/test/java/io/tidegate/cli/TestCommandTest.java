package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.json.JsonDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Does a case pass exactly where policies say what it expects, and is a slip in one no pass?
class TestCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("tidegate.yaml"), """
                servers: { crm: { url: "https://crm.example.com/mcp" } }
                policy: policies
                allow: { support: [crm__find, crm__pay, crm__drop], ask: [crm__pay] }
                """);
        Files.writeString(folder.resolve("policies/base.cedar"), """
                @id("no-drop") @reason("never")
                forbid(principal, action == Action::"call", resource == Tool::"crm/drop");
                permit(principal in Group::"clerks", action == Action::"call", resource == Tool::"crm/book")
                when { context.arguments.hasTag("/lines/1/amount") &&
                       context.arguments.getTag("/lines/1/amount") has number &&
                       context.arguments.getTag("/lines/1/amount").number == 5 };
                """);
    }

    private Ran test(String cases, String... more) throws IOException {
        Files.writeString(folder.resolve("policies/base.cases.yaml"), cases);
        List<String> all = new ArrayList<>(
                List.of("test", "--config", folder.resolve("tidegate.yaml").toString()));
        all.addAll(List.of(more));
        return Ran.of(all.toArray(String[]::new));
    }

    @Test
    void passesWhatIsAsExpected() throws IOException {
        Ran ran = test("""
                cases:
                  - { user: alice, groups: [support], calls: crm__find, expect: allowed, by: "tidegate.yaml:3" }
                  - { user: alice, groups: [support], calls: crm__pay, expect: asks }
                  - { user: alice, groups: [support], calls: crm__drop, expect: refused, by: no-drop }
                  - { user: bob, calls: crm__find, expect: refused }
                  - { user: bob, gets: crm__greet, expect: refused }
                  - user: carl
                    groups: [clerks]
                    calls: crm__book
                    arguments: { lines: [x, { amount: 5 }], done: true, none: , text: "5" }
                    expect: allowed
                """);
        assertThat(ran.code()).as(ran.toString()).isEqualTo(Exit.DONE);
        assertThat(ran.out())
                .contains("ok    base.cases.yaml:2       alice calls crm__find: allowed")
                .endsWith("6 cases, 0 failed\n");
    }

    @Test
    void tellsWhatWasDecidedInsteadAndWhyThatMatters() throws IOException {
        Ran ran = test("""
                cases:
                  - { user: alice, groups: [support], calls: crm__find, expect: allowed }
                  - { user: alice, groups: [support], calls: crm__drop, expect: allowed, why: for the auditors }
                """);
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out())
                .contains("fail  base.cases.yaml:3       alice calls crm__drop: refused, expected allowed; no-drop (")
                .contains("base.cedar:1) forbids: never; for the auditors\n")
                .endsWith("2 cases, 1 failed\n");
        assertThat(JsonDocument.of(test("cases: [{ user: a, calls: crm__find, expect: asks }]\n", "--json")
                                .out()
                                .strip())
                        .root()
                        .string("summary"))
                .hasValue("1 case, 1 failed");
    }

    @Test
    void asksAboutRecordsAndWhatBindsACall() throws IOException {
        Files.writeString(folder.resolve("policies/records.cedar"), """
                @id("own") @mask("/iban")
                permit(principal, action == Action::"see", resource in RecordType::"crm/account")
                when { resource.hasTag("/owner") && resource.getTag("/owner") has text &&
                       resource.getTag("/owner").text == principal.id && resource.id != "0" };
                @drop_fields("/notes") @log("seen")
                permit(principal, action == Action::"call", resource == Tool::"crm/find");
                """);
        String start = "  - { user: alice, groups: [support], calls: crm__find, ";
        String row = "sees: { type: account, id: \"7\", row: { owner: alice, lines: [1] } }, ";
        Ran ran = test("cases:\n" + start + row + "expect: allowed, by: own, obligations: [mask] }\n"
                + start + row.replace("7", "0") + "expect: refused }\n"
                + start + row.replace("owner: alice", "owner: bob") + "expect: refused }\n"
                + start + row.replace("account", "order") + "expect: refused }\n"
                + start + "expect: allowed, obligations: [log, drop_fields] }\n");
        assertThat(ran.code()).as(ran.toString()).isEqualTo(Exit.DONE);
        assertThat(ran.out()).contains("alice calls crm__find, sees account/7: allowed");

        Ran otherwise = test("cases:\n" + start + "expect: allowed, obligations: [mask] }\n" + start + row
                + "expect: allowed, obligations: [] }\n");
        assertThat(otherwise.code()).isEqualTo(Exit.FINDINGS);
        assertThat(otherwise.out())
                .contains("; bound by [drop_fields, log], expected [mask]")
                .contains("; bound by [mask], expected []")
                .endsWith("2 cases, 2 failed\n");
    }

    @Test
    void failsWhereAnotherPolicyDecides() throws IOException {
        Ran ran = test(
                "cases: [{ user: alice, groups: [support], calls: crm__drop, expect: refused, by: base.cedar:3 }]\n");
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out()).contains("expected refused by base.cedar:3; no-drop");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ user: alice, calls: crm__find } | needs `expect`",
                "{ user: alice, expect: allowed } | needs `calls` or `gets`",
                "{ user: alice, calls: crm__find, expect: maybe } | is not one of allowed, refused, asks",
                "{ user: alice, calls: crm__find, expect: allowed, grops: [a] } | did you mean `groups`?",
                "{ user: alice, calls: crn__find, expect: refused } | `crn` is not a server here",
                "{ user: alice, calls: crm__find, expect: refused, source: here } | here",
                "{ user: alice, calls: crm__find, expect: refused, at: noon } | a time such as",
                "{ user: alice, calls: crm__find, expect: refused, arguments: { a: .inf } } | is no number of JSON",
                "{ user: alice, calls: crm__find, expect: refused, arguments: [1] } | must be a mapping",
            })
    void noSlipIsAPass(String one, String why) throws IOException {
        Ran ran = test("cases:\n  - " + one + "\n");
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out()).contains("fail  base.cases.yaml:2").contains(why);
    }

    @Test
    void noCasesAreNoSuccess() {
        Ran ran = Ran.of("test", "--config", folder.resolve("tidegate.yaml").toString());
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out()).contains("there are no cases");
    }

    @Test
    void doctorRunsThemToo() throws IOException {
        test("cases: [{ user: bob, calls: crm__find, expect: allowed }]\n");
        String file = folder.resolve("tidegate.yaml").toString();
        assertThat(Ran.of("doctor", file).out()).containsPattern("fail +cases +1 of 1 case failed; see `");
        test("cases: [{ user: bob, calls: crm__find, expect: refused }]\n");
        assertThat(Ran.of("doctor", file).out()).containsPattern("ok +cases +1 case of policies as expected");
    }
}
