package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailRecord;
import io.tidegate.call.Arrival;
import io.tidegate.call.CallId;
import io.tidegate.call.Reason;
import io.tidegate.call.Release;
import io.tidegate.call.Samples;
import io.tidegate.config.DataRules.Direction;
import io.tidegate.control.DataFixture;
import io.tidegate.control.DataHandling;
import io.tidegate.control.Guards;
import io.tidegate.era.Speech;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.ToolDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Is every evasion that we have collected refused by the whole gate, with a record, and does what only looks like one
/// pass to the letter?
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GuardCorpusTest {
    private static final Path FOLDER = Path.of("src/test/resources/io/tidegate/guards");
    private static final Speech SPEECH = new Speech("test");
    private static final int SHORT = 8; // what is shorter may stand in any sentence

    private final Random random = new Random(11);
    private final PretendServer server;
    private final WholeGate whole;

    GuardCorpusTest(@TempDir Path folder) throws IOException {
        server = new PretendServer("[]");
        whole = new WholeGate(folder, server);
    }

    /// Which file, which list of it, and the guard that it is held against.
    enum Group {
        PATHS(
                "paths",
                "refused",
                "passes",
                "{ path: { in: [value], roots: [/srv/reports], base: /srv/reports } }",
                Reason.PATH_NOT_ALLOWED),
        PATHS_OF_WINDOWS(
                "paths",
                "windows",
                "passes-windows",
                "{ path: { in: [value], roots: ['C:\\data\\reports'] } }",
                Reason.PATH_NOT_ALLOWED),
        URLS("urls", "refused", "passes", "{ url: { in: [value], schemes: [https, http] } }", Reason.URL_NOT_ALLOWED),
        URLS_LISTED(
                "urls",
                "listed",
                "passes-listed",
                "{ url: { in: [value], hosts: [api.example.com, '*.cdn.example.com'] } }",
                Reason.URL_NOT_ALLOWED),
        SQL(
                "sql",
                "refused",
                "passes",
                "{ sql: { in: [value], schema: public, tables: [public.orders, public.users, 'reports.*'],"
                        + " columns: { public.users: [id, name] }, rows: 100 } }",
                Reason.SQL_NOT_ALLOWED),
        COMMANDS(
                "commands",
                "refused",
                "passes",
                "{ command: { in: [value], programs: { ls: ['-l', '-a', 'reports/*'], git: [status, log, '--oneline'],"
                        + " cat: ['*.txt'], date: ['-u'], /usr/bin/uptime: [] } } }",
                Reason.COMMAND_NOT_ALLOWED),
        RECIPIENTS(
                "recipients",
                "refused",
                "passes",
                "{ recipients: { in: [value], addresses: [carol@partner.example], domains: [example.com,"
                        + " '*.example.org'], names: ['#support', '@ann', '+4712345678', 'C01*'] } }",
                Reason.RECIPIENT_NOT_ALLOWED);

        private final String file;
        private final String refused;
        private final String passes;
        private final String guard;
        private final Reason reason;

        Group(String file, String refused, String passes, String guard, Reason reason) {
            this.file = file;
            this.refused = refused;
            this.passes = passes;
            this.guard = guard;
            this.reason = reason;
        }

        Guards guards() {
            return GuardSamples.of("[ " + guard + " ]");
        }
    }

    /// @param would what it would have done
    /// @param code under which it is refused; a pattern of any where the corpus does not say
    record Case(Group group, String value, String would, String code) {
        @Override
        public String toString() {
            return group + " would " + would + ": " + Samples.quoted(value);
        }
    }

    private static Map<?, ?> file(Group group) {
        try {
            return (Map<?, ?>) new Load(LoadSettings.builder().build())
                    .loadFromString(Files.readString(FOLDER.resolve(group.file + ".yaml")));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static Stream<Case> evasions() {
        List<Case> cases = new ArrayList<>();
        for (Group group : Group.values()) {
            for (Object each :
                    (List<?>) java.util.Objects.requireNonNull(file(group).get(group.refused))) {
                Map<?, ?> one = (Map<?, ?>) each;
                String key = group.file.replaceAll("s$", "");
                assertThat(Set.of(key, "would", "code").containsAll(one.keySet()))
                        .isTrue();
                Object code = one.containsKey("code") ? one.get("code") : "[a-z-]+";
                cases.add(new Case(
                        group, String.valueOf(one.get(key)), String.valueOf(one.get("would")), String.valueOf(code)));
            }
        }
        return cases.stream();
    }

    static Stream<Case> lookAlikes() {
        List<Case> cases = new ArrayList<>();
        for (Group group : Group.values()) {
            for (Object each :
                    (List<?>) java.util.Objects.requireNonNull(file(group).get(group.passes))) {
                cases.add(new Case(group, String.valueOf(each), "be fine", ""));
            }
        }
        return cases.stream();
    }

    @BeforeAll
    void hasATool() {
        whole.tools(
                "notes", List.of(ToolDefinition.of(JsonDocument.of("""
                                {"name":"read","inputSchema":{"type":"object","properties":{"value":{"type":"string"}}}}""").root()).orElseThrow()));
    }

    @AfterAll
    void theTrailVerifies() throws IOException {
        whole.close();
        server.close();
        assertThat(WholeGate.verify(whole.folder()).findings()).isEmpty();
    }

    @Test
    void thereAreManyAndNoneTwice() {
        List<Case> all = evasions().toList();
        assertThat(all).hasSizeGreaterThan(950).doesNotHaveDuplicates();
        assertThat(lookAlikes()).hasSizeGreaterThan(120).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("evasions")
    void anEvasionIsRefusedAndRecorded(Case one) throws IOException {
        Arrival arrival = arrival(one);
        Release release = gate(one.group()).pass(arrival, _ -> {});
        assertThat(server.reached()).isEmpty();
        assertThat(release.body()).isInstanceOf(Release.Body.Denied.class);
        String told = said(arrival, release);
        assertThat(told)
                .contains(
                        "The argument `value` ",
                        one.group() == Group.RECIPIENTS ? "Do not guess others." : "Allowed are ",
                        one.group().reason.code());
        List<TrailRecord> records =
                TrailReader.find(whole.trailFolder(), arrival.id().text());
        assertThat(records).extracting(TrailRecord::kind).containsExactly(RecordKind.SEALED);
        String record = records.getLast().json();
        assertThat(record)
                .contains(
                        "\"decision\":\"refused\"",
                        "\"reason\":\"" + one.group().reason.code() + "\"")
                .containsPattern("\"detail\":\"value: " + one.code() + "\"");
        if (one.value().length() >= SHORT && !"/srv/reports".startsWith(one.value())) {
            String quoted = Samples.quoted(one.value());
            assertThat(told + record).doesNotContain(quoted.substring(1, quoted.length() - 1));
        }
    }

    @ParameterizedTest
    @MethodSource("lookAlikes")
    void whatOnlyLooksLikeOnePasses(Case one) {
        Arrival arrival = arrival(one);
        Release release = gate(one.group()).pass(arrival, _ -> {});
        assertThat(said(arrival, release)).contains("fine");
        assertThat(server.reached()).singleElement().asString().contains("\"value\":" + Samples.quoted(one.value()));
    }

    private Gate gate(Group group) {
        server.answer(_ -> new PretendServer.Reply.Result(Samples.textResult("fine")));
        WholeGate.Setup usual = whole.setup();
        DataHandling nothing = DataFixture.of(DataFixture.NOTHING, Direction.ARGUMENTS);
        return whole.gate(new WholeGate.Setup(
                usual.policy(),
                usual.stops(),
                usual.limits(),
                usual.scopes(),
                nothing,
                nothing,
                group.guards(),
                usual.records(),
                usual.apps(),
                usual.deadline()));
    }

    private Arrival arrival(Case one) {
        Instant now = whole.clock().instant();
        String params = "{\"name\":\"notes__read\",\"arguments\":{\"value\":" + Samples.quoted(one.value()) + "}}";
        Arrival sample = Samples.arrival(Samples.caller("alice"), CallId.next(now, random), "tools/call", params);
        return new Arrival(
                sample.id(),
                now,
                sample.caller(),
                "default",
                sample.version(),
                sample.request(),
                sample.cancellation());
    }

    private static String said(Arrival arrival, Release release) {
        return new String(
                SPEECH.answer(arrival.request().id(), "tools/call", arrival.version(), release),
                StandardCharsets.UTF_8);
    }
}
