package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.CallTrail;
import io.tidegate.audit.RecordKind;
import io.tidegate.audit.Trail;
import io.tidegate.audit.TrailListener;
import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailRecord;
import io.tidegate.audit.TrailSealing;
import io.tidegate.audit.TrailSettings;
import io.tidegate.call.Reason;
import io.tidegate.catalog.KnownTools;
import io.tidegate.config.DataRules.Direction;
import io.tidegate.config.ModelPlace;
import io.tidegate.control.CallLimits;
import io.tidegate.control.ControlParts;
import io.tidegate.control.Controls;
import io.tidegate.control.DataFixture;
import io.tidegate.control.DataHandling;
import io.tidegate.control.Guards;
import io.tidegate.control.RecordBindings;
import io.tidegate.control.ScopeRules;
import io.tidegate.control.Stops;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.crypto.KeyRing;
import io.tidegate.flow.SessionLabels;
import io.tidegate.json.JsonDocument;
import io.tidegate.limit.Budgets;
import io.tidegate.policy.Action;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Decision;
import io.tidegate.policy.Gap;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.Policies;
import io.tidegate.policy.Question;
import io.tidegate.policy.Versions;
import io.tidegate.policy.World;
import io.tidegate.relation.Relations;
import io.tidegate.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Is what policies were asked put together again from the trail, letter by letter? And where it is not, is it said?
class RecollectionTest {
    private static final int CALLS = 3_000;
    private static final DataHandling NOTHING = DataFixture.of(DataFixture.NOTHING, Direction.ARGUMENTS);
    private static final List<ModelPlace.Of> MODELS = List.of(
            new ModelPlace.Of(
                    Optional.of("cli"), Optional.empty(), new ModelPlace(ModelPlace.Kind.CLOUD, Optional.of("us"))),
            new ModelPlace.Of(
                    Optional.empty(),
                    Optional.of("eu"),
                    new ModelPlace(ModelPlace.Kind.ON_PREMISES, Optional.empty())));
    private static final KnownTools KNOWN = new KnownTools(Map.of(
            "bank", new KnownTools.Heard(Instant.EPOCH, RecordedTraffic.TOOLS),
            "shop", new KnownTools.Heard(Instant.EPOCH, RecordedTraffic.TOOLS)));

    @TempDir
    private Path folder;

    private KeyRing keys;
    private Trail trail;
    private Store store;
    private final List<Question> asked = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        keys = KeyRing.open(folder.resolve("keys"), new SecureRandom());
        store = Store.open(folder.resolve("state.db"));
        TrailSettings settings = new TrailSettings(folder.resolve("trail"), 1 << 20, "test");
        trail = Trail.open(settings, keys, InstantSource.system());
    }

    @AfterEach
    void close() throws IOException {
        trail.close();
        store.close();
    }

    private static final class Untold implements TrailListener {
        @Override
        public void sealed(Sealed entry) {}

        @Override
        public void turnedAway(Reason reason, long times) {}
    }

    /// Remembers what the real ones are asked.
    private final class Listening implements Policies {
        private final CedarPolicies real;

        Listening(CedarPolicies real) {
            this.real = real;
        }

        @Override
        public Decision decide(Question question) {
            asked.add(question);
            return real.decide(question);
        }

        @Override
        public boolean lookBack() {
            return real.lookBack();
        }

        @Override
        public String digest() {
            return real.digest();
        }
    }

    private CedarPolicies policies(String text) throws IOException {
        Files.writeString(folder.resolve("main.cedar"), text);
        Loaded loaded = CedarPolicies.load(
                List.of(), List.of(folder.resolve("main.cedar")), new World(KNOWN, Set.of("treats")), folder);
        assertThat(loaded).isInstanceOf(Loaded.Ready.class);
        return ((Loaded.Ready) loaded).policies();
    }

    private Controls controls(Policies policies) {
        return new Controls(new ControlParts(
                new Stops(folder.resolve("no-stops"), () -> 0),
                policies,
                Relations.NONE,
                Optional::empty,
                MODELS,
                new SessionLabels(() -> store, InstantSource.system(), Duration.ofHours(8)),
                CallLimits.NONE,
                new Budgets(
                        () -> {
                            throw new IllegalStateException("no budget is asked for");
                        },
                        InstantSource.system(),
                        Runnable::run,
                        () -> 0),
                ScopeRules.NONE,
                NOTHING,
                NOTHING,
                Guards.NONE,
                RecordBindings.NONE,
                Map.of(),
                1 << 20,
                1 << 20,
                InstantSource.system(),
                new Random(3)));
    }

    private CallTrail calls() {
        return new CallTrail(
                trail,
                new TrailSealing(keys),
                keys.mac(KeyPurpose.TRAIL_SEALING),
                InstantSource.system(),
                System::nanoTime,
                new Untold());
    }

    private CedarPolicies record(int calls) throws IOException {
        return record(calls, RecordedTraffic.POLICIES);
    }

    private CedarPolicies record(int calls, String text) throws IOException {
        CedarPolicies policies = policies(text);
        Controls controls = controls(new Listening(policies));
        RecordedTraffic traffic = new RecordedTraffic(new Random(calls), calls());
        for (int call = 0; call < calls; call++) {
            traffic.call(controls);
        }
        return policies;
    }

    private CallsOnRecord onRecord() throws IOException {
        return new CallsOnRecord(folder.resolve("trail"), Instant.EPOCH);
    }

    private Recollection recollection(boolean withKeys) {
        return new Recollection(KNOWN, withKeys ? Optional.of(new TrailSealing(keys)) : Optional.empty());
    }

    @Test
    void whatWasAskedIsPutTogetherAgain() throws IOException {
        record(CALLS);
        Recollection recollection = recollection(true);
        int at = 0;
        int large = 0;
        try (CallsOnRecord calls = onRecord()) {
            for (Optional<CallsOnRecord.Ended> call = calls.next(); call.isPresent(); call = calls.next()) {
                Ruled access = Ruled.of(call.get().entry(), "tool-access").orElseThrow();
                Optional<Ruled> release = Ruled.of(call.get().entry(), "release-policy");
                List<Question> again = new ArrayList<>();
                try {
                    again.addAll(recollection.ofCall(call.get(), access).questions());
                } catch (IllegalArgumentException sealed) {
                    throw new AssertionError(call.get().record().json(), sealed);
                }
                if (release.isPresent()) {
                    again.addAll(
                            recollection.ofRelease(call.get(), release.get()).questions());
                }
                boolean isLarge = recollection.ofCall(call.get(), access).gaps().contains(Gap.ARGUMENTS);
                large += isLarge ? 1 : 0;
                for (Question question : again) {
                    assertThat(QuestionWords.of(question, !isLarge))
                            .isEqualTo(QuestionWords.of(asked.get(at++), !isLarge));
                }
            }
        }
        assertThat(at).isEqualTo(asked.size());
        assertThat(large)
                .as("those with arguments of which only the size is on record")
                .isBetween(1, CALLS / 50);
    }

    private Report checked(CedarPolicies policies, boolean withKeys) throws IOException {
        Path kept = Files.createDirectories(folder.resolve("kept"));
        new Versions(kept).keep(policies, Instant.now());
        CheckingReplay replay = new CheckingReplay(recollection(withKeys), new Versions(kept));
        try (CallsOnRecord calls = onRecord()) {
            for (Optional<CallsOnRecord.Ended> call = calls.next(); call.isPresent(); call = calls.next()) {
                replay.take(call.get());
            }
        }
        return replay.told();
    }

    @Test
    void thePoliciesOfThenSayWhatIsOnRecord() throws IOException {
        CedarPolicies policies = record(CALLS);
        long decisions =
                asked.stream().filter(one -> one.action() != Action.RELEASE).count();
        String told = checked(policies, true).text();
        assertThat(told).contains("all are as on record").doesNotContain("is otherwise");
        assertThat(Long.parseLong(told.substring(0, told.indexOf(' ')))).isGreaterThan(decisions * 9 / 10);
    }

    /// What can't be known is not guessed: without the keys less is judged, and nothing is judged otherwise.
    @Test
    void withoutTheKeysLessIsJudgedAndNothingOtherwise() throws IOException {
        CedarPolicies policies = record(CALLS);
        String told = checked(policies, false).text();
        assertThat(told)
                .contains("all are as on record", "because its arguments are not on record")
                .contains("because which resource it was about is sealed")
                .doesNotContain("is otherwise");
    }

    /// Whom a clinician treats may be another today.
    @Test
    void relationsAreNotGuessed() throws IOException {
        CedarPolicies policies = record(
                200,
                RecordedTraffic.POLICIES
                        + "forbid(principal, action == Action::\"call\", resource in Server::\"bank\")"
                        + " when { principal.hasTag(\"treats\") };");
        assertThat(checked(policies, true).text())
                .contains("all are as on record", "because what its caller was related to is not on record")
                .doesNotContain("is otherwise");
    }

    @Test
    void nothingIsGuessedOfEntriesOfOlderPrograms() throws IOException {
        CedarPolicies policies = record(CALLS);
        Path kept = Files.createDirectories(folder.resolve("kept"));
        new Versions(kept).keep(policies, Instant.now());
        CheckingReplay replay = new CheckingReplay(recollection(true), new Versions(kept));
        try (CallsOnRecord calls = onRecord()) {
            for (Optional<CallsOnRecord.Ended> call = calls.next(); call.isPresent(); call = calls.next()) {
                String older = call.get()
                        .record()
                        .json()
                        .replaceAll(",\"counted\":\\{[^}]*}", "")
                        .replaceAll(",\"scopes\":\\[[^]]*]", "")
                        .replaceAll(",\"amr\":\\[[^]]*]", "")
                        .replaceAll(",\"signed-in\":\"[^\"]*\"", "")
                        .replaceAll(",?\\{\"what\":\"(judged-at|model|session-labels?)\",[^}]*}", "")
                        .replace("\"notes\":[,", "\"notes\":[");
                replay.take(new CallsOnRecord.Ended(
                        call.get().record(),
                        JsonDocument.of(older).root(),
                        call.get().arguments()));
            }
        }
        String told = replay.told().text();
        assertThat(told)
                .contains("all are as on record", "because the scopes of its token are not on record")
                .contains("what its tool counted as is not on record", "when exactly it was judged is not on record")
                .contains("which labels its session had is not on record")
                .doesNotContain("is otherwise");
    }

    /// A check that could not fail would be none.
    @Test
    void anEntryThatIsNotWhatThePoliciesSaidIsFound() throws IOException {
        CedarPolicies policies = record(200);
        Path kept = Files.createDirectories(folder.resolve("kept"));
        new Versions(kept).keep(policies, Instant.now());
        CheckingReplay replay = new CheckingReplay(recollection(true), new Versions(kept));
        try (CallsOnRecord calls = onRecord()) {
            for (Optional<CallsOnRecord.Ended> call = calls.next(); call.isPresent(); call = calls.next()) {
                String other = call.get()
                        .record()
                        .json()
                        .replace("\"control\":\"tool-access\"", "\"was\":\"x\",\"control\":\"tool-access\"")
                        .replaceAll("(\"tool-access\",\"micros\":\\d+,\"verdict\":)\"(pass|refuse)\"", "$1\"other\"")
                        .replace("allowed-by", "allowed-once-by");
                replay.take(new CallsOnRecord.Ended(
                        call.get().record(),
                        JsonDocument.of(other).root(),
                        call.get().arguments()));
            }
        }
        assertThat(replay.isSame()).isFalse();
        assertThat(replay.told().text()).contains("is otherwise", "are not as on record");
    }

    @Test
    void aTextThatIsNotKeptIsSaid() throws IOException {
        record(50);
        CheckingReplay replay = new CheckingReplay(recollection(true), new Versions(folder.resolve("nowhere")));
        try (CallsOnRecord calls = onRecord()) {
            for (Optional<CallsOnRecord.Ended> call = calls.next(); call.isPresent(); call = calls.next()) {
                replay.take(call.get());
            }
        }
        assertThat(replay.told().text()).contains("0 decisions judged", "because the text of the policies is not kept");
    }

    /// Each recorded call many times over, as in a trail of some weeks.
    @Test
    void aLargeTrailIsReadInOneGo() throws Exception {
        CedarPolicies policies = record(1_000);
        List<TrailRecord> records = new ArrayList<>();
        try (TrailReader reader = TrailReader.fromStart(folder.resolve("trail"))) {
            for (Optional<TrailRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (next.get().kind() == RecordKind.INTENT || next.get().kind() == RecordKind.SEALED) {
                    records.add(next.get());
                }
            }
        }
        for (int written = records.size(); written < 100_000; written += records.size()) {
            for (TrailRecord record : records) {
                trail.append(record.kind(), record.json().getBytes(StandardCharsets.UTF_8));
            }
        }
        Instant begun = Instant.now();
        String told = checked(policies, true).text();
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofMinutes(2));
        assertThat(told).contains("all are as on record");
        assertThat(Long.parseLong(told.substring(0, told.indexOf(' ')))).isGreaterThan(50_000);
    }

    /// Calls that began and never ended don't fill the memory: the oldest lose what was kept of them.
    @Test
    void whatIsKeptOfCallsUnderWayIsBounded() throws Exception {
        String sealed = "x".repeat(90_000);
        for (int call = 0; call < 500; call++) {
            append(RecordKind.INTENT, "C" + call, ",\"arguments\":{\"subject\":\"s\",\"sealed\":\"" + sealed + "\"}");
        }
        append(RecordKind.SEALED, "C0", "");
        append(RecordKind.SEALED, "C499", "");
        try (CallsOnRecord calls = onRecord()) {
            assertThat(calls.next().orElseThrow().arguments()).isEmpty();
            assertThat(calls.next().orElseThrow().arguments()).isPresent();
            assertThat(calls.next()).isEmpty();
        }
    }

    private void append(RecordKind kind, String call, String more) throws Exception {
        trail.append(kind, ("{\"call\":\"" + call + "\"" + more + "}").getBytes(StandardCharsets.UTF_8));
    }
}
