package io.tidegate.cli;

import io.tidegate.audit.CallTrail;
import io.tidegate.audit.Entry;
import io.tidegate.call.Answer;
import io.tidegate.call.Arrival;
import io.tidegate.call.Call;
import io.tidegate.call.CallId;
import io.tidegate.call.Caller;
import io.tidegate.call.Cancellation;
import io.tidegate.call.Delivery;
import io.tidegate.call.Permit;
import io.tidegate.call.Refused;
import io.tidegate.call.Release;
import io.tidegate.call.Rulings;
import io.tidegate.call.Samples;
import io.tidegate.catalog.Prompt;
import io.tidegate.catalog.Resource;
import io.tidegate.catalog.Server;
import io.tidegate.catalog.Target;
import io.tidegate.catalog.Tool;
import io.tidegate.control.Controls;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Evidence;
import io.tidegate.identity.Party;
import io.tidegate.identity.Principal;
import io.tidegate.identity.Proof;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.PeerInfo;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import io.tidegate.mcp.ToolDefinition;
import io.tidegate.toolclass.Classifier;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// Calls of all kinds by callers of all kinds, each through the real controls and into a real trail. The same seed says
/// the same.
final class RecordedTraffic {
    static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"amount\":{\"type\":\"integer\"},"
            + "\"to\":{\"type\":\"string\"}},\"required\":[\"to\"]}";
    static final List<ToolDefinition> TOOLS = List.of(
            definition("pay", ",\"annotations\":{\"readOnlyHint\":false,\"idempotentHint\":true}"),
            definition("read", ",\"annotations\":{\"readOnlyHint\":true}"),
            definition("drop", ""));

    /// Looks at everything that policies can look at.
    static final String POLICIES = """
            @id("staff") permit(principal in Group::"staff", action, resource in Class::"reads");
            @id("clerks") permit(principal in Role::"clerk", action == Action::"bank/pay", resource)
            when { context.input.to like "*@example.com" && context.input has amount && context.input.amount <= 50 };
            @id("tags") permit(principal, action == Action::"call", resource)
            when { context.arguments.hasTag("/amount") && context.arguments.getTag("/amount") has number &&
                   context.arguments.getTag("/amount").number + 9223372036854775800 > 9223372036854775802 };
            @id("scoped") permit(principal, action, resource) when { principal.scopes.contains("bank:all") };
            @id("agents") @require("approval") permit(principal, action, resource)
            when { principal has kind && principal.kind == "agent" && principal has actor && principal.actor == "robot" };
            @id("signed") permit(principal, action in [Action::"get", Action::"read", Action::"call"], resource)
            when { context.authentication.amr.contains("hwk") && context.authentication has time &&
                   context.authentication.time > datetime("2026-01-01") };
            @id("bound") permit(principal, action == Action::"call", resource) when { context.authentication.boundToKey };
            @id("even") permit(principal, action, resource)
            when { context.time.toTime() < duration("12h") && resource.idempotent };
            @id("issuer") permit(principal, action, resource)
            when { principal has issuer && principal.issuer == "https://b.example.com" && context has client &&
                   context.client == "editor" };
            @id("reports") permit(principal, action == Action::"read", resource in Server::"bank")
            when { resource.name like "docs://reports/*" };
            @id("place") forbid(principal, action == Action::"call", resource)
            when { context has model && context.model.place == "cloud" && resource.destructive };
            @id("service") forbid(principal, action, resource == Tool::"shop/read")
            when { context has runsAs && context.runsAs == "service" && context has source &&
                   context.source.isInRange(ip("10.0.0.0/8")) };
            @id("after") forbid(principal, action, resource == Tool::"bank/drop")
            when { context.sessionLabels.contains("private") && context.sessionLabels.contains("untrusted") };
            @id("secret") forbid(principal, action == Action::"release", resource)
            when { context.labels.contains("private") && principal.authentication == "anonymous" };
            @id("eu") forbid(principal, action == Action::"release", resource)
            when { context.labels.contains("untrusted") && !(context has model && context.model has region) };
            """;

    private static final List<Server> SERVERS = List.of(
            new Server("bank", true, Server.RunsAs.NOBODY, Classifier.NONE),
            new Server("shop", false, Server.RunsAs.SERVICE, Classifier.NONE));

    private final Random random;
    private final CallTrail trail;

    RecordedTraffic(Random random, CallTrail trail) {
        this.random = random;
        this.trail = trail;
    }

    private static ToolDefinition definition(String name, String more) {
        return ToolDefinition.of(JsonDocument.of("{\"name\":\"" + name + "\",\"inputSchema\":" + SCHEMA + more + "}")
                        .root())
                .orElseThrow();
    }

    /// One call, and what became of it.
    void call(Controls controls) {
        Caller caller = caller();
        Target target = target();
        String params = params(target);
        CallId id = CallId.next(Instant.now(), random);
        String method =
                switch (target) {
                    case Tool _ -> random.nextInt(10) == 0 ? "tasks/get" : "tools/call";
                    case Prompt _ -> "prompts/get";
                    case Resource _ -> "resources/read";
                };
        Message.Request request = new Message.Request(RequestId.of(1), method, JsonDocument.of(params));
        Arrival arrival = new Arrival(
                id,
                Instant.now(),
                caller,
                any("default", "eu"),
                ProtocolVersion.V2025_11_25,
                request,
                new Cancellation());
        Call call =
                new Call(arrival, target, Samples.content(params), Instant.now().plusSeconds(30));
        Entry entry = trail.open(arrival);
        try {
            Rulings before = entry.ruled(call, controls.judge(call));
            Permit permit = Permit.from(call, before, entry.intent());
            Answer answer = Samples.text(any("fine", "write to ada@example.com"));
            entry.seal(Release.from(answer, entry.ruled(controls.judge(Delivery.of(permit.call(), answer)))));
        } catch (Refused refused) {
            entry.seal(Release.of(refused.refusal(), id));
        }
    }

    private Target target() {
        Server server = SERVERS.get(random.nextInt(SERVERS.size()));
        return switch (random.nextInt(6)) {
            case 0 ->
                new Resource(server, any("docs://reports/a", "docs://Reports/a", "docs://h/pl\u00e4ne"), "docs://x");
            case 1 ->
                new Prompt(
                        server,
                        new io.tidegate.mcp.Description(
                                io.tidegate.mcp.Offering.PROMPT, "greet", JsonDocument.of("{\"name\":\"greet\"}")),
                        "greet");
            default -> {
                ToolDefinition tool = TOOLS.get(random.nextInt(TOOLS.size()));
                yield new Tool(server, tool, tool.name());
            }
        };
    }

    private String params(Target target) {
        String arguments =
                switch (random.nextInt(6)) {
                    case 0 -> "{}";
                    case 1 -> "{\"to\":\"x\",\"amount\":\"7\"}";
                    case 2 -> "{\"to\":7,\"amount\":9223372036854775807}";
                    default ->
                        "{\"to\":\"" + any("a@example.com", "b@example.org") + "\",\"amount\":" + random.nextInt(100)
                                + (random.nextInt(200) == 0 ? ",\"big\":\"" + "x".repeat(70_000) + "\"" : "") + "}";
                };
        return switch (target) {
            case Resource resource -> "{\"uri\":\"" + resource.name() + "\"}";
            case Prompt _ -> "{\"name\":\"greet\",\"arguments\":" + arguments + "}";
            case Tool tool -> "{\"name\":\"" + tool.name() + "\",\"arguments\":" + arguments + "}";
        };
    }

    private Caller caller() {
        Principal principal = principal();
        return new Caller(
                principal,
                new PeerInfo(any("editor", "", "other"), "1.0"),
                any("127.0.0.1", "10.1.2.3", "2001:db8::7"),
                Capabilities.NONE,
                principal.key(),
                Optional.empty());
    }

    private Principal principal() {
        Authentication by = authentication();
        String user =
                switch (by) {
                    case Authentication.Anonymous _ -> Principal.ANONYMOUS_ID;
                    case Authentication.SystemUser(String account) -> Principal.SYSTEM_USER + account;
                    case Authentication.ApiKey _, Authentication.OidcToken _, Authentication.Certificate _ ->
                        any("alice", "bob", "carol");
                };
        return new Principal(
                user,
                any("Alice", "someone else"),
                some("staff", "finance", "night shift"),
                some("clerk", "auditor"),
                by,
                Optional.empty(),
                Principal.DEFAULT_TENANT,
                evidence(by));
    }

    private Authentication authentication() {
        return switch (random.nextInt(8)) {
            case 0 -> new Authentication.Anonymous();
            case 1 -> new Authentication.ApiKey("k-1");
            case 2 -> new Authentication.Certificate(any("CN=alice", "spiffe://example.com/pay"));
            case 3 -> new Authentication.SystemUser(any("root", "web"));
            default ->
                new Authentication.OidcToken(
                        any("https://a.example.com", "https://b.example.com"),
                        random.nextBoolean() ? Optional.of(any("assistant", "cli")) : Optional.empty(),
                        some("bank:read", "bank:all"),
                        new Party(kind(), random.nextBoolean() ? Optional.of(any("robot", "bob")) : Optional.empty()));
        };
    }

    private Party.Kind kind() {
        return switch (random.nextInt(3)) {
            case 0 -> Party.Kind.PERSON;
            case 1 -> Party.Kind.AGENT;
            default -> Party.Kind.SERVICE;
        };
    }

    private Evidence evidence(Authentication by) {
        Set<Proof> proofs = EnumSet.noneOf(Proof.class);
        switch (by) {
            case Authentication.Anonymous _ -> {
                return Evidence.NONE;
            }
            case Authentication.ApiKey _ -> proofs.add(Proof.KEY);
            case Authentication.OidcToken _ -> proofs.add(Proof.TOKEN);
            case Authentication.SystemUser _ -> proofs.add(Proof.OS_USER);
            case Authentication.Certificate _ -> proofs.add(Proof.CERTIFICATE);
        }
        if (random.nextInt(3) == 0) {
            proofs.add(Proof.DPOP);
        }
        Optional<String> certificate =
                by instanceof Authentication.Certificate(String name) ? Optional.of(name) : Optional.empty();
        return new Evidence(
                proofs,
                certificate,
                random.nextBoolean() ? Optional.of("gold") : Optional.empty(),
                some("hwk", "pwd"),
                random.nextBoolean()
                        ? Optional.of(Instant.parse(any("2025-05-05T05:05:05Z", "2026-11-01T00:00:00Z")))
                        : Optional.empty());
    }

    private Set<String> some(String... choices) {
        Set<String> some = new TreeSet<>();
        for (String choice : choices) {
            if (random.nextInt(3) == 0) {
                some.add(choice);
            }
        }
        return some;
    }

    private String any(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
