package io.tidegate.gate;

import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.ToolDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiPredicate;

/// What happens around the calls of the simulation: new policies and deadlines, stops, tools that come and go, a server
/// that is down for a while. Any client's thread may make it act.
final class SimulatedOperator {
    static final String TOOLS = """
            [{"name":"read","annotations":{"readOnlyHint":true},
              "inputSchema":{"type":"object","additionalProperties":true}},
             {"name":"write","description":"asks ada@example.com\u200b",
              "inputSchema":{"type":"object","properties":{"text":{"type":"string"},"step":{"type":"integer"}}}}]""";

    /// A policy, and who may call what under it, told in other words.
    record Policy(String cedar, BiPredicate<String, String> rule) {
        /// @param tool by the server's own name
        boolean allows(String user, String tool) {
            return rule.test(user, tool);
        }
    }

    private static final Policy EVERYONE = new Policy(WholeGate.EVERYONE, (_, _) -> true);
    private static final List<Policy> POLICIES = List.of(
            EVERYONE,
            EVERYONE,
            EVERYONE,
            EVERYONE,
            new Policy(
                    "permit(principal, action, resource); @reason(\"alice does this\")"
                            + " forbid(principal, action, resource) unless { principal == User::\"alice\" };",
                    (user, _) -> user.equals("alice")),
            new Policy(
                    "permit(principal, action, resource) when { resource.readOnly };",
                    (_, tool) -> tool.equals("read")),
            new Policy("// nobody may do anything", (_, _) -> false),
            new Policy("@require(\"approval\") permit(principal, action, resource);", (_, _) -> false));

    /// What the file of stops says.
    ///
    /// @param version of the file; while it is being written nothing is known about it
    record Stops(int version, String text) {
        boolean cover(String user) {
            return switch (text) {
                case "all\n", "half a line" -> true;
                default -> text.equals("user:" + user + "\n");
            };
        }
    }

    private static final List<String> STOPS = List.of(
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "user:bob\n",
            "server:notes\n",
            "tool:vouched/read\n",
            "all\n",
            "half a line");

    /// What is in force at one moment.
    record Rules(Gate gate, Policy policy, Stops stops) {}

    private final WholeGate whole;
    private final PretendServer server;
    private final Random random;
    private final Path stopsFile;
    private volatile Rules rules;

    SimulatedOperator(WholeGate whole, PretendServer server, Random random) {
        this.whole = whole;
        this.server = server;
        this.random = random;
        this.stopsFile = whole.folder().resolve("stops");
        this.rules = new Rules(gate(EVERYONE), EVERYONE, new Stops(0, ""));
    }

    Rules rules() {
        return rules;
    }

    /// One of the things that happen.
    synchronized void act() throws IOException {
        switch (random.nextInt(5)) {
            case 0, 1 -> {
                Policy policy = any(POLICIES);
                rules = new Rules(gate(policy), policy, rules.stops());
            }
            case 2 -> stop(any(STOPS));
            case 3 -> tools();
            default -> server.down(random.nextInt(3) == 0);
        }
    }

    private void stop(String text) throws IOException {
        int version = rules.stops().version();
        rules = new Rules(rules.gate(), rules.policy(), new Stops(version + 1, ""));
        Files.writeString(stopsFile, text);
        rules = new Rules(rules.gate(), rules.policy(), new Stops(version + 2, text));
    }

    private void tools() {
        List<ToolDefinition> tools = new ArrayList<>();
        for (var tool : JsonDocument.of(TOOLS).root().elements()) {
            if (random.nextInt(8) > 0) {
                tools.add(ToolDefinition.of(tool).orElseThrow());
            }
        }
        whole.tools(random.nextBoolean() ? "notes" : "vouched", tools);
    }

    private Gate gate(Policy policy) {
        WholeGate.Setup usual = whole.setup();
        Duration deadline = Duration.ofMillis(150 + random.nextInt(400));
        return whole.gate(new WholeGate.Setup(
                policy.cedar(), stopsFile, usual.limits(), usual.outgoing(), usual.returned(), deadline));
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
