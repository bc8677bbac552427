package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.TrailReader;
import io.tidegate.call.Arrival;
import io.tidegate.call.CallId;
import io.tidegate.call.Caller;
import io.tidegate.call.Cancellation;
import io.tidegate.call.Release;
import io.tidegate.call.Samples;
import io.tidegate.config.LimitSamples;
import io.tidegate.control.CallLimits;
import io.tidegate.era.Speech;
import io.tidegate.gate.PretendServer.Reply;
import io.tidegate.mcp.PeerInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Do limits hold through the whole gate against floods, races and callers who go away?
@Timeout(60)
final class LimitFloodsTest {
    private static final Speech SPEECH = new Speech("test");
    private static final String TOOL =
            "[{\"name\":\"read\",\"inputSchema\":{\"type\":\"object\",\"additionalProperties\":true}}]";

    @TempDir
    private Path folder;

    private final Random random = new Random(7);
    private PretendServer server;
    private WholeGate whole;

    @BeforeEach
    void start() throws IOException {
        server = new PretendServer(TOOL);
        whole = new WholeGate(folder, server);
    }

    @AfterEach
    void stop() throws IOException {
        whole.close();
        server.close();
    }

    private Gate gate(String limits) {
        return gate(limits, whole.setup().deadline());
    }

    private Gate gate(String limits, Duration deadline) {
        WholeGate.Setup usual = whole.setup();
        return whole.gate(new WholeGate.Setup(
                usual.policy(),
                usual.stops(),
                CallLimits.of(LimitSamples.of(limits), () -> 0),
                usual.outgoing(),
                usual.returned(),
                deadline));
    }

    private Arrival arrival(Caller caller, String method) {
        return arrival(caller, method, "notes__read");
    }

    private synchronized Arrival arrival(Caller caller, String method, String name) {
        CallId id = CallId.next(whole.clock().instant(), random);
        Arrival sample = Samples.arrival(caller, id, method, "{\"name\":\"" + name + "\",\"arguments\":{}}");
        return new Arrival(
                id, whole.clock().instant(), caller, "default", sample.version(), sample.request(), new Cancellation());
    }

    private Release pass(Gate gate, String user, String method) {
        return gate.pass(arrival(Samples.caller(user), method), _ -> {});
    }

    private static String outcome(Release release) {
        return release.body() instanceof Release.Body.Denied(var refusal, var _)
                ? refusal.reason().code()
                : "answered";
    }

    @Test
    void aFloodOfListsIsRefusedAndFillsNoTrail() throws IOException {
        Gate gate = gate("{ requests-per-user: 5/m }");
        for (int count = 0; count < 5; count++) {
            assertThat(outcome(pass(gate, "alice", "tools/list"))).isEqualTo("answered");
        }
        long before = trail();
        Release last = pass(gate, "alice", "tools/list");
        for (String method :
                List.of("tools/list", "prompts/list", "resources/list", "resources/templates/list", "ping")) {
            for (int count = 0; count < 400; count++) {
                assertThat(outcome(pass(gate, "alice", method))).isEqualTo("too-many-calls");
            }
        }
        assertThat(new String(
                        SPEECH.answer(
                                arrival(Samples.caller("alice"), "tools/list")
                                        .request()
                                        .id(),
                                "tools/list",
                                arrival(Samples.caller("alice"), "tools/list").version(),
                                last),
                        StandardCharsets.UTF_8))
                .contains("\"error\"", "Too many requests: the limit per user is reached. Try again in 12 s.")
                .contains("\"io.tidegate/retryAfterMs\":12000");
        assertThat(trail() - before).isBetween(1L, 400L);
        assertThat(outcome(pass(gate, "alice", "tools/call"))).isEqualTo("answered");
        assertThat(outcome(pass(gate, "bob", "tools/list"))).isEqualTo("answered");
    }

    @Test
    void aFloodOfGuessesIsRefusedAndFillsNoTrail() throws IOException {
        Gate gate = gate("{ requests-per-user: 5/m }");
        for (int count = 0; count < 5; count++) {
            assertThat(outcome(guess(gate, count))).isEqualTo("unknown-tool");
        }
        long before = trail();
        for (int count = 0; count < 2_000; count++) {
            assertThat(outcome(guess(gate, count))).isEqualTo("too-many-calls");
        }
        assertThat(trail() - before).isBetween(1L, 400L);
        assertThat(outcome(pass(gate, "alice", "tools/call"))).isEqualTo("answered");
    }

    private Release guess(Gate gate, int count) {
        return gate.pass(arrival(Samples.caller("alice"), "tools/call", "notes__guess" + count), _ -> {});
    }

    private long trail() throws IOException {
        long records = 0;
        try (TrailReader reader = TrailReader.fromStart(whole.trailFolder())) {
            while (reader.next().isPresent()) {
                records++;
            }
        }
        return records;
    }

    @Test
    void anotherNameOfTheClientOrAnotherSessionHasNoBudgetOfItsOwn() {
        Gate gate = gate("{ rules: [ { per: [user, agent], budget: 1/day } ] }");
        assertThat(outcome(pass(gate, "alice", "tools/call"))).isEqualTo("answered");
        Caller plain = Samples.caller("alice");
        Caller renamed = new Caller(
                plain.principal(),
                new PeerInfo("another", "9"),
                "10.9.9.9",
                plain.capabilities(),
                "another-session",
                plain.log());
        assertThat(outcome(gate.pass(arrival(renamed, "tools/call"), _ -> {}))).isEqualTo("budget-used-up");
    }

    @Test
    void aServerThatIsDownCostsNothing() {
        Gate gate = gate("{ rules: [ { per: user, budget: 1/day } ] }");
        server.close();
        for (int count = 0; count < 3; count++) { // what is known of connections is found to be over
            assertThat(outcome(pass(gate, "somebody " + count, "tools/call"))).isEqualTo("server-unavailable");
        }
        for (int count = 0; count < 3; count++) {
            assertThat(outcome(pass(gate, "alice", "tools/call"))).isEqualTo("server-unavailable");
        }
    }

    @Test
    void aBudgetIsSpentOnceHoweverManyCallAtOnce() throws InterruptedException {
        Gate gate = gate("{ rules: [ { per: user, budget: 20/day } ] }");
        AtomicInteger answered = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int at = 0; at < 64; at++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                } catch (InterruptedException stopped) {
                    return;
                }
                if (outcome(pass(gate, "alice", "tools/call")).equals("answered")) {
                    answered.incrementAndGet();
                }
            }));
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(answered).hasValue(20);
        assertThat(server.reached()).hasSize(20);
    }

    @Test
    void callersWhoGoAwayKeepTheirSlotsNoLongerThanWhoWaits() throws Exception {
        Gate gate =
                gate("{ rules: [ { per: user, at-once: 2 }, { per: server, at-once: 2 } ] }", Duration.ofSeconds(3));
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch hold = new CountDownLatch(1);
        server.answer(_ -> {
            begun.countDown();
            try {
                hold.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return Reply.text("late");
        });
        List<Arrival> arrivals = new ArrayList<>();
        List<CompletableFuture<Release>> calls = new ArrayList<>();
        for (int count = 0; count < 2; count++) {
            Arrival arrival = arrival(Samples.caller("alice"), "tools/call");
            arrivals.add(arrival);
            CompletableFuture<Release> call = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> call.complete(gate.pass(arrival, _ -> {})));
            calls.add(call);
        }
        begun.await();
        assertThat(outcome(pass(gate, "alice", "tools/call"))).isEqualTo("too-many-calls");
        arrivals.forEach(arrival -> arrival.cancellation().request());
        for (CompletableFuture<Release> call : calls) {
            assertThat(outcome(call.get())).isEqualTo("cancelled");
        }
        assertThat(outcome(pass(gate, "alice", "tools/call")))
                .as("the server is at both still")
                .isEqualTo("too-many-calls");
        hold.countDown();
        server.answer(_ -> Reply.text("ok"));
        Awaitility.await().pollDelay(Duration.ofSeconds(4)).until(() -> outcome(pass(gate, "alice", "tools/call"))
                .equals("answered"));
        for (int count = 0; count < 4; count++) {
            assertThat(outcome(pass(gate, "alice", "tools/call"))).isEqualTo("answered");
        }
    }
}
