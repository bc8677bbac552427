package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.identity.Principal;
import io.tidegate.json.JsonDocument;
import io.tidegate.toolclass.Known;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does the list agree with the calls? A tool that some call may reach is listed; one that none may, is not.
final class ListingTest {
    private static final List<String> PLAIN = List.of(
            "resource.readOnly",
            "!resource.readOnly",
            "principal.id == \"anonymous\"",
            "true",
            "false",
            "9223372036854775807 + 1 > 0 || resource.destructive");
    private static final List<String> BY_CIRCUMSTANCES = List.of(
            "(context has client && context.client == \"a\")",
            "!(context has client && context.client == \"a\")",
            "context.time < datetime(\"2026-06-01\")",
            "context.arguments.hasTag(\"/x\")",
            "!context.arguments.hasTag(\"/x\")");

    @TempDir
    private Path folder;

    private Policies policies(String text) {
        try {
            Files.writeString(folder.resolve("p.cedar"), text);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
        Loaded loaded = CedarPolicies.load(List.of(folder));
        assertThat(loaded).as(text).isInstanceOf(Loaded.Ready.class);
        return ((Loaded.Ready) loaded).policies();
    }

    private static ToolFacts tool(Known readOnly) {
        return PolicyFixture.tool("s", "t", readOnly, Known.UNKNOWN);
    }

    private static Decision list(Policies policies, ToolFacts tool) {
        return policies.decide(question(
                Action.LIST, tool, "{}", new Circumstances(Instant.EPOCH, Optional.empty(), Optional.empty())));
    }

    private static Question question(Action action, ToolFacts tool, String arguments, Circumstances circumstances) {
        return new Question(
                Principal.anonymous(),
                action,
                tool,
                Optional.of(JsonDocument.of(arguments).root()),
                circumstances);
    }

    private static boolean someCallIsAllowed(Policies policies, ToolFacts tool) {
        for (String time : List.of("2026-01-01T00:00:00Z", "2026-12-01T00:00:00Z")) {
            for (Optional<String> client : List.of(Optional.<String>empty(), Optional.of("a"), Optional.of("b"))) {
                for (String arguments : List.of("{}", "{\"x\":1}")) {
                    Circumstances circumstances = new Circumstances(Instant.parse(time), Optional.empty(), client);
                    if (policies.decide(question(Action.CALL, tool, arguments, circumstances))
                            .allowed()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    @Test
    void listsEverythingThatSomeCallMayReach() {
        Random random = new Random(20260301);
        int listed = 0;
        int hidden = 0;
        for (int round = 0; round < 120; round++) {
            Policies policies = policies(randomPolicies(random));
            for (ToolFacts tool : List.of(tool(Known.YES), tool(Known.NO))) {
                boolean inList = list(policies, tool).allowed();
                listed += inList ? 1 : 0;
                hidden += inList ? 0 : 1;
                if (!inList) {
                    assertThat(someCallIsAllowed(policies, tool)).isFalse();
                }
            }
        }
        assertThat(listed).isGreaterThan(30);
        assertThat(hidden).isGreaterThan(30);
    }

    @Test
    void withoutCircumstancesTheListIsExact() {
        Random random = new Random(7);
        for (int round = 0; round < 60; round++) {
            List<String> texts = new ArrayList<>();
            for (int policy = 0; policy < 3; policy++) {
                texts.add(policy(random, PLAIN.get(random.nextInt(PLAIN.size()))));
            }
            Policies policies = policies(String.join("\n", texts));
            for (ToolFacts tool : List.of(tool(Known.YES), tool(Known.NO))) {
                assertThat(list(policies, tool).allowed()).isEqualTo(someCallIsAllowed(policies, tool));
            }
        }
    }

    @Test
    void hidesWhatNoCircumstancesAllow() {
        Policies policies = policies("""
                permit(principal, action, resource)
                when { resource.readOnly && context.arguments.hasTag("/x") };
                """);
        assertThat(list(policies, tool(Known.YES)).allowed()).isTrue();
        assertThat(list(policies, tool(Known.NO)).allowed()).isFalse();
    }

    @Test
    void listsWhatOnlySomeArgumentsForbid() {
        Policies policies = policies("""
                permit(principal, action, resource);
                forbid(principal, action, resource) when { context.arguments.hasTag("/x") };
                """);
        assertThat(list(policies, tool(Known.YES)).allowed()).isTrue();
    }

    @Test
    void tellsAnObligationOnlyWhereEveryCallCarriesIt() {
        Policies some = policies("""
                permit(principal, action, resource);
                @require("approval")
                permit(principal, action, resource) when { context.arguments.hasTag("/x") };
                """);
        assertThat(list(some, tool(Known.YES)).obligations()).isEmpty();
        Policies every = policies("""
                @require("approval")
                permit(principal, action, resource) when { context.arguments.hasTag("/x") };
                """);
        assertThat(list(every, tool(Known.YES)).obligations()).containsExactly(Obligation.APPROVAL);
    }

    private static String randomPolicies(Random random) {
        List<String> policies = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int policy = 0; policy < count; policy++) {
            policies.add(policy(random, condition(random, 2)));
        }
        return String.join("\n", policies);
    }

    private static String policy(Random random, String condition) {
        return (random.nextInt(3) == 0 ? "forbid" : "permit") + "(principal, action, resource) "
                + (random.nextInt(3) == 0 ? "unless" : "when") + " { " + condition + " };";
    }

    private static String condition(Random random, int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            List<String> from = random.nextBoolean() ? PLAIN : BY_CIRCUMSTANCES;
            return "(" + from.get(random.nextInt(from.size())) + ")";
        }
        String operator = random.nextBoolean() ? " && " : " || ";
        return "(" + condition(random, depth - 1) + operator + condition(random, depth - 1) + ")";
    }
}
