package io.tidegate.upstream;

import static io.tidegate.upstream.Gateway.ALICE;
import static io.tidegate.upstream.Gateway.BOB;
import static io.tidegate.upstream.Gateway.resume;
import static io.tidegate.upstream.Gateway.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.call.Answer;
import io.tidegate.call.Call;
import io.tidegate.call.Reason;
import io.tidegate.call.Refused;
import io.tidegate.call.Resume;
import io.tidegate.config.Server.Era;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.RequestId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Does a call wait for its client where a server of the older era asks in its midst, and is nothing left of it then?
class ParkedOverHttpTest {
    private static final String FORM = "{\"message\":\"who?\",\"requestedSchema\":{\"type\":\"object\"}}";
    private static final String NAMED = "{\"action\":\"accept\",\"content\":{\"name\":\"x\"}}";

    private static HttpPeer asking() throws IOException {
        return HttpPeer.legacy("{\"tools\":{}}").on("tools/call", turn -> {
            String id = "q" + turn.id();
            turn.ask(id, "elicitation/create", FORM);
            turn.result("{\"content\":[],\"got\":" + turn.answer(id).toString() + "}");
        });
    }

    private static void refused(Reason reason, ThrowingCall call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(Refused.class, refused -> assertThat(
                        refused.refusal().reason())
                .isEqualTo(reason));
    }

    private interface ThrowingCall {
        void run() throws Exception;
    }

    @Test
    void asksTheClientAndGoesOn() throws Exception {
        try (HttpPeer peer = asking();
                Gateway gateway = Gateway.of(peer)) {
            Answer asked = gateway.first(ALICE);
            assertThat(text(asked))
                    .isEqualTo(
                            "{\"inputRequests\":{\"input-1\":{\"method\":\"elicitation/create\",\"params\":{\"message\":"
                                    + "\"who?\",\"requestedSchema\":{\"type\":\"object\"},\"mode\":\"form\"}}}}");
            assertThat(gateway.parking.size()).isOne();

            Answer answer = gateway.next(ALICE, resume(asked), NAMED);

            assertThat(answer).isInstanceOf(Answer.Result.class);
            assertThat(text(answer)).contains("\"result\":{\"action\":\"accept\",\"content\":{\"name\":\"x\"}}");
            assertThat(gateway.parking.size()).isZero();
            Awaitility.await().until(() -> peer.open() == 0);
        }
    }

    @Test
    void passesAClientsErrorOn() throws Exception {
        try (HttpPeer peer = asking();
                Gateway gateway = Gateway.of(peer)) {
            Resume resume = resume(gateway.first(ALICE));
            String error = "{\"io.tidegate/error\":{\"code\":-1,\"message\":\"no\"}}";
            assertThat(text(gateway.next(ALICE, resume, error))).contains("\"error\":{\"code\":-1,\"message\":\"no\"}");
        }
    }

    @Test
    void asksAgainWhereTheAnswerIsMissing() throws Exception {
        try (HttpPeer peer = asking();
                Gateway gateway = Gateway.of(peer)) {
            Answer asked = gateway.first(ALICE);
            Answer again = gateway.next(ALICE, resume(asked), "another", NAMED);
            assertThat(text(again)).isEqualTo(text(asked));
            assertThat(gateway.next(ALICE, resume(again), NAMED)).isInstanceOf(Answer.Result.class);
        }
    }

    @Test
    void isOfUseOnceAndToItsOwner() throws Exception {
        try (HttpPeer peer = asking();
                Gateway gateway = Gateway.of(peer)) {
            Resume resume = resume(gateway.first(ALICE));
            refused(Reason.STATE_UNKNOWN, () -> gateway.next(BOB, resume, NAMED));
            assertThat(gateway.next(ALICE, resume, NAMED)).isInstanceOf(Answer.Result.class);
            refused(Reason.STATE_UNKNOWN, () -> gateway.next(ALICE, resume, NAMED));
        }
    }

    @Test
    void asksTwice() throws Exception {
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}").on("tools/call", turn -> {
                    turn.ask("a", "elicitation/create", FORM);
                    turn.answer("a");
                    turn.ask("b", "sampling/createMessage", "{\"messages\":[],\"maxTokens\":1}");
                    turn.answer("b");
                    turn.result("{\"content\":[]}");
                });
                Gateway gateway = Gateway.of(peer)) {
            Answer one = gateway.first(ALICE);
            Answer two = gateway.next(ALICE, resume(one), NAMED);
            assertThat(text(two)).contains("\"input-2\":{\"method\":\"sampling/createMessage\"");
            assertThat(gateway.next(ALICE, resume(two), "input-2", "{\"role\":\"assistant\"}"))
                    .isInstanceOf(Answer.Result.class);
        }
    }

    @Test
    void answersWhatTheCallerDidNotDeclare() throws Exception {
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}").on("tools/call", turn -> {
                    turn.ask("p", "ping", "{}");
                    turn.ask("r", "roots/list", "{}");
                    turn.ask("s", "sampling/createMessage", "{\"messages\":[]}");
                    turn.ask("x", "vendor/secret", "{}");
                    turn.result("{\"content\":[],\"got\":[" + turn.answer("p") + "," + turn.answer("r") + ","
                            + turn.answer("s") + "," + turn.answer("x") + "]}");
                });
                Gateway gateway = Gateway.of(peer)) {
            String got = text(gateway.first(BOB));
            assertThat(got).contains("\"id\":\"p\",\"result\":{}");
            assertThat(got.split("-32601", -1)).hasSize(4);
        }
    }

    @Test
    void givesNoAnswerToAnIdThatWasUsed() throws Exception {
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}").on("tools/call", turn -> {
                    turn.ask("a", "elicitation/create", FORM);
                    turn.answer("a");
                    turn.ask("a", "elicitation/create", FORM);
                    turn.result("{\"content\":[]}");
                });
                Gateway gateway = Gateway.of(peer)) {
            Answer answer = gateway.next(ALICE, resume(gateway.first(ALICE)), NAMED);
            assertThat(answer).isInstanceOf(Answer.Result.class);
        }
    }

    @Test
    void endsAServerThatAsksWithoutEnd() throws Exception {
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}").on("tools/call", turn -> {
                    for (int number = 0; number < 10_000; number++) {
                        turn.ask("q" + number, "roots/list", "{}");
                    }
                });
                Gateway gateway = Gateway.of(peer)) {
            assertThatThrownBy(() -> gateway.first(ALICE)).hasMessage("the server asks without end");
            assertThat(peer.heard("").size()).isLessThan(100);
        }
    }

    @Test
    void takesTheAnswerOfAServerThatDidNotWait() throws Exception {
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}").on("tools/call", turn -> {
                    turn.ask("a", "elicitation/create", FORM);
                    turn.result("{\"content\":[]}");
                    turn.ask("late", "elicitation/create", FORM);
                });
                Gateway gateway = Gateway.of(peer)) {
            assertThat(gateway.first(ALICE)).isInstanceOf(Answer.Result.class);
            assertThat(gateway.parking.size()).isZero();
            Awaitility.await().until(() -> peer.heard("").size() == 1);
            assertThat(peer.heard("").getFirst().toString()).contains("\"action\":\"cancel\"");
        }
    }

    @Test
    void noticesThatTheServerDied() throws Exception {
        try (HttpPeer peer = asking();
                Gateway gateway = Gateway.of(peer)) {
            Resume resume = resume(gateway.first(ALICE));
            peer.end();
            assertThatThrownBy(() -> gateway.next(ALICE, resume, NAMED)).isInstanceOf(LinkFailed.class);
            assertThat(gateway.parking.size()).isZero();
        }
    }

    @Test
    void tellsTheServerWhenItIsGivenUp() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}").on("tools/call", turn -> {
                    turn.ask("q1", "elicitation/create", FORM);
                    assertThat(turn.answer("q1").path("result").path("action").asString(""))
                            .isEqualTo("cancel");
                    told.countDown();
                    turn.hold();
                });
                Gateway gateway = Gateway.of(peer)) {
            Resume.Parked parked = (Resume.Parked) resume(gateway.first(ALICE));
            gateway.parking.take(parked.name()).orElseThrow().giveUp();
            assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
            Awaitility.await().until(() -> peer.heard("notifications/cancelled").size() == 1);
            Awaitility.await().until(() -> peer.open() == 0);
        }
    }

    @Test
    void endsWhenItsTimeIsOver() throws Exception {
        AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
        try (HttpPeer peer = asking();
                Gateway gateway =
                        new Gateway(peer.url(), Era.AUTO, () -> Instant.now().plus(later.get()))) {
            Resume resume = resume(gateway.first(ALICE));
            later.set(Duration.ofMinutes(11));
            Awaitility.await().until(() -> gateway.parking.size() == 0);
            Awaitility.await().until(() -> peer.open() == 0);
            refused(Reason.STATE_UNKNOWN, () -> gateway.next(ALICE, resume, NAMED));
        }
    }

    @Test
    void outlivesTheDeadlineOfItsFirstLeg() throws Exception {
        try (HttpPeer peer = asking();
                Gateway gateway = Gateway.of(peer)) {
            Call call = gateway.call(ALICE, "", Optional.empty());
            Call hasty = new Call(
                    call.arrival(), call.target(), call.params(), Instant.now().plusMillis(700));
            Instant over = hasty.deadline().plusMillis(300);
            Resume resume = resume(gateway.go(hasty));
            Awaitility.await().until(() -> Instant.now().isAfter(over));
            assertThat(gateway.next(ALICE, resume, NAMED)).isInstanceOf(Answer.Result.class);
        }
    }

    @Test
    void cancelsALegThatItsCallerGivesUp() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}").on("tools/call", turn -> {
                    turn.ask("q1", "elicitation/create", FORM);
                    turn.answer("q1");
                    waiting.countDown();
                    turn.hold();
                });
                Gateway gateway = Gateway.of(peer)) {
            Resume resume = resume(gateway.first(ALICE));
            Call call = gateway.call(ALICE, ",\"inputResponses\":{\"input-1\":{}}", Optional.of(resume));
            Thread.ofVirtual().start(() -> {
                try {
                    waiting.await();
                } catch (InterruptedException stopped) {
                    return;
                }
                call.cancellation().request();
            });
            assertThatThrownBy(() -> gateway.go(call))
                    .isInstanceOfSatisfying(
                            LinkFailed.class, failed -> assertThat(failed.why()).isEqualTo(LinkFailed.Why.CANCELLED));
            Awaitility.await().until(() -> peer.heard("notifications/cancelled").size() == 1);
            Awaitility.await().until(() -> peer.open() == 0);
        }
    }

    @Test
    void leavesNothingOfAThousandThatExpire() throws Exception {
        AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
        try (HttpPeer peer = asking();
                Gateway gateway =
                        new Gateway(peer.url(), Era.LEGACY, () -> Instant.now().plus(later.get()))) {
            try (ExecutorService callers = Executors.newFixedThreadPool(30)) { // one caller has half of 64 places
                for (int call = 0; call < 1_000; call++) {
                    Future<Answer> _ = callers.submit(() -> gateway.first(ALICE));
                }
            }
            assertThat(gateway.parking.size()).isEqualTo(1_000);
            long connections = peer.open();
            assertThat(connections).isEqualTo(1_000);
            later.set(Duration.ofMinutes(11));
            Awaitility.await().until(() -> gateway.parking.size() == 0);
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> peer.open() == 0);
            assertThat(gateway.upstream.condition().state()).isEqualTo(ServerState.READY);
        }
    }

    @Test
    void leavesRoomForOthers() throws Exception {
        Parking parking = new Parking(InstantSource.system(), new Random(1), new Shares(10 * (Parking.EACH + 1_000)));
        int mine = 0;
        while (parking.park(parked("alice"), Instant.MAX).isPresent()) {
            mine++;
        }
        assertThat(mine).isEqualTo(5);
        assertThat(parking.park(parked("bob"), Instant.MAX)).isPresent();
        parking.close();
        assertThat(parking.size()).isZero();
        assertThat(parking.park(parked("carol"), Instant.MAX))
                .as("it is closed")
                .isEmpty();
    }

    private static Parking.Parked parked(String who) {
        Pause pause = new Pause() {
            @Override
            public Step goOn(Map<RequestId, Reply> replies, Question question) {
                throw new IllegalStateException();
            }

            @Override
            public void giveUp() {}

            @Override
            public Duration most() {
                return Duration.ofMinutes(1);
            }
        };
        Message.Request request = new Message.Request(RequestId.of(1), Method.ELICIT, Message.NO_PARAMS);
        return new Parking.Parked(
                new Parking.Owner(who, who, "notes", "notes/t"), Map.of("input-1", request), pause, new Progress());
    }
}
