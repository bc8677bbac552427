package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
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

/// Does it say by which line a call is decided, and what is missing where it is refused?
class ExplainCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("tidegate.yaml"), """
                servers:
                  docs: { run: [node, x.js], class: files }
                  crm: { url: "https://crm.example.com/mcp", class: ticketing }
                policy: more.cedar
                allow:
                  support: [crm__search_*]
                  admins: ["crm__*"]
                  any:user: [class:reads]
                  office:
                    - tools: [crm__export]
                      when: context has source && context.source.isInRange(ip("10.0.0.0/8"))
                  ask: [crm__delete_*]
                """);
        Files.writeString(folder.resolve("more.cedar"), """
                @id("no-drop")
                @reason("customers are never dropped")
                @advice("close the account instead")
                forbid(principal, action == Action::"call", resource == Tool::"crm/drop")
                unless { principal in Group::"root" };

                @id("small")
                permit(principal in Group::"clerks", action == Action::"call", resource == Tool::"crm/pay")
                when { context.arguments.hasTag("/amount") && context.arguments.getTag("/amount") has number &&
                       context.arguments.getTag("/amount").number <= 100 };

                @id("broken")
                permit(principal in Group::"clerks", action == Action::"call", resource == Tool::"crm/sum")
                when { 9223372036854775807 + 1 == 1 };
                """);
    }

    private Ran explain(String... words) {
        List<String> all = new ArrayList<>(List.of("explain"));
        all.addAll(List.of(words));
        all.addAll(List.of("--config", folder.resolve("tidegate.yaml").toString()));
        Ran ran = Ran.of(all.toArray(String[]::new));
        return new Ran(ran.code(), ran.out().replace(folder + "/", ""), ran.err());
    }

    @Test
    void saysWhatTheAnswerIsBoundTo() throws IOException {
        Files.writeString(
                folder.resolve("more.cedar"),
                "@mask(\"/iban\") @limit_rows(\"9\") permit(principal, action == Action::\"call\", resource);");
        Ran ran = explain("bob", "crm__list");
        assertThat(ran.code()).isEqualTo(Exit.DONE);
        assertThat(ran.out()).contains("bound to  at most 9 rows", "bound to  mask /iban");
    }

    /// Clients know its tools by these names.
    @Test
    void knowsTheToolsOfTheOnlyServerWithoutItsName() throws IOException {
        Files.writeString(folder.resolve("tidegate.yaml"), """
                servers: { docs: { run: [node, x.js], class: files } }
                allow: { any:user: [docs__read_file] }
                """);
        for (String name : List.of("read_file", "docs__read_file", "docs/read_file")) {
            assertThat(explain("bob", name).out()).startsWith("allowed   bob calls docs/read_file\n");
        }
        assertThat(explain("bob", "write_file").out()).startsWith("refused   bob calls docs/write_file\n");
        Files.writeString(
                folder.resolve("a.cases.yaml"), "cases: [{ user: bob, calls: read_file, expect: allowed }]\n");
        assertThat(Ran.of("test", "--config", folder.resolve("tidegate.yaml").toString())
                        .code())
                .isZero();
    }

    @Test
    void namesTheLineThatAllows() {
        Ran ran = explain("alice", "crm__search_open", "--groups", "support,staff");
        assertThat(ran.code()).isEqualTo(Exit.DONE);
        assertThat(ran.out())
                .startsWith("allowed   alice (group staff, group support) calls crm/search_open\n")
                .contains(
                        "by        tidegate.yaml#1 (tidegate.yaml:6) permits when { (resource.name) like \"search_*\" }");
    }

    @Test
    void saysWhatIsMissing() {
        Ran ran = explain("alice", "crm__update_note");
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out())
                .startsWith("refused   alice calls crm/update_note\ncounts as writes, destroys, sends-out")
                .contains("\nby        no policy permits it\n")
                .contains(
                        "would be  allowed for `principal in Group::\"admins\"`, by tidegate.yaml#2 (tidegate.yaml:7)\n")
                .doesNotContain("office", "clerks", "support");
    }

    @Test
    void saysWhatToDoWhereNoPermitIsAboutIt() {
        assertThat(explain("alice", "docs__write_file").out())
                .contains("would be  allowed by a permit that is about it, and none is: write one");
    }

    @Test
    void saysWhichPartOfAConditionIsNotMet() {
        Ran elsewhere = explain("alice", "crm__export", "--groups", "office", "--source", "192.0.2.1");
        assertThat(elsewhere.out())
                .contains(
                        "would be  allowed `when { (context.source).isInRange(ip(\"10.0.0.0/8\")) }`, by tidegate.yaml#4")
                .doesNotContain("office\"");
        Ran nowhere = explain("alice", "crm__export");
        assertThat(nowhere.out())
                .contains("for `principal in Group::\"office\"` and `when { context has source }`, by tidegate.yaml#4");
        assertThat(explain("alice", "crm__export", "--groups", "office", "--source", "10.1.1.1")
                        .code())
                .isEqualTo(Exit.DONE);
    }

    @Test
    void looksAtArguments() {
        assertThat(explain("carl", "crm__pay", "{\"amount\": 100}", "--groups", "clerks")
                        .code())
                .isEqualTo(Exit.DONE);
        assertThat(explain("carl", "crm__pay", "{\"amount\": 101}", "--groups", "clerks")
                        .out())
                .contains("number) <= 100 }`, by small (more.cedar:7)");
        assertThat(explain("carl", "crm__pay", "--groups", "clerks").out()).contains("hasTag(\"/amount\")");
        assertThat(explain("carl", "crm__pay", "{\"amount\": ").code()).isEqualTo(Exit.USED_WRONGLY);
        assertThat(explain("carl", "crm__pay", "[]").code()).isEqualTo(Exit.USED_WRONGLY);
    }

    @Test
    void saysWhatForbidsAndWhatHoldsIt() {
        Ran forbidden = explain("bob", "crm__drop", "--groups", "admins");
        assertThat(forbidden.code()).isEqualTo(Exit.FINDINGS);
        assertThat(forbidden.out())
                .startsWith("refused   bob (group admins) calls crm/drop\n")
                .contains("by        no-drop (more.cedar:1) forbids unless { principal in Group::\"root\" }:"
                        + " customers are never dropped (close the account instead)\n");
        Ran asks = explain("bob", "crm__delete_note", "--groups", "admins");
        assertThat(asks.code()).isEqualTo(Exit.FINDINGS);
        assertThat(asks.out())
                .startsWith("asks      bob (group admins) calls crm/delete_note\n")
                .contains("tidegate.yaml#5 (tidegate.yaml:12) forbids without approval", "allowed after approval");
        assertThat(explain("eve", "crm__sum", "--groups", "clerks").out())
                .contains("broken (more.cedar:12) can't be evaluated");
    }

    /// A confirmation is the caller's own, and is there; nobody else has to be waited for.
    @Test
    void saysThatTheCallerHasToAgree() throws IOException {
        Files.writeString(folder.resolve("more.cedar"), """
                @id("sure") @require("user-confirmation")
                forbid(principal, action == Action::"call", resource == Tool::"crm/send");
                @id("mine") @require("user-confirmation")
                permit(principal in Group::"clerks", action == Action::"call", resource == Tool::"crm/pay");
                """);
        Ran asks = explain("bob", "crm__send", "--groups", "admins");
        assertThat(asks.code()).isEqualTo(Exit.FINDINGS);
        assertThat(asks.out())
                .startsWith("asks      bob (group admins) calls crm/send\n")
                .contains("sure (more.cedar:1) forbids unless the caller agrees")
                .contains("would be  allowed once the person who calls has agreed to this very call")
                .doesNotContain("approval", "bound to");
        assertThat(explain("bob", "crm__pay", "--groups", "clerks").out())
                .contains("mine (more.cedar:3) permits once the caller agrees");
        assertThat(explain("bob", "crm__pay", "--groups", "x").out())
                .contains("`principal in Group::\"clerks\"`, once the caller agrees, by mine");
    }

    @Test
    void saysWhatWasSupposedAndWhatNobodyKnows() throws IOException {
        assertThat(explain("alice", "crm__export").out())
                .contains("note      supposed is a user without groups and roles: `--groups`, `--roles`")
                .contains("note      `crm` was not heard yet");
        assertThat(explain("alice", "crm__export", "--groups", "support").out()).doesNotContain("supposed is");
        Files.createDirectories(folder.resolve(".tidegate"));
        Files.writeString(folder.resolve(".tidegate/tools.json"), """
                {"version": 1, "servers": {"crm": {"heard": "2026-01-01T00:00:00Z", "tools": [
                  {"name": "search_customers", "inputSchema": {"type": "object"}}]}}}""");
        assertThat(explain("alice", "crm__search_custmers", "--groups", "support")
                        .out())
                .contains("note      `crm` was last heard without such a tool; did you mean `search_customers`?");
        assertThat(explain("alice", "crm__search_customers", "--groups", "support")
                        .out())
                .doesNotContain("note");
    }

    @Test
    void knowsWhatAServerWasHeardToHave() throws IOException {
        assertThat(explain("alice", "crm__look").code()).isEqualTo(Exit.FINDINGS);
        Files.createDirectories(folder.resolve(".tidegate"));
        Files.writeString(folder.resolve(".tidegate/tools.json"), """
                {"version": 1, "servers": {"crm": {"heard": "2026-01-01T00:00:00Z", "tools": [
                  {"name": "look", "inputSchema": {"type": "object"}, "annotations": {"readOnlyHint": true}}]}}}""");
        Ran ran = explain("alice", "crm__look");
        assertThat(ran.code()).isEqualTo(Exit.DONE);
        assertThat(ran.out()).contains("counts as reads, ");
    }

    @Test
    void takesAnonymousCallersForWhatTheyAre() {
        assertThat(explain("alice", "docs__read_file").code()).isEqualTo(Exit.DONE);
        Ran ran = explain("anonymous", "docs__read_file");
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out()).contains("`when { (principal.authentication) != \"anonymous\" }`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "crn__x | `crn` is not a server here",
                "nonsense | is no tool's name",
                "crm__ | a tool's name is",
                "crm__a b | a tool's name is"
            })
    void refusesWhatIsNoTool(String tool, String why) {
        Ran ran = explain("alice", tool);
        assertThat(ran.code()).isEqualTo(Exit.USED_WRONGLY);
        assertThat(ran.err()).contains(why);
    }

    @Test
    void saysTheSameAsJson() {
        JsonDocument json = JsonDocument.of(
                explain("alice", "crm__update_note", "--json").out().strip());
        assertThat(json.root()
                        .get("explanation")
                        .orElseThrow()
                        .elements()
                        .iterator()
                        .next()
                        .string("what"))
                .hasValue("refused");
        assertThat(json.root().string("policy").orElseThrow()).startsWith("policies ");
    }

    @Test
    void explainsACallOnRecordByThePoliciesOfThenAndNow() throws Exception {
        try (EchoServer echo = EchoServer.start();
                Started started = Started.in(folder, servers(echo))) {
            Files.writeString(folder.resolve("test.cedar"), "@id(\"shut\") forbid(principal, action, resource);");
            started.reload(servers(echo));
            started.call("echo", "");
            String id = JsonDocument.of(started.records(RecordKind.SEALED).getLast())
                    .root()
                    .string("call")
                    .orElseThrow();
            Files.writeString(folder.resolve("test.cedar"), Started.OPEN);
            Ran ran = explain(id);
            assertThat(ran.code()).as(ran.toString()).isEqualTo(Exit.DONE);
            assertThat(ran.out())
                    .contains("recorded  ", "by        forbidden by shut (test.cedar:1)", "anonymous calls echo/echo")
                    .contains("allowed   anonymous");
            assertThat(explain("C-none").code()).isEqualTo(Exit.FINDINGS);
        }
    }

    private static String servers(EchoServer echo) {
        return "servers:\n  echo: { url: \"" + echo.url() + "\" }\n";
    }
}
