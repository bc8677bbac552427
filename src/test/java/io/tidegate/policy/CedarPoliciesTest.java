package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.identity.Authentication;
import io.tidegate.identity.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CedarPoliciesTest {
    private static final ToolFacts READ = tool("customers", "read", Known.YES, Known.UNKNOWN);
    private static final ToolFacts DELETE = tool("customers", "delete", Known.NO, Known.YES);
    private static final ToolFacts MYSTERY = tool("customers", "mystery", Known.UNKNOWN, Known.UNKNOWN);
    private static final Principal ALICE = user("alice", "support");
    private static final Circumstances NOON = new Circumstances(
            Instant.parse("2026-03-01T12:00:00.123456Z"), Optional.of("192.0.2.7"), Optional.of("editor"));

    @TempDir
    private Path folder;

    private static ToolFacts tool(String server, String name, Known readOnly, Known destructive) {
        return new ToolFacts(server, name, readOnly, destructive, Known.UNKNOWN, Known.UNKNOWN);
    }

    private static Principal user(String id, String... groups) {
        return new Principal(
                id,
                id,
                Set.of(groups),
                new Authentication.OidcToken("https://login.example.com", Optional.of("app")),
                Optional.of(Instant.MAX),
                Principal.DEFAULT_TENANT);
    }

    private Loaded load(String text) {
        try {
            Files.writeString(folder.resolve("main.cedar"), text);
            return CedarPolicies.load(List.of(folder));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Policies policies(String text) {
        Loaded loaded = load(text);
        assertThat(loaded).isInstanceOf(Loaded.Ready.class);
        return ((Loaded.Ready) loaded).policies();
    }

    private List<String> problems(String text) {
        Loaded loaded = load(text);
        assertThat(loaded).isInstanceOf(Loaded.Broken.class);
        return ((Loaded.Broken) loaded)
                .problems().stream()
                        .map(problem -> problem.toString().replace(folder + "/", ""))
                        .toList();
    }

    private static Decision call(Policies policies, Principal who, ToolFacts tool) {
        return policies.decide(new Question(who, Action.CALL, tool, Optional.empty(), NOON));
    }

    private static Decision callWith(Policies policies, String arguments) {
        return policies.decide(new Question(ALICE, Action.CALL, READ, Optional.of(arguments), NOON));
    }

    private static Decision list(Policies policies, Principal who, ToolFacts tool) {
        return policies.decide(new Question(who, Action.LIST, tool, Optional.empty(), NOON));
    }

    @Test
    void deniesEverythingWithoutPolicies() {
        for (Policies none : List.of(
                policies(""),
                policies("// permit(principal, action, resource);\n"),
                ((Loaded.Ready) CedarPolicies.load(List.of())).policies())) {
            assertThat(call(none, ALICE, READ).answer()).isEqualTo(Decision.Answer.NOT_PERMITTED);
            assertThat(list(none, ALICE, READ).allowed()).isFalse();
            assertThat(call(none, ALICE, READ).sentence("alice", "customers__read"))
                    .isEqualTo("`alice` may not call `customers__read`");
        }
    }

    @Test
    void permitsByGroupServerAndFacts() {
        Policies policies = policies("""
                permit(principal in Group::"support", action == Action::"call", resource in Server::"customers")
                when { resource.readOnly };
                """);
        assertThat(call(policies, ALICE, READ).allowed()).isTrue();
        assertThat(call(policies, ALICE, DELETE).allowed()).isFalse();
        assertThat(call(policies, user("bob", "sales"), READ).allowed()).isFalse();
        assertThat(call(policies, ALICE, tool("other", "read", Known.YES, Known.NO))
                        .allowed())
                .isFalse();
    }

    @Test
    void whatIsNotKnownCountsAsDangerous() {
        Policies policies = policies("""
                permit(principal, action, resource);
                forbid(principal, action, resource) when { resource.destructive || !resource.readOnly };
                """);
        assertThat(call(policies, ALICE, READ).allowed()).isTrue();
        assertThat(call(policies, ALICE, MYSTERY).allowed()).isFalse();
        assertThat(call(policies, ALICE, tool("a", "b", Known.NO, Known.NO)).allowed())
                .isFalse();
    }

    @Test
    void forbidsOverridePermitsAndTellTheirReason() {
        Policies policies = policies("""
                permit(principal, action, resource);

                // nobody deletes customers
                @id("no-deletes")
                @reason("customers are never deleted")
                @advice("close the account instead")
                forbid(principal, action, resource == Tool::"customers/delete");
                """);
        Decision decision = call(policies, ALICE, DELETE);
        assertThat(decision.answer()).isEqualTo(Decision.Answer.FORBIDDEN);
        assertThat(decision.determining())
                .containsExactly(
                        new PolicyRef("no-deletes", folder.resolve("main.cedar").toString(), 4));
        assertThat(decision.describe())
                .startsWith("forbidden by no-deletes (")
                .endsWith("main.cedar:4); reason: customers are never deleted");
        assertThat(decision.sentence("alice", "customers__delete"))
                .isEqualTo("`alice` may not call `customers__delete`: customers are never deleted"
                        + " (close the account instead)");
        assertThat(list(policies, ALICE, DELETE).allowed()).isFalse();
        assertThat(call(policies, ALICE, READ).determining().getFirst().id()).isEqualTo("main.cedar#1");
    }

    @Test
    void tellsAnonymousApart() {
        Policies policies =
                policies("permit(principal, action, resource) when { principal.authentication != \"anonymous\" };");
        assertThat(call(policies, ALICE, READ).allowed()).isTrue();
        assertThat(call(policies, Principal.anonymous(), READ).allowed()).isFalse();
    }

    @Test
    void carriesTheObligationOfEveryMatchingPermit() {
        Policies policies = policies("""
                permit(principal, action, resource);
                @require("approval")
                permit(principal, action, resource) when { resource.destructive };
                """);
        assertThat(call(policies, ALICE, READ).obligations()).isEmpty();
        Decision held = call(policies, ALICE, DELETE);
        assertThat(held.allowed()).isTrue();
        assertThat(held.obligations()).containsExactly(Obligation.APPROVAL);
        assertThat(held.sentence("alice", "x")).contains("only after a person has approved it");
        assertThat(list(policies, ALICE, DELETE).obligations()).containsExactly(Obligation.APPROVAL);
    }

    @Test
    void aForbiddenCallCarriesNoObligation() {
        Policies policies = policies(
                "@require(\"approval\") permit(principal, action, resource); forbid(principal, action, resource);");
        assertThat(call(policies, ALICE, READ).obligations()).isEmpty();
    }

    @Test
    void refusesWhenAPolicyCannotBeEvaluatedThoughCedarAloneWouldSkipIt() {
        Policies policies = policies("""
                permit(principal, action, resource);
                @id("limit")
                forbid(principal, action, resource)
                when { context.arguments.hasTag("/n") && context.arguments.getTag("/n") has number
                    && context.arguments.getTag("/n").number + 1 > 100 };
                """);
        assertThat(callWith(policies, "{\"n\": 5}").allowed()).isTrue();
        assertThat(callWith(policies, "{\"n\": 100}").answer()).isEqualTo(Decision.Answer.FORBIDDEN);
        Decision failed = callWith(policies, "{\"n\": 9223372036854775807}");
        assertThat(failed.answer()).isEqualTo(Decision.Answer.NOT_DECIDABLE);
        assertThat(failed.describe()).contains("could not be evaluated: limit");
        assertThat(failed.sentence("alice", "t")).doesNotContain("limit");
    }

    @Test
    void judgesArgumentsByTheirPlaceAndKind() {
        Policies policies = policies("""
                permit(principal, action, resource)
                when { context.arguments.hasTag("/path") && context.arguments.getTag("/path") has text
                    && context.arguments.getTag("/path").text like "reports/*" };
                """);
        assertThat(callWith(policies, "{\"path\": \"reports/a\"}").allowed()).isTrue();
        assertThat(callWith(policies, "{\"path\": \"secret/a\"}").allowed()).isFalse();
        assertThat(callWith(policies, "{\"path\": [\"reports/a\"]}").allowed()).isFalse();
        assertThat(callWith(policies, "{\"x\": {\"path\": \"reports/a\"}}").allowed())
                .isFalse();
        assertThat(callWith(policies, "{}").allowed()).isFalse();
        assertThat(call(policies, ALICE, READ).allowed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "", "{", "{} {}", "{\"a\":1,\"a\":2}", "{\"a\":NaN}", "null"})
    void refusesArgumentsThatAreNoObject(String arguments) {
        Policies policies =
                policies("permit(principal, action, resource) unless { context.arguments.hasTag(\"/blocked\") };");
        assertThat(callWith(policies, arguments).answer()).isEqualTo(Decision.Answer.NOT_DECIDABLE);
    }

    @Test
    void refusesArgumentsBeyondTheLimits() {
        Policies policies =
                policies("permit(principal, action, resource) unless { context.arguments.hasTag(\"/blocked\") };");
        assertThat(callWith(policies, "{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}")
                        .allowed())
                .isFalse();
        assertThat(callWith(policies, "{\"a\":[" + "1,".repeat(2000) + "1]}").allowed())
                .isFalse();
        assertThat(callWith(policies, "{\"a\":[" + "1,".repeat(1000) + "1]}").allowed())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":{\"b/c\":{\"~\":\"x\"}}} | context.arguments.getTag(\"/a/b~1c/~0\").text == \"x\"",
                "{\"to\":[\"a\",\"b\"]} | context.arguments.getTag(\"/to\").texts.containsAll([\"a\",\"b\"])",
                "{\"to\":[\"a\",\"b\"]} | context.arguments.getTag(\"/to/1\").text == \"b\"",
                "{\"to\":[\"a\",1]} | !(context.arguments.getTag(\"/to\") has texts)",
                "{\"n\":1e3} | context.arguments.getTag(\"/n\").number == 1000",
                "{\"n\":2.0} | context.arguments.getTag(\"/n\").number == 2",
                "{\"n\":1e99} | !(context.arguments.getTag(\"/n\") has number)",
                "{\"n\":1.5} | !(context.arguments.getTag(\"/n\") has number)",
                "{\"n\":9223372036854775808} | !(context.arguments.getTag(\"/n\") has number)",
                "{\"n\":null} | context.arguments.getTag(\"/n\").kind == \"null\"",
                "{\"n\":true} | context.arguments.getTag(\"/n\").flag",
                "{\"n\":{\"a\":1,\"b\":2}} | context.arguments.getTag(\"/n\").size == 2",
                "{\"n\":\"\\u0000\\ud83d\\ude00\"} | context.arguments.getTag(\"/n\").text like \"*\\u{1F600}\"",
            })
    void showsArgumentsToPolicies(String arguments, String condition) {
        // The conditions lean on what the arguments are known to be; the guards are what the schema demands.
        String pointer = condition.replaceAll(".*getTag\\(\"([^\"]*)\"\\).*", "$1");
        String tag = "context.arguments.getTag(\"" + pointer + "\")";
        String attribute = condition.replaceAll(".*getTag\\(\"[^\"]*\"\\)\\.(\\w+).*", "$1");
        String guard =
                condition.contains(" has ") || attribute.equals("kind") ? "" : tag + " has " + attribute + " && ";
        Policies policies = policies("permit(principal, action, resource) when { context.arguments.hasTag(\"" + pointer
                + "\") && " + guard + condition + " };");
        assertThat(callWith(policies, arguments).allowed()).isTrue();
    }

    @Test
    void looksAtTimeSourceAndClient() {
        Policies policies = policies("""
                permit(principal, action, resource)
                when { context.time < datetime("2026-06-01") && context has source
                    && context.source.isInRange(ip("192.0.2.0/24")) && context has client
                    && context.client == "editor" };
                """);
        assertThat(call(policies, ALICE, READ).allowed()).isTrue();
        for (Circumstances other : List.of(
                new Circumstances(Instant.parse("2026-07-01T00:00:00Z"), NOON.source(), NOON.client()),
                new Circumstances(NOON.time(), Optional.of("198.51.100.1"), NOON.client()),
                new Circumstances(NOON.time(), Optional.empty(), NOON.client()),
                new Circumstances(NOON.time(), NOON.source(), Optional.of("other")))) {
            assertThat(policies.decide(new Question(ALICE, Action.CALL, READ, Optional.empty(), other))
                            .allowed())
                    .isFalse();
        }
        assertThat(list(policies, ALICE, READ).allowed()).isTrue();
    }

    @Test
    void refusesAQuestionThatCedarCannotTake() {
        Policies policies = policies("permit(principal, action, resource) when { context has source };");
        Question odd = new Question(
                ALICE,
                Action.CALL,
                READ,
                Optional.empty(),
                new Circumstances(NOON.time(), Optional.of("not an address"), Optional.empty()));
        assertThat(policies.decide(odd).answer()).isEqualTo(Decision.Answer.NOT_DECIDABLE);
    }

    @Test
    void digestChangesWithThePolicies() {
        String first = policies("permit(principal, action, resource);").digest();
        assertThat(policies("permit(principal, action, resource);").digest()).isEqualTo(first);
        assertThat(policies("forbid(principal, action, resource);").digest()).isNotEqualTo(first);
    }

    @Test
    void remembersNothingThatDependsOnTheCall() {
        Policies policies = policies(
                "permit(principal, action, resource) when { context has client && context.client == \"editor\" };");
        assertThat(call(policies, ALICE, READ).allowed()).isTrue();
        Circumstances other = new Circumstances(NOON.time(), NOON.source(), Optional.of("other"));
        assertThat(policies.decide(new Question(ALICE, Action.CALL, READ, Optional.empty(), other))
                        .allowed())
                .isFalse();
    }

    @Test
    void remembersPerGroups() {
        Policies policies = policies("permit(principal in Group::\"support\", action, resource);");
        assertThat(call(policies, ALICE, READ).allowed()).isTrue();
        assertThat(call(policies, user("alice"), READ).allowed()).isFalse();
        assertThat(call(policies, ALICE, READ)).isSameAs(call(policies, ALICE, READ));
    }

    @Test
    void findsEveryProblemWithItsLine() {
        assertThat(problems("""
                        permit(principal, action, resource);

                        // a comment with "a quote
                        permit(principal, action, resource)
                        when {
                            "é" == "é" &&
                            resource.colour == "red"
                        };
                        permit(principal in Team::"x", action == Action::"list", resource);
                        """))
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("main.cedar:7: ").contains("`colour`"))
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("main.cedar:9: ").contains("`Team`"))
                .anySatisfy(problem -> assertThat(problem).contains("listing follows from calling"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "forbid(principal action, resource); | main.cedar:1: unexpected token `action`",
                "permit(principal, action, resource) | main.cedar:1: unexpected end of input",
                "permit(principal == ?principal, action, resource); | main.cedar:1: expected a static policy",
                "@requires(\"approval\") permit(principal, action, resource); | main.cedar:1: `@requires` is not known",
                "@require(\"aproval\") permit(principal, action, resource); | main.cedar:1: `@require(\"aproval\")` is not",
                "@require permit(principal, action, resource); | main.cedar:1: `@require` needs a text",
                "@require(\"approval\") forbid(principal, action, resource); | main.cedar:1: `@require` stands on a",
                "; | main.cedar:1: ",
                "permit(principal, action, resource) when { context.arguments.getTag(\"/a\").flag }; | main.cedar:1: ",
                "permit(principal, action, resource) when { \"open }; | main.cedar:1: ",
            })
    void refusesWhatIsNoPolicy(String text, String problem) {
        assertThat(problems(text).getFirst()).startsWith(problem.strip());
    }

    @Test
    void seesAPolicyBehindACarriageReturn() {
        Policies policies =
                policies("permit(principal, action, resource); // allow\rforbid(principal, action, resource);");
        assertThat(call(policies, ALICE, READ).answer()).isEqualTo(Decision.Answer.FORBIDDEN);
    }

    @Test
    void isNotMisledByStringsAndComments() {
        Policies policies = policies("""
                @reason("semi; // colon \\" forbid(principal, action, resource);")
                permit(principal, action, resource) // ; "
                when { resource.name != "; //" };
                """);
        Decision decision = call(policies, ALICE, READ);
        assertThat(decision.allowed()).isTrue();
        assertThat(decision.reason()).contains("semi; // colon \" forbid(principal, action, resource);");
    }

    @Test
    void refusesTheSameIdTwice() {
        assertThat(
                        problems(
                                "@id(\"a\") permit(principal, action, resource);\n@id(\"a\") forbid(principal, action, resource);"))
                .singleElement()
                .asString()
                .startsWith("main.cedar:2: the id `a` is already that of")
                .contains("main.cedar:1");
    }

    @Test
    void warnsOfAPolicyThatCanNeverMatch() {
        Loaded loaded =
                load("permit(principal, action, resource) when { resource.readOnly && !resource.readOnly && false };");
        assertThat(loaded).isInstanceOfSatisfying(Loaded.Ready.class, ready -> assertThat(ready.warnings())
                .isNotEmpty());
    }

    @Test
    void refusesMissingFilesAndTextThatIsNotUtf8() throws IOException {
        Path binary = Files.write(folder.resolve("binary.cedar"), new byte[] {(byte) 0xFF});
        Loaded loaded = CedarPolicies.load(List.of(folder.resolve("none.cedar"), binary));
        assertThat(loaded).isInstanceOfSatisfying(Loaded.Broken.class, broken -> assertThat(broken.problems())
                .extracting(Problem::message)
                .containsExactly("there is no such file", "the file is not UTF-8 text"));
    }

    @Test
    void readsAFolderInOrderAndNothingElse() throws IOException {
        Files.writeString(
                folder.resolve("b.cedar"), "forbid(principal, action, resource) when { resource.destructive };");
        Files.writeString(folder.resolve("notes.txt"), "not a policy");
        Policies policies = policies("permit(principal, action, resource);");
        assertThat(call(policies, ALICE, READ).allowed()).isTrue();
        assertThat(call(policies, ALICE, DELETE).allowed()).isFalse();
    }

    @Test
    void theExamplesOfThePageAreRight() throws IOException {
        String page = Files.readString(Path.of("docs/policy.md"));
        String examples = java.util.regex.Pattern.compile("```cedar\n(.*?)```", java.util.regex.Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(example -> example.group(1))
                .collect(java.util.stream.Collectors.joining("\n"));
        Policies policies = policies(examples);
        assertThat(call(policies, ALICE, READ).allowed()).isTrue();
        assertThat(call(policies, ALICE, MYSTERY).obligations()).containsExactly(Obligation.APPROVAL);
        assertThat(call(policies, ALICE, DELETE).answer()).isEqualTo(Decision.Answer.FORBIDDEN);
    }
}
