package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailRecord;
import io.tidegate.call.Arrival;
import io.tidegate.call.CallId;
import io.tidegate.call.Caller;
import io.tidegate.call.Release;
import io.tidegate.call.Samples;
import io.tidegate.catalog.Offers;
import io.tidegate.config.Apps;
import io.tidegate.config.DataRules.Direction;
import io.tidegate.config.LimitSamples;
import io.tidegate.control.CallLimits;
import io.tidegate.control.ScopeRules;
import io.tidegate.era.Speech;
import io.tidegate.gate.PretendServer.Reply;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Principal;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Definition;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ServerCapabilities;
import io.tidegate.mcp.ToolDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Does every attack that we have written down end as it must, through the whole gate, with a trail that holds it?
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AttacksTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Speech SPEECH = new Speech("test");
    private static final String READ = """
            {"name":"read","description":"Reads.","annotations":{"readOnlyHint":true},
             "inputSchema":{"type":"object","additionalProperties":true}}""";

    private final Random random = new Random(7);
    private final Set<String> secrets = new LinkedHashSet<>();
    private final PretendServer server;
    private final WholeGate whole;

    AttacksTest(@TempDir Path folder) throws IOException {
        server = new PretendServer("[" + READ + "]");
        whole = new WholeGate(folder, server);
    }

    static Stream<AttackCase> cases() {
        return AttackCase.all().stream();
    }

    @BeforeAll
    void thereAreAttacks() {
        assertThat(AttackCase.all()).hasSizeGreaterThan(90);
    }

    /// The whole trail, byte for byte, at the end: every record is where it was, and no secret stands anywhere.
    @AfterAll
    void theTrailVerifiesAndHoldsNoSecret() throws IOException {
        whole.close();
        server.close();
        assertThat(WholeGate.verify(whole.folder()).findings()).isEmpty();
        try (Stream<Path> files = Files.list(whole.trailFolder())) {
            for (Path file : files.toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (String secret : secrets) {
                    String raw = new String(secret.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
                    assertThat(bytes.contains(raw))
                            .as("`%s` in the trail", secret)
                            .isFalse();
                }
            }
        }
    }

    /// What came of an attack.
    private static final class Outcome {
        private final List<Arrival> arrivals = new ArrayList<>();
        private final List<String> notices = new ArrayList<>();
        private final List<String> reached = new ArrayList<>();
        private Optional<String> refused = Optional.empty();
        private String client = "";

        String seen() {
            return client + "\n" + String.join("\n", notices);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsAsItMust(AttackCase attack) throws IOException {
        secrets.addAll(attack.secrets());
        Outcome outcome = run(attack);
        Map<String, Object> then = attack.then();
        assertThat(outcome.refused).as(outcome.seen()).isEqualTo(AttackCase.string(then, "refused"));
        for (String text : AttackCase.strings(then.get("client-has"))) {
            assertThat(outcome.seen()).contains(text);
        }
        for (String text : AttackCase.strings(then.get("client-lacks"))) {
            assertThat(outcome.seen()).doesNotContain(text);
        }
        String sent = String.join("\n", outcome.reached);
        for (String text : AttackCase.strings(then.get("server-has"))) {
            assertThat(sent).contains(text);
        }
        for (String text : AttackCase.strings(then.get("server-lacks"))) {
            assertThat(sent).doesNotContain(text);
        }
        int reaches = attack.call().containsKey("list") ? 0 : 1;
        assertThat(outcome.reached).hasSize(AttackCase.number(then, "reached", reaches));
        if (then.containsKey("notices")) {
            assertThat(outcome.notices).hasSize(AttackCase.number(then, "notices", 0));
        }
        if (then.containsKey("tools")) {
            assertThat(listed(outcome.client, "tools", "name")).isEqualTo(AttackCase.strings(then.get("tools")));
        }
        if (then.containsKey("resources")) {
            assertThat(listed(outcome.client, "resources", "uri")).isEqualTo(AttackCase.strings(then.get("resources")));
        }
        if (AttackCase.string(then, "refused").isPresent()) {
            attack.secrets().forEach(secret -> assertThat(outcome.seen()).doesNotContain(secret));
        }
        recorded(attack, outcome);
    }

    private Outcome run(AttackCase attack) throws IOException {
        server.reached();
        server.answer(
                params -> reply(attack.says(), params.at("/_meta/progressToken").toString()));
        List<ToolDefinition> tools = AttackCase.string(attack.given(), "definition").stream()
                .flatMap(json -> ToolDefinition.of(JsonDocument.of(json).root()).stream())
                .toList();
        List<ToolDefinition> usual =
                List.of(ToolDefinition.of(JsonDocument.of(READ).root()).orElseThrow());
        whole.offers("notes", offers(attack, attack.given().containsKey("definition") ? tools : usual));
        Gate gate = whole.gate(setup(attack));
        Outcome outcome = new Outcome();
        for (int time = 0; time < AttackCase.number(attack.call(), "times", 1); time++) {
            pass(attack, gate, outcome);
        }
        outcome.reached.addAll(server.reached());
        return outcome;
    }

    private static Offers offers(AttackCase attack, List<ToolDefinition> tools) {
        List<Definition> prompts = AttackCase.string(attack.given(), "prompt").stream()
                .flatMap(json ->
                        Definition.of(Offering.PROMPT, JsonDocument.of(json).root()).stream())
                .toList();
        List<Definition> resources = AttackCase.string(attack.given(), "resource").stream()
                .flatMap(json ->
                        Definition.of(Offering.RESOURCE, JsonDocument.of(json).root()).stream())
                .toList();
        List<Definition> templates = AttackCase.string(attack.given(), "template").stream()
                .flatMap(json ->
                        Definition.of(Offering.TEMPLATE, JsonDocument.of(json).root()).stream())
                .toList();
        return new Offers(
                Map.of(
                        Offering.TOOL,
                        List.copyOf(tools),
                        Offering.PROMPT,
                        prompts,
                        Offering.RESOURCE,
                        resources,
                        Offering.TEMPLATE,
                        templates),
                ServerCapabilities.NONE,
                "");
    }

    private static Caller caller(AttackCase attack) {
        Caller plain = Samples.caller(AttackCase.string(attack.call(), "caller").orElse("alice"));
        Capabilities can = AttackCase.string(attack.call(), "can")
                .map(json -> Capabilities.of(JsonDocument.of(json).root()))
                .orElse(Capabilities.NONE);
        Principal principal = AttackCase.string(attack.call(), "scopes")
                .map(scopes -> withToken(plain.principal(), scopes))
                .orElse(plain.principal());
        return new Caller(principal, plain.client(), plain.source(), can, plain.session(), plain.log());
    }

    private static Principal withToken(Principal plain, String scopes) {
        return new Principal(
                plain.id(),
                plain.display(),
                plain.groups(),
                new Authentication.OidcToken(
                        "https://login.example.com",
                        Optional.of("editor"),
                        Stream.of(scopes.split(" ", -1))
                                .filter(scope -> !scope.isEmpty())
                                .collect(Collectors.toSet())),
                Optional.empty(),
                plain.tenant());
    }

    private static Map<String, Apps> apps(AttackCase attack) {
        Map<String, Apps> apps = new HashMap<>();
        if (attack.given().get("apps") instanceof Map<?, ?> given) {
            apps.put(
                    "notes",
                    new Apps(
                            AttackCase.strings(given.get("domains")),
                            AttackCase.strings(given.get("permissions")).stream()
                                    .map(Apps.Permission::valueOf)
                                    .collect(Collectors.toSet())));
        }
        return apps;
    }

    /// Time stands still.
    private static CallLimits limits(AttackCase attack) {
        return AttackCase.string(attack.given(), "limits")
                .map(yaml -> CallLimits.of(LimitSamples.of(yaml), () -> 0))
                .orElse(CallLimits.NONE);
    }

    private static ScopeRules scopes(AttackCase attack) {
        Map<String, List<String>> rules = new HashMap<>();
        if (attack.given().get("scopes") instanceof Map<?, ?> given) {
            given.forEach((pattern, scopes) -> rules.put(String.valueOf(pattern), AttackCase.strings(scopes)));
        }
        return new ScopeRules(rules);
    }

    private void pass(AttackCase attack, Gate gate, Outcome outcome) {
        String usual = attack.call().containsKey("list") ? "tools/list" : "tools/call";
        String method = AttackCase.string(attack.call(), "method").orElse(usual);
        Instant now = whole.clock().instant();
        Arrival sample = Samples.arrival(caller(attack), CallId.next(now, random), method, params(attack.call()));
        Arrival arrival = new Arrival(
                sample.id(),
                now,
                sample.caller(),
                AttackCase.string(attack.call(), "profile").orElse("default"),
                sample.version(),
                sample.request(),
                sample.cancellation());
        Release release = gate.pass(
                arrival, notice -> outcome.notices.add(new String(SPEECH.notice(notice), StandardCharsets.UTF_8)));
        outcome.arrivals.add(arrival);
        outcome.refused = release.body() instanceof Release.Body.Denied(var refusal, var _)
                ? Optional.of(refusal.reason().code())
                : Optional.empty();
        outcome.client = new String(
                SPEECH.answer(arrival.request().id(), method, arrival.version(), release), StandardCharsets.UTF_8);
    }

    private static String params(Map<String, Object> call) {
        if (call.containsKey("list")) {
            return "{}";
        }
        if (call.containsKey("params")) {
            return String.valueOf(call.get("params"));
        }
        String name = AttackCase.string(call, "server").orElse("notes") + "__"
                + AttackCase.string(call, "tool").orElse("read");
        int nested = AttackCase.number(call, "nested", 0);
        String arguments = "{\"in\":[".repeat(nested)
                + AttackCase.string(call, "arguments").orElse("{}")
                + "]}".repeat(nested);
        if (call.containsKey("long")) {
            arguments = "{\"text\":\"" + "x".repeat(AttackCase.number(call, "long", 0)) + "\"}";
        }
        String meta = AttackCase.string(call, "meta")
                .map(json -> ",\"_meta\":" + json)
                .orElse("");
        return "{\"name\":" + Samples.quoted(name) + ",\"arguments\":" + arguments + meta + "}";
    }

    /// @param token what the gateway wants to see in progress; `%P` in a notice stands for it
    private static Reply reply(Map<String, Object> says, String token) {
        if (says.containsKey("garbage")) {
            return new Reply.Garbage(String.valueOf(says.get("garbage")));
        }
        if (says.containsKey("silence")) {
            return new Reply.Silence();
        }
        Reply last = AttackCase.string(says, "error")
                .<Reply>map(Reply.Failure::new)
                .orElseGet(() -> new Reply.Result(result(says)));
        List<String> notices = new ArrayList<>();
        if (says.get("notices") instanceof List<?> list) {
            for (Object each : list) {
                Map<?, ?> notice = (Map<?, ?>) each;
                notices.add("{\"jsonrpc\":\"2.0\",\"method\":\"" + notice.get("method") + "\",\"params\":"
                        + String.valueOf(notice.get("params")).replace("%P", token) + "}");
            }
        }
        return notices.isEmpty() ? last : new Reply.Stream(notices, last);
    }

    private static String result(Map<String, Object> says) {
        if (says.containsKey("long")) {
            return Samples.textResult("x".repeat(AttackCase.number(says, "long", 0)));
        }
        if (says.containsKey("blob")) {
            byte[] inner = String.valueOf(says.get("blob")).getBytes(StandardCharsets.UTF_8);
            return "{\"content\":[{\"type\":\"resource\",\"resource\":{\"uri\":\"a:b\",\"blob\":\""
                    + Base64.getEncoder().encodeToString(inner) + "\"}}]}";
        }
        return AttackCase.string(says, "result")
                .orElseGet(
                        () -> Samples.textResult(AttackCase.string(says, "text").orElse("fine")));
    }

    private WholeGate.Setup setup(AttackCase attack) throws IOException {
        WholeGate.Setup usual = whole.setup();
        Path stops = usual.stops();
        if (attack.given().containsKey("stops")) {
            stops = Files.createTempFile(whole.folder(), "stops", "");
            Files.writeString(stops, String.valueOf(attack.given().get("stops")));
        }
        return new WholeGate.Setup(
                AttackCase.string(attack.given(), "policy").orElse(WholeGate.EVERYONE),
                stops,
                limits(attack),
                scopes(attack),
                attack.handling(usual.outgoing(), Direction.ARGUMENTS),
                attack.handling(usual.returned(), Direction.RETURNED),
                GuardSamples.of(AttackCase.string(attack.given(), "guards").orElse("[]")),
                GuardSamples.records(
                        AttackCase.string(attack.given(), "records").orElse("[]")),
                apps(attack),
                attack.says().containsKey("silence") ? Duration.ofMillis(300) : usual.deadline());
    }

    private static List<String> listed(String answer, String kind, String name) {
        List<String> names = new ArrayList<>();
        for (JsonNode entry : MAPPER.readTree(answer).path("result").path(kind)) {
            names.add(entry.path(name).asString());
        }
        return names;
    }

    /// Each arrival has its sealed record; what reached the server has its intent before it; nothing stands in clear.
    private void recorded(AttackCase attack, Outcome outcome) throws IOException {
        int intents = 0;
        TrailRecord last = null;
        for (Arrival arrival : outcome.arrivals) {
            List<TrailRecord> records =
                    TrailReader.find(whole.trailFolder(), arrival.id().text());
            assertThat(records.stream().filter(each -> each.kind() == RecordKind.SEALED))
                    .hasSize(1);
            last = records.getLast();
            assertThat(last.kind()).isEqualTo(RecordKind.SEALED);
            intents += records.size() - 1;
            for (TrailRecord record : records) {
                attack.secrets().forEach(secret -> assertThat(record.json()).doesNotContain(secret));
            }
        }
        assertThat(intents).isEqualTo(outcome.reached.size());
        JsonNode record = MAPPER.readTree(java.util.Objects.requireNonNull(last).json());
        assertThat(record.path("decision").asString()).isEqualTo(outcome.refused.isPresent() ? "refused" : "released");
        AttackCase.string(attack.then(), "recorded")
                .or(() -> outcome.refused)
                .ifPresent(code -> assertThat(record.path("reason").asString()).isEqualTo(code));
        AttackCase.string(attack.then(), "detail")
                .ifPresent(
                        detail -> assertThat(record.path("detail").asString()).contains(detail));
        List<String> notes = new ArrayList<>();
        for (JsonNode ruling : record.path("rulings")) {
            for (JsonNode note : ruling.path("notes")) {
                notes.add(note.path("what").asString() + " " + note.path("kind").asString() + " "
                        + note.path("count").asInt());
            }
        }
        assertThat(notes).containsAll(AttackCase.strings(attack.then().get("notes")));
    }
}
