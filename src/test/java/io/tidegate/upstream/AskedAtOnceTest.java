package io.tidegate.upstream;

import static io.tidegate.upstream.Gateway.ALICE;
import static io.tidegate.upstream.Gateway.BOB;
import static io.tidegate.upstream.Gateway.resume;
import static io.tidegate.upstream.Gateway.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.call.Answer;
import io.tidegate.call.Call;
import io.tidegate.call.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Is a caller asked at once what a server of the older era asks at once, wherever it asks, and nobody else?
class AskedAtOnceTest {
    private static final String FORM = "{\"message\":\"who?\",\"requestedSchema\":{\"type\":\"object\"}}";
    private static final String SAMPLE = "{\"messages\":[],\"maxTokens\":1}";
    private static final String BOTH =
            "{\"action\":\"decline\"},\"input-1-2\":{\"role\":\"assistant\",\"model\":\"m\"}";

    private static HttpPeer asking() throws IOException {
        return HttpPeer.legacy("{\"tools\":{}}").on("tools/call", turn -> {
            turn.ask("a", "elicitation/create", FORM);
            turn.notify("notifications/progress", "{\"progressToken\":" + turn.id() + ",\"progress\":1}");
            turn.ask("b", "sampling/createMessage", SAMPLE);
            turn.result("{\"content\":[],\"got\":[" + turn.answer("b") + "," + turn.answer("a") + "]}");
        });
    }

    @Test
    void tellsSeveralQuestionsInOneAnswer() throws Exception {
        try (HttpPeer peer = asking();
                Gateway gateway = Gateway.of(peer)) {
            Answer asked = gateway.first(ALICE);
            assertThat(text(asked))
                    .contains("\"input-1\":{\"method\":\"elicitation/create\"")
                    .contains("\"input-1-2\":{\"method\":\"sampling/createMessage\"");
            assertThat(gateway.notices).hasSize(1);

            Answer answer = gateway.next(ALICE, resume(asked), BOTH);

            assertThat(text(answer)).contains("\"action\":\"decline\"").contains("\"model\":\"m\"");
            assertThat(gateway.parking.size()).isZero();
        }
    }

    @Test
    void asksAllAgainWhereOneAnswerIsMissing() throws Exception {
        try (HttpPeer peer = asking();
                Gateway gateway = Gateway.of(peer)) {
            Answer asked = gateway.first(ALICE);
            Answer again = gateway.next(ALICE, resume(asked), "{\"action\":\"decline\"}");
            assertThat(text(again)).isEqualTo(text(asked));
            assertThat(peer.heard("")).as("nothing is told yet").isEmpty();
            assertThat(gateway.next(ALICE, resume(again), BOTH)).isInstanceOf(Answer.Result.class);
            assertThatThrownBy(() -> gateway.next(ALICE, resume(again), BOTH))
                    .as("answers that are played again")
                    .isInstanceOf(Refused.class);
            assertThat(peer.heard("")).hasSize(2);
        }
    }

    @Test
    void tellsTheServerOfEachThatIsGivenUp() throws Exception {
        try (HttpPeer peer = asking();
                Gateway gateway = Gateway.of(peer)) {
            gateway.first(ALICE);
            gateway.parking.forget(ALICE.session());
            Awaitility.await().until(() -> peer.heard("").size() == 2);
            assertThat(peer.heard("").getFirst().toString()).contains("\"action\":\"cancel\"");
            assertThat(peer.heard("").getLast().toString()).contains("\"error\"");
            Awaitility.await().until(() -> peer.open() == 0);
        }
    }

    @Test
    void boundsWhatIsAskedAtOnce() throws Exception {
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}").on("tools/call", turn -> {
                    for (int number = 0; number < 10_000; number++) {
                        turn.ask("q" + number, "elicitation/create", FORM);
                    }
                });
                Gateway gateway = Gateway.of(peer)) {
            Answer asked = gateway.first(ALICE);
            assertThat(text(asked).split("elicitation/create", -1)).hasSize(Step.AT_ONCE_MAX + 1);
            assertThat(peer.heard("")).isEmpty();
            gateway.parking.forget(ALICE.session());
            Awaitility.await().until(() -> peer.open() == 0);
        }
    }

    @Test
    void readsQuestionsThatComeByteByByte() throws Exception {
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}").on("tools/call", turn -> {
                    String events = "id: 1\r\ndata:\r\n\r\ndata: {\"jsonrpc\":\"2.0\",\"id\":\"a\",\rdata: \"method\":"
                            + "\"elicitation/create\",\"params\":{\"message\":\"w\u00f6?\"}}\n\n";
                    for (byte each : events.getBytes(StandardCharsets.UTF_8)) {
                        turn.raw(new byte[] {each});
                    }
                    turn.ask("b", "sampling/createMessage", SAMPLE);
                    turn.answer("b");
                    turn.result("{\"content\":[]}");
                });
                Gateway gateway = Gateway.of(peer)) {
            Answer asked = gateway.first(ALICE);
            assertThat(text(asked)).contains("w\u00f6?").contains("input-1-2");
            assertThat(gateway.next(ALICE, resume(asked), BOTH)).isInstanceOf(Answer.Result.class);
        }
    }

    /// Many a server asks on the stream of the session, and not on that of the call.
    private static HttpPeer askingAside() throws IOException {
        return aside(new ArrayList<>());
    }

    private static HttpPeer aside(List<HttpPeer.Turn> streams) throws IOException {
        return HttpPeer.legacy("{\"tools\":{}}")
                .on("GET", turn -> {
                    synchronized (streams) {
                        streams.add(turn);
                    }
                    turn.hold();
                })
                .on("tools/call", turn -> {
                    HttpPeer.Turn stream;
                    synchronized (streams) {
                        stream = streams.stream()
                                .filter(each -> each.header("Mcp-Session-Id").equals(turn.header("Mcp-Session-Id")))
                                .findFirst()
                                .orElseThrow();
                    }
                    stream.ask("aside", "elicitation/create", FORM);
                    turn.result("{\"content\":[],\"got\":" + turn.answer("aside") + "}");
                });
    }

    @Test
    void asksTheOneCallThatIsUnderWayWhatTheServerAsksAside() throws Exception {
        try (HttpPeer peer = askingAside();
                Gateway gateway = Gateway.of(peer)) {
            Answer asked = gateway.first(ALICE);
            assertThat(text(asked)).contains("elicitation/create");
            assertThat(text(gateway.next(ALICE, resume(asked), "{\"action\":\"decline\"}")))
                    .contains("\"action\":\"decline\"");
            assertThat(gateway.unsolicited).isEmpty();
        }
    }

    private static void silent(CountDownLatch over) throws IOException {
        try {
            over.await();
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    /// Some servers begin their answer to GET with the first thing that they have to say.
    @Test
    @Timeout(10)
    void waitsOnceOnlyForAStreamThatSaysNothing() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}")
                        .on("GET", _ -> silent(over))
                        .on("tools/call", turn -> turn.result("{\"content\":[]}"));
                Gateway gateway = Gateway.of(peer)) {
            for (int call = 0; call < 100; call++) { // half a minute, did each of them wait
                assertThat(gateway.first(ALICE)).isInstanceOf(Answer.Result.class);
            }
            over.countDown();
        }
    }

    /// The stream begins with the question, long after the call.
    @Test
    @Timeout(30)
    void hearsAQuestionThatTheStreamBeginsWith() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        List<HttpPeer.Turn> streams = new CopyOnWriteArrayList<>();
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}")
                        .on("GET", turn -> {
                            streams.add(turn);
                            silent(over);
                        })
                        .on("tools/call", turn -> {
                            streams.getLast().ask("aside", "elicitation/create", FORM);
                            turn.result("{\"content\":[],\"got\":" + turn.answer("aside") + "}");
                        });
                Gateway gateway = Gateway.of(peer)) {
            Answer asked = gateway.first(ALICE);
            assertThat(text(asked)).contains("elicitation/create");
            assertThat(text(gateway.next(ALICE, resume(asked), "{\"action\":\"decline\"}")))
                    .contains("decline");
            over.countDown();
        }
    }

    @Test
    void refusesWhatAServerAsksAsideWhileSeveralCallsAreUnderWay() throws Exception {
        List<HttpPeer.Turn> streams = new ArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        try (HttpPeer peer = aside(streams)) {
            peer.on("tools/call", turn -> {
                if (calls.incrementAndGet() == 1) {
                    turn.ask("mine", "elicitation/create", FORM);
                    turn.hold();
                    return;
                }
                streams.getFirst().ask("aside", "elicitation/create", FORM);
                turn.result("{\"content\":[],\"got\":" + turn.answer("aside") + "}");
            });
            try (Gateway gateway = Gateway.of(peer)) {
                gateway.first(ALICE); // waits for its client
                assertThat(text(gateway.first(ALICE))).contains("\"error\":{\"code\":-32603");
                Awaitility.await().until(() -> gateway.unsolicited.contains("elicitation/create"));
            }
        }
    }

    @Test
    void refusesWhatAServerAsksOutsideOfCalls() throws Exception {
        List<HttpPeer.Turn> streams = new ArrayList<>();
        try (HttpPeer peer = aside(streams)) {
            peer.on("tools/call", turn -> turn.result("{\"content\":[]}"));
            try (Gateway gateway = Gateway.of(peer)) {
                Call call = gateway.call(BOB, ",\"arguments\":{}", Optional.empty());
                gateway.go(call);
                HttpPeer.Turn stream = streams.getFirst();
                stream.ask("p", "ping", "{}");
                stream.ask("e", "elicitation/create", FORM);
                stream.ask("r", "roots/list", "{}");
                assertThat(stream.answer("p").toString()).contains("\"result\":{}");
                assertThat(stream.answer("e").toString()).contains("-32601");
                assertThat(stream.answer("r").toString()).contains("-32601");
                Awaitility.await().until(() -> gateway.unsolicited.size() == 2);
            }
        }
    }
}
