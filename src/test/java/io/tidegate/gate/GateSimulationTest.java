package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailRecord;
import io.tidegate.audit.WatchedDisk;
import io.tidegate.call.Answer;
import io.tidegate.call.Arrival;
import io.tidegate.call.CallId;
import io.tidegate.call.Content;
import io.tidegate.call.Own;
import io.tidegate.call.Release;
import io.tidegate.call.Samples;
import io.tidegate.detect.DataPass;
import io.tidegate.gate.PretendServer.Reply;
import io.tidegate.json.JsonDocument;
import java.io.IOException;
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
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whatever many callers, servers and operators do at the same time: does the gate keep its promises?
///
/// Nothing reaches a server before the disk has its intent; every arrival is sealed once; what is refused before the
/// call reaches nobody; what policy forbids or an operator stopped reaches nobody; nobody gets another's answer;
/// nothing that a detector finds leaves; the trail verifies. What each client asks follows from the seed, how they
/// interleave does not, so each promise is one that holds in any order. `-Dtidegate.seed=N` runs one seed again,
/// `-Dtidegate.steps=N` more steps.
final class GateSimulationTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Pattern MARK = Pattern.compile("\\[step (\\d+)]");
    private static final int CLIENTS = 8;

    /// Refusals that are made when the server has been called already, or while it is.
    private static final Set<String> AFTER = Set.of(
            "data-not-released",
            "answer-too-large",
            "answer-malformed",
            "server-unavailable",
            "server-too-slow",
            "cancelled");

    private final int steps = Integer.getInteger("tidegate.steps", 4_000);
    private final AtomicInteger nextStep = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();
    private final Map<Integer, Step> begun = new ConcurrentHashMap<>();
    private final Map<String, String> outcomes = new ConcurrentHashMap<>();
    private final Set<String> reached = ConcurrentHashMap.newKeySet();

    @TempDir
    private Path folder = Path.of("");

    static List<Long> seeds() {
        return Optional.ofNullable(Long.getLong("tidegate.seed")).map(List::of).orElse(List.of(20260301L, 7L));
    }

    /// A call under way, and what it will be answered.
    private record Step(Arrival arrival, SimulatedOperator.Rules rules, Reply reply) {}

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void keepsItsPromises(long seed) throws Exception {
        Random slow = new Random(seed);
        WatchedDisk disk = new WatchedDisk(() -> Duration.ofNanos(slow.nextInt(2_000_000)));
        try (PretendServer server = new PretendServer(SimulatedOperator.TOOLS);
                WholeGate whole = new WholeGate(folder, server.url(), disk::open)) {
            server.answer(params -> arrived(params, disk));
            SimulatedOperator operator = new SimulatedOperator(whole, server, new Random(seed + 1));
            List<Thread> clients = new ArrayList<>();
            CyclicBarrier start = new CyclicBarrier(CLIENTS);
            for (int client = 0; client < CLIENTS; client++) {
                Random random = new Random(31 * seed + client);
                clients.add(Thread.ofVirtual().name("client-" + client).start(() -> {
                    try {
                        start.await();
                        run(whole, operator, random);
                    } catch (Exception | AssertionError failed) {
                        broken.add("a client failed: " + failed);
                    }
                }));
            }
            for (Thread client : clients) {
                client.join();
            }
        }
        assertThat(broken).as("seed %d", seed).isEmpty();
        checkTrail(seed);
    }

    private void run(WholeGate whole, SimulatedOperator operator, Random random) throws IOException {
        SimulatedTraffic traffic = new SimulatedTraffic(random);
        for (int step = nextStep.getAndIncrement(); step < steps; step = nextStep.getAndIncrement()) {
            if (step % 9 == 0) {
                operator.act();
            }
            Instant now = whole.clock().instant();
            CallId id = CallId.next(now, random);
            Arrival arrival = traffic.arrival(id, now, step);
            SimulatedOperator.Rules rules = operator.rules();
            begun.put(step, new Step(arrival, rules, traffic.reply(step)));
            giveUp(arrival, random);
            int at = step;
            Release release = rules.gate().pass(arrival, notice -> check(at, notice));
            check(step, release);
            checkStops(step, id, rules, operator);
            outcomes.put(id.text(), outcome(release));
        }
    }

    /// Some give up before the call, some while it runs.
    private static void giveUp(Arrival arrival, Random random) {
        int choice = random.nextInt(20);
        if (choice == 0) {
            arrival.cancellation().request();
        } else if (choice == 1) {
            long nanos = random.nextInt(4_000_000);
            Thread.startVirtualThread(() -> {
                LockSupport.parkNanos(nanos);
                arrival.cancellation().request();
            });
        }
    }

    /// A call is at the server: its intent must be on the disk by now, and its policy must have let it.
    private Reply arrived(JsonNode params, WatchedDisk disk) {
        int number = params.path("_meta").path("step").asInt(-1);
        Step step = begun.get(number);
        if (step == null) {
            broken.add("something reached the server that nobody sent");
            return Reply.text("who are you");
        }
        String id = step.arrival().id().text();
        if (!reached.add(id)) {
            broken.add("step " + number + " reached the server twice");
        }
        if (!disk.keepsIntent(id)) {
            broken.add("step " + number + " reached the server before its intent was on the disk");
        }
        String user = step.arrival().caller().principal().id();
        if (!step.rules().policy().allows(user, params.path("name").asString())) {
            broken.add("step " + number + " reached the server against its policy");
        }
        return step.reply();
    }

    /// Where the same stops were in force all the time, nothing that they stop can have reached a server.
    private void checkStops(int step, CallId id, SimulatedOperator.Rules before, SimulatedOperator operator) {
        SimulatedOperator.Rules after = operator.rules();
        Arrival arrival = Optional.ofNullable(begun.get(step)).orElseThrow().arrival();
        boolean stopped = before.stops().equals(after.stops())
                && before.stops().cover(arrival.caller().principal().id());
        if (stopped && reached.contains(id.text())) {
            broken.add("step " + step + " reached the server although it was stopped");
        }
    }

    private static String outcome(Release release) {
        return release.body() instanceof Release.Body.Denied(var refusal, var _)
                ? refusal.reason().code()
                : "released";
    }

    private void check(int step, Release release) {
        Optional<Content> content =
                switch (release.body()) {
                    case Release.Body.Judged(Answer answer) -> Optional.of(answer.content());
                    case Release.Body.Denied(var refusal, var _) ->
                        Optional.of(Samples.content("[" + Samples.quoted(refusal.told()) + "]"));
                    case Release.Body.Asking(Answer.InputRequired asked, var _) -> Optional.of(asked.content());
                    case Release.Body.Spoken(Own.Page(var _, List<Release> tools, var _, var _)) -> {
                        tools.forEach(tool -> check(step, tool));
                        yield Optional.empty();
                    }
                    case Release.Body.Spoken _ -> Optional.empty();
                };
        content.ifPresent(judged -> check(step, judged));
    }

    /// Nothing that a detector would mask or block is in it, and nothing that was answered to another.
    private void check(int step, Content judged) {
        boolean clean = WholeGate.RETURNED.pass().examine(judged.json())
                        instanceof DataPass.Outcome.Examined(JsonDocument same, var _)
                && same == judged.json();
        if (!clean) {
            broken.add("step " + step + " let data out");
        }
        boolean own = MARK.matcher(judged.json().root().json())
                .results()
                .map((MatchResult mark) -> mark.group(1))
                .allMatch(Integer.toString(step)::equals);
        if (!own) {
            broken.add("step " + step + " got the answer to another");
        }
    }

    private void checkTrail(long seed) throws IOException {
        assertThat(WholeGate.verify(folder).findings()).as("seed %d", seed).isEmpty();
        Map<String, Integer> seals = new HashMap<>();
        Set<String> intents = new HashSet<>();
        try (TrailReader trail = TrailReader.fromStart(folder.resolve("trail"))) {
            for (Optional<TrailRecord> next = trail.next(); next.isPresent(); next = trail.next()) {
                if (next.get().kind() == RecordKind.SEALED) {
                    seals.merge(call(next.get()), 1, Integer::sum);
                } else if (next.get().kind() == RecordKind.INTENT) {
                    intents.add(call(next.get()));
                }
            }
        }
        assertThat(outcomes).as("seed %d", seed).hasSize(steps);
        assertThat(seals.keySet()).as("seed %d", seed).isEqualTo(outcomes.keySet());
        assertThat(seals.values()).as("seed %d", seed).containsOnly(1);
        assertThat(intents).as("seed %d", seed).containsAll(reached);
        Set<String> mayReach = new HashSet<>(AFTER);
        mayReach.add("released");
        assertThat(reached.stream().map(outcomes::get))
                .as("seed %d: how calls ended that reached a server", seed)
                .isSubsetOf(mayReach);
        assertThat(outcomes.values())
                .as("seed %d: our own defects", seed)
                .doesNotContain("control-failed", "gate-broken");
        assertThat(outcomes.values())
                .as("seed %d saw too little", seed)
                .contains("released", "stopped", "tool-not-allowed", "data-not-released", "answer-malformed")
                .contains("too-large", "answer-too-large", "malformed", "unknown-tool", "unknown-method")
                .contains("data-not-allowed-out", "arguments-do-not-fit", "server-unavailable", "cancelled")
                .contains("server-too-slow");
    }

    private static String call(TrailRecord record) {
        return MAPPER.readTree(record.json()).path("call").asString();
    }
}
