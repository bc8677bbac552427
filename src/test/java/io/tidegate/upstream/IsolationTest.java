package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.call.Answer;
import io.tidegate.call.Call;
import io.tidegate.call.Caller;
import io.tidegate.catalog.Offers;
import io.tidegate.mcp.Offering;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Does a server that fails harm nobody, and is it used again when it is back?
class IsolationTest {
    private static void fails(Gateway gateway) {
        assertThatThrownBy(() -> gateway.first(Gateway.ALICE)).isInstanceOf(LinkFailed.class);
    }

    private static Offers next(Gateway gateway) throws InterruptedException {
        Offers offers = gateway.offers.poll(10, TimeUnit.SECONDS);
        assertThat(offers).isNotNull();
        return offers;
    }

    private static String tool(Offers offers) {
        return new String(offers.of(Offering.TOOL).getFirst().json().bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void leavesAServerAloneThatDoesNotAnswer() throws Exception {
        AtomicBoolean well = new AtomicBoolean();
        CountDownLatch back = new CountDownLatch(1);
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}")
                        .on("tools/call", turn -> {
                            if (well.get()) {
                                turn.result("{\"content\":[]}");
                            }
                        })
                        .on("ping", turn -> {
                            await(back);
                            turn.result("{}");
                        });
                Gateway gateway = Gateway.of(peer)) {
            assertThat(tool(next(gateway))).doesNotContain("stale");
            for (int call = 0; call < Breaker.FAILURES_MAX; call++) {
                fails(gateway);
            }
            assertThat(tool(next(gateway))).contains("\"_meta\":{\"io.tidegate/stale\":true}");
            fails(gateway);
            assertThat(peer.heard("tools/call")).hasSize(Breaker.FAILURES_MAX);
            assertThat(gateway.upstream.condition().state()).isEqualTo(ServerState.DOWN);

            well.set(true);
            back.countDown();
            assertThat(tool(next(gateway))).doesNotContain("stale");
            Awaitility.await().until(() -> gateway.upstream.condition().state() == ServerState.READY);
            assertThat(gateway.first(Gateway.ALICE)).isInstanceOf(Answer.Result.class);
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    /// Mallory's calls of a slow tool run into their deadlines: that says nothing of the server.
    @Test
    @Timeout(60)
    void oneCallersSlowCallsAreNoReasonToLeaveAServerAlone() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}")
                        .on("tools/call", turn -> {
                            if (calls.incrementAndGet() <= Breaker.FAILURES_MAX) {
                                await(over);
                            }
                            turn.result("{\"content\":[]}");
                        })
                        .on("ping", turn -> turn.result("{}"));
                Gateway gateway = Gateway.of(peer);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            next(gateway);
            List<Future<Answer>> slow = new ArrayList<>();
            for (int call = 0; call < Breaker.FAILURES_MAX; call++) {
                slow.add(callers.submit(() -> hasty(gateway, Gateway.caller("mallory"))));
            }
            for (Future<Answer> call : slow) {
                assertThatThrownBy(call::get).hasCauseInstanceOf(LinkFailed.class);
            }
            assertThat(gateway.first(Gateway.BOB)).isInstanceOf(Answer.Result.class);
            assertThat(gateway.upstream.condition().state()).isEqualTo(ServerState.READY);
            assertThat(gateway.offers).as("nothing is stale").isEmpty();
        } finally {
            over.countDown();
        }
    }

    private static Answer hasty(Gateway gateway, Caller caller) throws Exception {
        Call call = gateway.call(caller, ",\"arguments\":{}", Optional.empty());
        return gateway.go(new Call(
                call.arrival(), call.target(), call.params(), Instant.now().plusMillis(700), call.leg()));
    }

    @Test
    void countsOnlyFailuresInARow() {
        Breaker breaker = new Breaker();
        for (int failure = 1; failure < Breaker.FAILURES_MAX; failure++) {
            assertThat(breaker.failed(LinkFailed.Why.SLOW)).isFalse();
        }
        assertThat(breaker.failed(LinkFailed.Why.CANCELLED)).isFalse();
        assertThat(breaker.failed(LinkFailed.Why.BUSY)).isFalse();
        breaker.answered();
        assertThat(breaker.failed(LinkFailed.Why.GONE)).isFalse();
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void isOnlySuspectedUntilItIsKnown() {
        Breaker breaker = new Breaker();
        for (int failure = 0; failure < Breaker.FAILURES_MAX; failure++) {
            breaker.failed(LinkFailed.Why.SLOW);
        }
        assertThat(breaker.isSuspected()).isTrue();
        assertThat(breaker.isOpen()).isFalse();
        breaker.answered();
        breaker.confirm();
        assertThat(breaker.isOpen()).as("it answered meanwhile").isFalse();
        for (int failure = 0; failure < Breaker.FAILURES_MAX; failure++) {
            breaker.failed(LinkFailed.Why.SLOW);
        }
        breaker.confirm();
        assertThat(breaker.isOpen()).isTrue();
        breaker.answered();
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void keepsCallsGoingWhereAListFails() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}")
                        .on("tools/list", turn -> {
                            if (broken.get()) {
                                turn.raw("data: garbage\n\n");
                            } else {
                                turn.result("{\"tools\":[{\"name\":\"t\",\"inputSchema\":{}}]}");
                            }
                        })
                        .on("tools/call", turn -> {
                            turn.notify("notifications/tools/list_changed", "{}");
                            turn.result("{\"content\":[]}");
                        });
                Gateway gateway = Gateway.of(peer)) {
            next(gateway);
            broken.set(true);
            gateway.first(Gateway.ALICE);
            Awaitility.await().until(() -> peer.heard("tools/list").size() == 2);
            assertThat(gateway.first(Gateway.ALICE)).isInstanceOf(Answer.Result.class);
            assertThat(gateway.offers).isEmpty();
            assertThat(gateway.upstream.condition().state()).isEqualTo(ServerState.READY);
        }
    }

    @Test
    void asksAgainOnceInANewSession() throws Exception {
        try (HttpPeer peer =
                        HttpPeer.legacy("{\"tools\":{}}").on("tools/call", turn -> turn.result("{\"content\":[]}"));
                Gateway gateway = Gateway.of(peer)) {
            gateway.first(Gateway.ALICE);
            peer.lose("session-2");
            assertThat(gateway.first(Gateway.ALICE)).isInstanceOf(Answer.Result.class);
            assertThat(peer.heard("initialize")).hasSize(3);
            peer.lose("session-3").lose("session-4");
            fails(gateway);
            assertThat(peer.heard("tools/call")).hasSize(2);
        }
    }

    @Test
    void neverPutsACallAgainThatMayHaveRun() throws Exception {
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}").on("tools/call", turn -> turn.raw(": begun\n\n"));
                Gateway gateway = Gateway.of(peer)) {
            fails(gateway);
            assertThat(peer.heard("tools/call")).hasSize(1);
        }
    }

    @Test
    void goesOnWithAStreamThatBrokeOff() throws Exception {
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}")
                        .on("tools/call", turn -> turn.raw("id: e1\nretry: 20\ndata:\n\n"))
                        .on("GET", turn -> {
                            assertThat(turn.header("Last-Event-ID")).contains("e1");
                            turn.event("{\"jsonrpc\":\"2.0\",\"id\":LAST,\"result\":{\"content\":[]}}"
                                    .replace("LAST", turn.lastId("tools/call")));
                        });
                Gateway gateway = Gateway.of(peer)) {
            assertThat(gateway.first(Gateway.ALICE)).isInstanceOf(Answer.Result.class);
            assertThat(peer.heard("tools/call")).hasSize(1);
        }
    }

    /// Places at a server are for all callers.
    @Test
    @Timeout(30)
    void oneCallerTakesNoMoreThanHalfOfAServer() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger arrived = new AtomicInteger();
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}").on("tools/call", turn -> {
                    arrived.incrementAndGet();
                    try {
                        go.await();
                    } catch (InterruptedException stopped) {
                        throw new IOException(stopped);
                    }
                    turn.result("{\"content\":[]}");
                });
                Gateway gateway = Gateway.of(peer);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> mallory = new ArrayList<>();
            for (int call = 0; call < 100; call++) {
                mallory.add(callers.submit(() -> gateway.first(Gateway.caller("mallory"))));
            }
            Awaitility.await()
                    .until(() -> mallory.stream().filter(Future::isDone).count() == 68);
            Future<Answer> bob = callers.submit(() -> gateway.first(Gateway.BOB));
            Awaitility.await().until(() -> arrived.get() == 33);
            go.countDown();
            assertThat(bob.get()).isInstanceOf(Answer.Result.class);
        }
    }
}
