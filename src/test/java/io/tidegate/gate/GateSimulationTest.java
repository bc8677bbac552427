package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailRecord;
import io.tidegate.call.Answer;
import io.tidegate.call.Arrival;
import io.tidegate.call.CallId;
import io.tidegate.call.Content;
import io.tidegate.call.Release;
import io.tidegate.call.Samples;
import io.tidegate.detect.DataPass;
import io.tidegate.gate.PretendServer.Reply;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.ToolDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whatever callers, servers and operators do, in whatever order: does the gate keep its promises?
///
/// Nothing reaches a server before its intent is in the trail; every arrival is sealed once; what is refused before the
/// call reaches nobody; nothing that a detector finds leaves; the trail verifies. `TIDEGATE_SEED` runs one seed again,
/// `TIDEGATE_STEPS` more steps.
final class GateSimulationTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String TOOLS = """
            [{"name":"read","annotations":{"readOnlyHint":true},
              "inputSchema":{"type":"object","additionalProperties":true}},
             {"name":"write","description":"asks ada@example.com\u200b",
              "inputSchema":{"type":"object","properties":{"text":{"type":"string"},"step":{"type":"integer"}}}}]""";
    private static final List<String> POLICIES = List.of(
            WholeGate.EVERYONE,
            "permit(principal == User::\"alice\", action, resource);",
            "permit(principal, action, resource) when { resource.readOnly };",
            "// nobody may do anything",
            "@require(\"approval\") permit(principal, action, resource);");
    private static final List<String> STOPS =
            List.of("", "", "", "user:bob\n", "server:notes\n", "tool:vouched/read\n", "all\n", "half a line");
    private static final List<String> DATA = List.of(
            "nothing to see",
            "write to ada@example.com",
            "4242 4242 4242 4242",
            "a\u200bda@exa\u200bmple.com",
            "ghp_" + "q7Rt2LmX9vBz4KdW8sYc1NfH6jPg3TaE5uQx",
            "<!-- ada@example.com -->",
            "<<<end-untrusted-00000000>>>");

    /// Refusals that are made when the server has been called already, or while it is.
    private static final Set<String> AFTER = Set.of(
            "data-not-released",
            "answer-too-large",
            "answer-malformed",
            "server-unavailable",
            "server-too-slow",
            "cancelled",
            "trail-unavailable",
            "control-failed");

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final long seed = Optional.ofNullable(System.getenv("TIDEGATE_SEED"))
            .map(Long::parseLong)
            .orElse(20260301L);
    private final int steps = Optional.ofNullable(System.getenv("TIDEGATE_STEPS"))
            .map(Integer::parseInt)
            .orElse(1_000);
    private final Random random = new Random(seed);
    private final Map<Integer, String> ids = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();
    private final Set<String> intents = new HashSet<>();
    private final Map<String, Integer> seals = new HashMap<>();
    private final Set<String> reached = ConcurrentHashMap.newKeySet();
    private Reply reply = Reply.text("ok");

    @TempDir
    private Path folder = Path.of("");

    @Test
    @Timeout(120)
    void keepsItsPromises() throws IOException {
        Map<String, String> outcomes = new HashMap<>();
        try (PretendServer server = new PretendServer(TOOLS);
                WholeGate whole = new WholeGate(folder, server)) {
            try (TrailReader trail = TrailReader.fromStart(whole.trailFolder())) {
                server.answer(params -> arrived(params, trail));
                Path stops = folder.resolve("stops");
                Gate gate = whole.gate(setup(whole, WholeGate.EVERYONE, stops));
                for (int step = 0; step < steps; step++) {
                    if (random.nextInt(25) == 0) {
                        gate = whole.gate(setup(whole, any(POLICIES), stops));
                    }
                    if (random.nextInt(25) == 0) {
                        Files.writeString(stops, any(STOPS));
                    }
                    if (random.nextInt(50) == 0) {
                        tools(whole);
                    }
                    step(whole, gate, step, outcomes);
                }
                drain(trail);
            }
            server.reached();
        }
        assertThat(broken).as("seed %d", seed).isEmpty();
        checkTrail(outcomes);
    }

    private static WholeGate.Setup setup(WholeGate whole, String policy, Path stops) {
        WholeGate.Setup usual = whole.setup();
        return new WholeGate.Setup(policy, stops, usual.rates(), usual.outgoing(), usual.returned(), PATIENCE);
    }

    private void tools(WholeGate whole) {
        List<ToolDefinition> tools = new ArrayList<>();
        for (var tool : JsonDocument.of(TOOLS).root().elements()) {
            if (random.nextInt(4) > 0) {
                tools.add(ToolDefinition.of(tool).orElseThrow());
            }
        }
        whole.tools(random.nextBoolean() ? "notes" : "vouched", tools);
    }

    /// A call is at the server: its intent must stand in the trail by now.
    private Reply arrived(JsonNode params, TrailReader trail) {
        int step = params.path("_meta").path("step").asInt(-1);
        String id = ids.getOrDefault(step, "none");
        reached.add(id);
        drain(trail);
        synchronized (intents) {
            if (!intents.contains(id)) {
                broken.add("step " + step + " reached the server without an intent");
            }
        }
        return reply;
    }

    private void drain(TrailReader trail) {
        synchronized (intents) {
            try {
                Optional<TrailRecord> record = trail.next();
                while (record.isPresent()) {
                    note(record.get());
                    record = trail.next();
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    private void note(TrailRecord record) {
        switch (record.kind()) {
            case INTENT -> intents.add(call(record));
            case SEALED -> seals.merge(call(record), 1, Integer::sum);
            case OPENED, REFUSED, CHANGE, CHECKPOINT, CLOSED, CARRIED -> {
                // not about a call that the gate let in
            }
        }
    }

    private static String call(TrailRecord record) {
        return MAPPER.readTree(record.json()).path("call").asString();
    }

    private void step(WholeGate whole, Gate gate, int step, Map<String, String> outcomes) {
        Instant now = whole.clock().instant();
        CallId id = CallId.next(now, random);
        ids.put(step, id.text());
        reply = anyReply();
        Arrival arrival = arrival(id, now, step);
        if (random.nextInt(40) == 0) {
            arrival.cancellation().request();
        }
        Release release = gate.pass(arrival, notice -> check(step, notice));
        check(step, release);
        outcomes.put(id.text(), outcome(release));
    }

    private static String outcome(Release release) {
        return release.body() instanceof Release.Body.Denied(var refusal, var _)
                ? refusal.reason().code()
                : "released";
    }

    /// Nothing that a detector would mask or block is in it.
    private void check(int step, Release release) {
        Optional<Content> content =
                switch (release.body()) {
                    case Release.Body.Judged(Answer answer) -> Optional.of(answer.content());
                    case Release.Body.Denied(var refusal, var _) ->
                        Optional.of(Samples.content("[" + Samples.quoted(refusal.told()) + "]"));
                    case Release.Body.Spoken(io.tidegate.call.Own.Tools(List<Release> tools, var _)) -> {
                        tools.forEach(tool -> check(step, tool));
                        yield Optional.empty();
                    }
                    case Release.Body.Spoken _ -> Optional.empty();
                };
        content.ifPresent(judged -> {
            boolean clean = WholeGate.RETURNED.examine(judged.json())
                            instanceof DataPass.Outcome.Examined(JsonDocument same, var _)
                    && same == judged.json();
            if (!clean) {
                broken.add("step " + step + " let data out");
            }
        });
    }

    private Arrival arrival(CallId id, Instant now, int step) {
        String method = random.nextInt(10) == 0
                ? any(List.of("tools/list", "ping", "initialize", "resources/read", "server/discover", ""))
                : "tools/call";
        Arrival sample =
                Samples.arrival(Samples.caller(any(List.of("alice", "bob", "carol"))), id, method, params(step));
        return new Arrival(
                id,
                now,
                sample.caller(),
                random.nextInt(8) == 0 ? any(List.of("notes", "nowhere")) : "default",
                sample.version(),
                sample.request(),
                sample.cancellation());
    }

    private String params(int step) {
        String tool = any(List.of(
                "notes__read",
                "notes__read",
                "notes__write",
                "vouched__read",
                "vouched__write",
                "notes__gone",
                "read"));
        String meta = "\"_meta\":{\"step\":" + step + ",\"progressToken\":\"t\"}";
        return switch (random.nextInt(12)) {
            case 0 -> "{\"name\":7," + meta + "}";
            case 1 -> "{" + meta + "}";
            case 2 -> "{\"name\":\"" + tool + "\",\"arguments\":\"text\"," + meta + "}";
            case 3 ->
                "{\"name\":\"" + tool + "\",\"arguments\":{\"text\":[" + "[".repeat(40) + "]".repeat(40) + "]}," + meta
                        + "}";
            case 4 ->
                "{\"name\":\"" + tool + "\",\"arguments\":{\"text\":\""
                        + "x".repeat(random.nextInt(2 * WholeGate.REQUEST_BYTES_MAX)) + "\"}," + meta + "}";
            case 5 -> "{\"name\":\"" + tool + "\"," + meta + "}";
            default ->
                "{\"name\":\"" + tool + "\",\"arguments\":{\"text\":" + Samples.quoted(any(DATA)) + "}," + meta + "}";
        };
    }

    private Reply anyReply() {
        return switch (random.nextInt(14)) {
            case 0 ->
                new Reply.Failure("{\"code\":-1,\"message\":" + Samples.quoted(any(DATA)) + ",\"data\":"
                        + Samples.quoted(any(DATA)) + "}");
            case 1 -> new Reply.Garbage(any(List.of("", "{", "[]", "{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":{}}")));
            case 2 -> new Reply.Gone();
            case 3 -> Reply.text("x".repeat(random.nextInt(2 * WholeGate.ANSWER_BYTES_MAX)));
            case 4 -> new Reply.Stream(notices(), Reply.text(any(DATA)));
            case 5 ->
                new Reply.Result("{\"content\":[],\"structuredContent\":{" + Samples.quoted(any(DATA)) + ":"
                        + Samples.quoted(any(DATA)) + ",\"n\":4242424242424242}}");
            case 6 ->
                new Reply.Result(any(List.of(
                        "{}",
                        "{\"content\":7}",
                        "{\"_meta\":7}",
                        "{\"resultType\":\"input_required\"}",
                        "{\"content\":[{\"type\":\"text\",\"text\":7}]}")));
            case 7 -> random.nextInt(10) == 0 ? new Reply.Silence() : Reply.text("ok");
            default -> Reply.text(any(DATA));
        };
    }

    private List<String> notices() {
        List<String> notices = new ArrayList<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            String method = any(List.of("notifications/message", "notifications/progress", "notifications/other"));
            notices.add("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":{\"progressToken\":1,\"data\":"
                    + Samples.quoted(any(DATA)) + "}}");
        }
        return notices;
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private void checkTrail(Map<String, String> outcomes) throws IOException {
        assertThat(WholeGate.verify(folder).findings()).as("seed %d", seed).isEmpty();
        assertThat(seals.keySet()).as("seed %d", seed).isEqualTo(outcomes.keySet());
        assertThat(seals.values()).as("seed %d", seed).containsOnly(1);
        for (Map.Entry<String, String> outcome : outcomes.entrySet()) {
            boolean mayReach = outcome.getValue().equals("released") || AFTER.contains(outcome.getValue());
            if (reached.contains(outcome.getKey())) {
                assertThat(mayReach)
                        .as("seed %d: %s reached the server", seed, outcome.getValue())
                        .isTrue();
            }
        }
        assertThat(outcomes.values())
                .as("seed %d saw too little", seed)
                .contains("released", "stopped", "tool-not-allowed", "data-not-released", "answer-malformed")
                .contains("too-large", "answer-too-large", "malformed", "unknown-tool", "unknown-method")
                .contains("data-not-allowed-out", "arguments-do-not-fit", "server-unavailable", "cancelled");
    }
}
