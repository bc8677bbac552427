package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.catalog.KnownTools;
import io.tidegate.config.ToolClass;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.ToolDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Do policies that name the action of one tool see its arguments by their types, and are they checked against them?
final class ToolActionsTest {
    private static final ToolDefinition SEND = tool("""
            {"name": "send", "inputSchema": {"type": "object", "required": ["to", "amount", "urgent"], "properties": {
              "to": {"type": "string"}, "amount": {"type": "number"}, "urgent": {"type": "boolean"},
              "count": {"type": "integer"}, "tags": {"type": "array", "items": {"type": "string"}},
              "from": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
              "note": {"type": ["string", "null"]}, "sums": {"type": "object", "properties": {
                "low": {"type": "number"}, "high": {"type": "number"}}}, "limits": {"type": "object", "properties": {
                "low": {"type": "number"}, "high": {"type": "number"}}}, "odd one": {"type": "string"},
              "any": {}, "either": {"anyOf": [{"type": "string"}]}}}}""");
    private static final ToolDefinition READ = tool("{\"name\": \"read\", \"inputSchema\": {}}");
    private static final KnownTools KNOWN =
            new KnownTools(Map.of("bank", new KnownTools.Heard(Instant.EPOCH, List.of(SEND, READ))));
    private static final String ARGUMENTS = """
            {"to": "ada", "amount": 12.5, "urgent": false, "count": 3, "tags": ["a", "b"], "from": {"name": "bob"},
             "note": null, "odd one": "x", "any": 1}""";

    @TempDir
    private Path folder = Path.of("");

    private static ToolDefinition tool(String json) {
        return ToolDefinition.of(JsonDocument.of(json).root()).orElseThrow();
    }

    private Loaded load(String text) {
        try {
            Files.writeString(folder.resolve("main.cedar"), text);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
        return CedarPolicies.load(KNOWN, List.of(folder));
    }

    private Decision decide(String text, ToolDefinition tool, String arguments) {
        Loaded loaded = load(text);
        assertThat(loaded).isInstanceOf(Loaded.Ready.class);
        ToolFacts facts =
                new ToolFacts("bank", tool.name(), EnumSet.of(ToolClass.READS), false, Optional.of(tool.inputSchema()));
        return ((Loaded.Ready) loaded)
                .policies()
                .decide(new Question(
                        PolicyFixture.ALICE,
                        Action.CALL,
                        facts,
                        Optional.of(JsonDocument.of(arguments).root()),
                        PolicyFixture.NOON));
    }

    private boolean permits(String condition) {
        String policy = "permit(principal, action == Action::\"bank/send\", resource) when { " + condition + " };";
        return decide(policy, SEND, ARGUMENTS).allowed();
    }

    private String problem(String policy) {
        Loaded loaded = load(policy);
        assertThat(loaded).isInstanceOf(Loaded.Broken.class);
        return ((Loaded.Broken) loaded).problems().toString();
    }

    @Test
    void seesArgumentsByTheirTypes() {
        assertThat(permits("context.input.to == \"ada\"")).isTrue();
        assertThat(permits("context.input.to like \"b*\"")).isFalse();
        assertThat(permits("context.input.amount.lessThanOrEqual(decimal(\"12.5\"))"))
                .isTrue();
        assertThat(permits("context.input.amount.greaterThan(decimal(\"12.5\"))"))
                .isFalse();
        assertThat(permits("!context.input.urgent")).isTrue();
        assertThat(permits("context.input has count && context.input.count < 4"))
                .isTrue();
        assertThat(permits("context.input has tags && context.input.tags.contains(\"b\")"))
                .isTrue();
        assertThat(permits("context.input has from && context.input.from.name == \"bob\""))
                .isTrue();
        assertThat(permits("context.input has note")).isFalse();
        assertThat(permits("context.input has \"odd one\" && context.input[\"odd one\"] == \"x\""))
                .isTrue();
    }

    @Test
    void misspeltArgumentIsAnError() {
        String head = "permit(principal, action == Action::\"bank/send\", resource) when { ";
        assertThat(problem(head + "context.input.amuont.lessThan(decimal(\"5.0\")) };"))
                .contains("main.cedar:1", "amuont");
        assertThat(problem(head + "context.input.to < 5 };")).contains("main.cedar:1");
        assertThat(problem(head + "context.input.count < 5 };")).contains("count");
        assertThat(problem(head + "context.input.any == 1 };")).contains("any");
        assertThat(problem(head + "\ncontext.input has cuont && context.input.cuont < 5 };"))
                .contains("main.cedar:2", "`bank/send` has no argument `cuont`; did you mean `count`?");
        assertThat(problem(head + "!(\n\ncontext.input has from.nmae) };")).contains("main.cedar:3", "`nmae`");
        assertThat(problem(head + "false || context.input has from && context.input.from has nmae };"))
                .contains("`nmae`", "did you mean `name`?");
        assertThat(problem("forbid(principal, action in [Action::\"bank/send\", Action::\"bank/read\"], resource)"
                        + " when { context.input has count };"))
                .contains("`bank/read` has no argument `count`");
        assertThat(permits("context.input has any")).as("which has no type").isTrue();
        assertThat(problem(
                        "permit(principal, action == Action::\"call\", resource) when { context.input.to == \"a\" };"))
                .contains("input");
    }

    @Test
    void isAboutThatToolAlone() {
        String one = "permit(principal, action == Action::\"bank/send\", resource);";
        assertThat(decide(one, SEND, "{}").allowed()).isTrue();
        assertThat(decide(one, READ, "{}").allowed()).isFalse();
        String two = "permit(principal, action in [Action::\"bank/send\", Action::\"bank/read\"], resource);";
        assertThat(decide(two, READ, "{}").allowed()).isTrue();
        String bounded = "permit(principal, action == Action::\"bank/send\", resource in Class::\"writes\");";
        assertThat(decide(bounded, SEND, "{}").allowed()).isFalse();
    }

    /// What was written before goes on meaning every tool.
    @Test
    void callMeansEveryTool() {
        String policy = "permit(principal, action == Action::\"call\", resource);"
                + " forbid(principal, action == Action::\"bank/send\", resource) when { context.input.urgent };";
        assertThat(decide(policy, READ, "{}").allowed()).isTrue();
        assertThat(decide(policy, SEND, ARGUMENTS).allowed()).isTrue();
        assertThat(decide(policy, SEND, ARGUMENTS.replace("false", "true")).allowed())
                .isFalse();
    }

    /// An argument that is missing, or of another type, or larger than Cedar's numbers.
    @Test
    void whatCantBeSeenIsRefused() {
        String policy = "permit(principal, action == Action::\"call\", resource);"
                + " forbid(principal, action == Action::\"bank/send\", resource)"
                + " when { context.input.amount.greaterThan(decimal(\"100.0\")) };";
        for (String amount : List.of("\"12\"", "null", "1e30", "0.00001", "[]")) {
            assertThat(decide(policy, SEND, "{\"amount\": " + amount + "}").answer())
                    .as(amount)
                    .isEqualTo(Decision.Answer.NOT_DECIDABLE);
        }
        assertThat(decide(policy, SEND, "{}").allowed()).isFalse();
        assertThat(decide(policy, SEND, "{\"amount\": 100}").allowed()).isTrue();
        assertThat(decide(policy, SEND, "{\"amount\": 100.0001}").answer()).isEqualTo(Decision.Answer.FORBIDDEN);
    }

    /// `has` does not say "no" of what is there and can't be seen, at any depth, and no comparison does.
    @Test
    void whatCantBeSeenIsNotMissing() {
        String open = "permit(principal, action == Action::\"call\", resource);"
                + " forbid(principal, action == Action::\"bank/send\", resource) when { ";
        for (String condition : List.of(
                "context.input has count && context.input.count > 5",
                "context.input has tags && context.input.tags.contains(\"x\")",
                "context.input has from && context.input.from has name && context.input.from.name == \"x\"",
                "context.input has from && context.input.from == {name: \"x\"}",
                "context.input has from && [{name: \"x\"}].contains(context.input.from)",
                "context.input has from && [context.input.from] == [{name: \"x\"}]",
                "context.input has from && {it: context.input.from} == {it: {name: \"x\"}}")) {
            String policy = open + condition + " };";
            for (String nothing : List.of("{}", "{\"count\": null, \"tags\": null, \"from\": null}")) {
                assertThat(decide(policy, SEND, nothing).allowed())
                        .as(condition)
                        .isTrue();
            }
            assertThat(decide(policy, SEND, "{\"count\": 1e30, \"tags\": [\"x\", 1], \"from\": {\"name\": 1}}")
                            .answer())
                    .as(condition)
                    .isEqualTo(Decision.Answer.NOT_DECIDABLE);
        }
        String other = open + "context.input has tags && context.input.tags.contains(\"x\") };";
        assertThat(decide(other, SEND, "{\"count\": 1e30}").allowed()).isTrue();
    }

    /// What is given but has no room is there, to `has` too: a `forbid` would not see it otherwise.
    @Test
    void whatHasNoRoomIsThere() {
        String policy = "permit(principal, action == Action::\"call\", resource);"
                + " forbid(principal, action == Action::\"bank/send\", resource)"
                + " when { context.input has count && context.input.count > 10 };"
                + " forbid(principal, action == Action::\"bank/send\", resource)"
                + " when { context.input has tags && context.input.tags.contains(\"outside\") };"
                + " forbid(principal, action == Action::\"bank/send\", resource)"
                + " when { context.input has sums && context.input.sums has high"
                + " && context.input.sums.high.greaterThan(decimal(\"1.0\")) };"
                + " forbid(principal, action == Action::\"bank/send\", resource)"
                + " when { context.input has sums && context.input has limits && context.input.sums == context.input.limits };";
        String many = IntStream.range(0, 2_001).mapToObj(n -> "\"t" + n + "\"").collect(Collectors.joining(","));
        for (String given : List.of(
                "\"count\": 99999999999999999999",
                "\"count\": 1e30",
                "\"tags\": [\"outside\"," + many + "]",
                "\"sums\": {\"high\": 100.00001}",
                "\"sums\": {\"low\": 0.00001}, \"limits\": {\"low\": 0.00001}")) {
            assertThat(decide(policy, SEND, "{" + given + "}").answer())
                    .as(given)
                    .isEqualTo(Decision.Answer.NOT_DECIDABLE);
        }
        for (String given :
                List.of("\"count\": null", "\"count\": 10", "\"sums\": {\"low\": 0.00001, \"high\": 0.5}")) {
            assertThat(decide(policy, SEND, "{" + given + "}").allowed())
                    .as(given)
                    .isTrue();
        }
    }

    /// A server that leaves the type of an argument open turns no `forbid` off.
    @Test
    void whatHasNoTypeAnyMoreIsThere() {
        ToolDefinition open = tool("""
                {"name": "send", "inputSchema": {"type": "object", "properties": {
                  "count": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
                  "sums": {"type": "object", "properties": {"low": {"type": "number"}}}}}}""");
        String policy = "permit(principal, action == Action::\"call\", resource);"
                + " forbid(principal, action == Action::\"bank/send\", resource)"
                + " when { context.input has count && context.input.count > 10 };"
                + " forbid(principal, action == Action::\"bank/send\", resource)"
                + " when { context.input has sums && context.input.sums has high"
                + " && context.input.sums.high.greaterThan(decimal(\"1.0\")) };";
        String others =
                IntStream.range(0, 300).mapToObj(n -> "\"o" + n + "\":1").collect(Collectors.joining(","));
        for (String given : List.of("{\"count\": 11}", "{\"sums\": {\"high\": 2}}", "{" + others + "}")) {
            assertThat(decide(policy, open, given).answer()).as(given).isEqualTo(Decision.Answer.NOT_DECIDABLE);
        }
        assertThat(decide(policy, open, "{\"sums\": {\"low\": 2, \"high\": null}, \"other\": 1}")
                        .allowed())
                .isTrue();
    }

    @Test
    void unknownToolIsToldOfAndNotOpened() {
        String policy = "permit(principal, action == Action::\"bank/close\", resource) when { context.input.sure };";
        Loaded loaded = load(policy);
        assertThat(loaded).isInstanceOfSatisfying(Loaded.Ready.class, ready -> assertThat(
                        ready.warnings().toString())
                .contains("main.cedar:1", "nothing is known yet of the tool `bank/close`"));
        assertThat(decide(policy, SEND, "{\"sure\": true}").allowed()).isFalse();
    }

    @Test
    void actionOfAToolBelongsIntoTheHead() {
        assertThat(problem("permit(principal, action, resource) when { action == Action::\"bank/send\" };"))
                .contains("belongs into the head");
        assertThat(problem("permit(principal, action in [Action::\"bank/send\", Action::\"get\"], resource);"))
                .contains("write two policies");
    }
}
