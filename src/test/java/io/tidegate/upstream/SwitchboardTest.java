package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.call.Cancellation;
import io.tidegate.json.JsonLimits;
import io.tidegate.limit.Holding;
import io.tidegate.limit.MessageMemory;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.RequestId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Does what a server says on a shared pipe reach whom it is for, and nobody else?
class SwitchboardTest {
    private static final Asker ALICE = Asker.of(Gateway.ALICE);
    private static final Asker BOB = Asker.of(Gateway.BOB);
    private static final String ELICIT =
            "{\"jsonrpc\":\"2.0\",\"id\":\"%s\",\"method\":\"elicitation/create\",\"params\":{\"message\":\"who?\"}}";

    private final InstantSource clock = InstantSource.system();
    private final Intake.Room room = new Intake.Room(new MessageMemory(64 << 20), JsonLimits.DEFAULT, clock);
    private final BlockingQueue<String> written = new LinkedBlockingQueue<>();
    private final List<Message.Notification> aside = new CopyOnWriteArrayList<>();
    private final List<String> unsolicited = new CopyOnWriteArrayList<>();
    private final Switchboard board = new Switchboard("notes", room, new Switchboard.Line() {
        @Override
        public void write(byte[] message) {
            written.add(new String(message, StandardCharsets.UTF_8));
        }

        @Override
        public void aside(Message.Notification notice) {
            aside.add(notice);
        }

        @Override
        public void unsolicited(String method) {
            unsolicited.add(method);
        }
    });

    private Question question(Asker asker, Duration deadline, List<Message.Notification> heard) {
        return new Question(
                Method.TOOLS_CALL,
                Optional.empty(),
                Message.NO_PARAMS,
                Optional.of(heard::add),
                Optional.empty(),
                asker,
                clock.instant().plus(deadline),
                new Cancellation(),
                new Holding(),
                Optional.empty());
    }

    private FutureTask<Step> begin(Asker asker) throws InterruptedException {
        return begin(asker, new CopyOnWriteArrayList<>());
    }

    /// A call that was written.
    private FutureTask<Step> begin(Asker asker, List<Message.Notification> heard) throws InterruptedException {
        FutureTask<Step> call = waiting(asker, heard);
        assertThat(next()).contains("tools/call");
        return call;
    }

    private FutureTask<Step> waiting(Asker asker, List<Message.Notification> heard) {
        FutureTask<Step> call = new FutureTask<>(
                () -> SharedCall.begin(board, room, Dialect.STATEFUL, question(asker, Duration.ofSeconds(10), heard)));
        Thread.ofVirtual().start(call);
        return call;
    }

    private String next() throws InterruptedException {
        String line = written.poll(10, TimeUnit.SECONDS);
        assertThat(line).isNotNull();
        return line;
    }

    private void says(String line) {
        board.take(line.getBytes(StandardCharsets.UTF_8));
    }

    private void answers(int id) {
        says("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}");
    }

    private static Step.Asked asked(FutureTask<Step> call) throws Exception {
        return (Step.Asked) call.get(10, TimeUnit.SECONDS);
    }

    private Step goOn(Step.Asked asked, Asker asker) throws LinkFailed {
        Reply reply = new Reply.Result("{\"action\":\"accept\"}".getBytes(StandardCharsets.UTF_8));
        Map<RequestId, Reply> replies = new HashMap<>();
        asked.requests().forEach(request -> replies.put(request.id(), reply));
        return asked.pause().goOn(replies, question(asker, Duration.ofSeconds(10), List.of()));
    }

    @Test
    void asksTheOneCallerWhoseCallIsUnderWay() throws Exception {
        FutureTask<Step> call = begin(ALICE);
        says(ELICIT.formatted("q"));
        Step.Asked asked = asked(call);
        answers(1);
        assertThat(goOn(asked, ALICE)).isInstanceOf(Step.Answered.class);
        assertThat(next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"result\":{\"action\":\"accept\"}}");
    }

    @Test
    void tellsOfAnswersThatWereNeverAskedForAndNotOfLateOnes() throws Exception {
        FutureTask<Step> given = new FutureTask<>(() ->
                SharedCall.begin(board, room, Dialect.STATEFUL, question(ALICE, Duration.ofMillis(50), List.of())));
        Thread.ofVirtual().start(given);
        assertThat(next()).contains("tools/call");
        assertThatThrownBy(given::get).hasCauseInstanceOf(LinkFailed.class);
        assertThat(next()).contains("notifications/cancelled");
        answers(1);
        assertThat(unsolicited).as("it is only too late").isEmpty();

        FutureTask<Step> call = begin(ALICE);
        answers(7);
        says("{\"jsonrpc\":\"2.0\",\"id\":\"2\",\"result\":{}}");
        assertThat(unsolicited).as("ids that nobody gave").hasSize(2);
        answers(2);
        assertThat(call.get(10, TimeUnit.SECONDS)).isInstanceOf(Step.Answered.class);
        answers(2);
        assertThat(unsolicited).as("a second answer").hasSize(3).containsOnly(Upstreams.ANSWER);
        byte[] large = "{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}".getBytes(StandardCharsets.UTF_8);
        board.takeLarge(large, new Shares(1).take("notes", 1).orElseThrow());
        assertThat(unsolicited).as("a large one").hasSize(4);
    }

    @Test
    void asksNobodyWhereItCouldBeTheWrongOne() throws Exception {
        FutureTask<Step> alice = begin(ALICE);
        FutureTask<Step> bob = begin(BOB);
        says(ELICIT.formatted("q"));
        assertThat(next()).contains("\"id\":\"q\",\"error\"");

        FutureTask<Step> later = waiting(BOB, List.of());
        answers(2);
        assertThat(bob.get(10, TimeUnit.SECONDS)).isInstanceOf(Step.Answered.class);
        assertThat(written.poll(100, TimeUnit.MILLISECONDS))
                .as("it is still alice's turn")
                .isNull();
        answers(1);
        assertThat(alice.get(10, TimeUnit.SECONDS)).isInstanceOf(Step.Answered.class);
        assertThat(next()).contains("tools/call");
        says(ELICIT.formatted("r"));
        assertThat(asked(later).requests().getFirst().id().json()).isEqualTo("\"r\"");
    }

    @Test
    void countsACallThatWaitsForItsClient() throws Exception {
        FutureTask<Step> alice = begin(ALICE);
        says(ELICIT.formatted("a"));
        asked(alice);
        FutureTask<Step> bob = begin(BOB);
        says(ELICIT.formatted("b"));
        assertThat(next()).contains("\"id\":\"b\",\"error\"");
        assertThat(bob.isDone()).isFalse();
    }

    @Test
    void endsTheTurnOfACallThatTheServerAnsweredWhileItsClientIsAsked() throws Exception {
        FutureTask<Step> alice = begin(ALICE);
        says(ELICIT.formatted("a"));
        Step.Asked asked = asked(alice);
        FutureTask<Step> bob = begin(BOB);
        says(ELICIT.formatted("b"));
        assertThat(next()).as("from now on in turn").contains("\"id\":\"b\",\"error\"");
        answers(2);
        assertThat(bob.get(10, TimeUnit.SECONDS)).isInstanceOf(Step.Answered.class);
        FutureTask<Step> again = waiting(BOB, List.of());
        assertThat(written.poll(100, TimeUnit.MILLISECONDS))
                .as("it is alice's turn")
                .isNull();
        answers(1);
        assertThat(next()).contains("\"id\":3,\"method\":\"tools/call\"");
        says(ELICIT.formatted("c"));
        assertThat(asked(again).requests().getFirst().id().json()).isEqualTo("\"c\"");
        assertThat(goOn(asked, ALICE)).isInstanceOf(Step.Answered.class);
    }

    @Test
    void refusesWhatNobodyCanAnswer() throws Exception {
        says(ELICIT.formatted("early"));
        assertThat(next()).contains("-32601");
        FutureTask<Step> call = begin(ALICE);
        says("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"roots/list\"}");
        assertThat(next()).contains("\"id\":9,\"error\":{\"code\":-32601");
        says("{\"jsonrpc\":\"2.0\",\"id\":10,\"method\":\"ping\"}");
        assertThat(next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":10,\"result\":{}}");
        assertThat(call.isDone()).isFalse();
    }

    @Test
    void givesNoSecondAnswerToAnIdThatIsOpen() throws Exception {
        FutureTask<Step> call = begin(ALICE);
        says(ELICIT.formatted("q"));
        says(ELICIT.formatted("q"));
        Step.Asked asked = asked(call);
        answers(1);
        goOn(asked, ALICE);
        assertThat(next()).contains("accept");
        assertThat(written).isEmpty();
    }

    @Test
    void answersWhatItsCallDidNotLiveToSee() throws Exception {
        FutureTask<Step> call = begin(ALICE);
        says(ELICIT.formatted("a"));
        Step.Asked asked = asked(call);
        says(ELICIT.formatted("b"));
        asked.pause().giveUp();
        assertThat(next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{\"action\":\"cancel\"}}");
        assertThat(next()).contains("notifications/cancelled");
        assertThat(next()).contains("\"id\":\"b\",\"error\"");
    }

    @Test
    void boundsAFloodOfRequests() throws Exception {
        FutureTask<Step> call = begin(ALICE);
        says(ELICIT.formatted("first"));
        asked(call);
        for (int number = 0; number < 5_000; number++) {
            says(ELICIT.formatted("f" + number));
        }
        assertThat(written).hasSizeBetween(4_900, 5_000).allMatch(line -> line.contains("-32601"));
    }

    @Test
    void tellsLogMessagesOnlyWhereOneCallIsUnderWay() throws Exception {
        String log = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\"}}";
        List<Message.Notification> alice = new CopyOnWriteArrayList<>();
        List<Message.Notification> bob = new CopyOnWriteArrayList<>();
        FutureTask<Step> one = begin(ALICE, alice);
        says(log);
        FutureTask<Step> two = begin(BOB, bob);
        says(log);
        says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":2}}");
        answers(1);
        one.get(10, TimeUnit.SECONDS);
        assertThat(alice).hasSize(1);
        answers(2);
        two.get(10, TimeUnit.SECONDS);
        assertThat(bob).hasSize(1);
        says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
        assertThat(aside).hasSize(1);
    }

    @Test
    void asksAtOnceWhatTheServerAsksAtOnce() throws Exception {
        FutureTask<Step> call = begin(ALICE);
        says(ELICIT.formatted("a"));
        says("{\"jsonrpc\":\"2.0\",\"id\":\"r\",\"method\":\"roots/list\"}");
        says(ELICIT.formatted("b"));
        Step.Asked asked = asked(call);
        assertThat(asked.requests()).extracting(request -> request.id().json()).containsExactly("\"a\"", "\"b\"");
        assertThat(next()).contains("\"id\":\"r\",\"error\":{\"code\":-32601");
        answers(1);
        goOn(asked, ALICE);
        assertThat(next()).contains("\"id\":\"a\",\"result\"");
        assertThat(next()).contains("\"id\":\"b\",\"result\"");
    }

    /// What it did not wait for nobody need be asked.
    @Test
    void asksNothingOnceTheServerHasAnswered() throws Exception {
        FutureTask<Step> call = waiting(ALICE, List.of());
        assertThat(next()).contains("tools/call");
        says(ELICIT.formatted("a"));
        answers(1);
        assertThat(call.get(10, TimeUnit.SECONDS)).isInstanceOf(Step.Answered.class);
        assertThat(next()).contains("\"id\":\"a\",\"result\":{\"action\":\"cancel\"}");
    }

    private static String sampling(String id, int bytes) {
        return "{\"method\":\"sampling/createMessage\",\"params\":{\"a\":\"" + "x".repeat(bytes)
                + "\"},\"jsonrpc\":\"2.0\",\"id\":" + id + "}";
    }

    private void saysMuch(String line) {
        board.takeLarge(line.getBytes(StandardCharsets.UTF_8), room.memory().none("notes"));
    }

    @Test
    void putsALargeRequestToTheOneCaller() throws Exception {
        FutureTask<Step> call = begin(ALICE);
        saysMuch(sampling("7", 200_000));
        Step.Asked asked = asked(call);
        assertThat(asked.requests().getFirst().params().length()).isGreaterThan(200_000);
        answers(1);
        goOn(asked, ALICE);
        assertThat(next()).contains("\"id\":7,\"result\"");
    }

    @Test
    void putsALargeRequestToNobodyElse() throws Exception {
        saysMuch(sampling("1", 100_000));
        assertThat(next()).contains("\"id\":1,\"error\":{\"code\":-32601");
        FutureTask<Step> bob = begin(BOB); // who declared no sampling
        saysMuch(sampling("2", 100_000));
        assertThat(next()).contains("\"id\":2,\"error\":{\"code\":-32601");
        FutureTask<Step> alice = begin(ALICE);
        saysMuch(sampling("3", 100_000));
        assertThat(next()).contains("\"id\":3,\"error\":{\"code\":-32603");
        answers(1);
        answers(2);
        assertThat(bob.get(10, TimeUnit.SECONDS)).isInstanceOf(Step.Answered.class);
        assertThat(alice.get(10, TimeUnit.SECONDS)).isInstanceOf(Step.Answered.class);
    }

    /// The id is looked for before the line is read: a line that says two is no message.
    @Test
    void endsTheCallWhereALargeRequestIsNone() throws Exception {
        FutureTask<Step> call = begin(ALICE);
        saysMuch("{\"method\":\"ping\",\"id\":5,\"i\\u0064\":6,\"jsonrpc\":\"2.0\",\"x\":\"" + "x".repeat(100_000)
                + "\"}");
        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(LinkFailed.class);
    }

    @Test
    void takesNoLargeRequestForAnAnswer() throws Exception {
        FutureTask<Step> call = begin(ALICE);
        String large = "{\"method\":\"sampling/createMessage\",\"params\":{\"a\":\"" + "x".repeat(100_000)
                + "\"},\"jsonrpc\":\"2.0\",\"id\":1}";
        saysMuch(large);
        assertThat(asked(call).requests().getFirst().id().json())
                .as("the server's own id")
                .isEqualTo("1");
        String answer = "{\"result\":{\"method\":1,\"a\":[{\"method\":\"\\\"method\"}]},\"id\":1}";
        assertThat(RequestScan.asks(answer.getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(RequestScan.asks("{\"a".getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(RequestScan.asks("{\"a\\".getBytes(StandardCharsets.UTF_8))).isFalse();
    }

    /// A wait for the result of a task that was written.
    private FutureTask<Step> waits(Asker asker, String task) throws InterruptedException {
        Question plain = question(asker, Duration.ofSeconds(10), List.of());
        Question question = new Question(
                Method.TASKS_RESULT,
                Optional.of(task),
                Way.naming(task),
                Optional.empty(),
                Optional.empty(),
                asker,
                plain.deadline(),
                plain.cancellation(),
                plain.holding(),
                Optional.empty());
        FutureTask<Step> wait = new FutureTask<>(() -> SharedCall.begin(board, room, Dialect.STATEFUL, question));
        Thread.ofVirtual().start(wait);
        assertThat(next()).contains("tasks/result");
        return wait;
    }

    private static String related(String id, String task) {
        return ELICIT.formatted(id)
                .replace(
                        "\"params\":{",
                        "\"params\":{\"_meta\":{\"io.modelcontextprotocol/related-task\":{\"taskId\":\"" + task
                                + "\"}},");
    }

    @Test
    void asksForATaskWhoeverWaitsForIt() throws Exception {
        FutureTask<Step> bob = begin(BOB);
        FutureTask<Step> alice = waits(ALICE, "t-1");
        says(related("other", "t-2"));
        assertThat(next()).contains("\"id\":\"other\",\"error\"");
        says(related("q", "t-1"));
        assertThat(asked(alice).requests().getFirst().id().json()).isEqualTo("\"q\"");
        says(ELICIT.formatted("r"));
        assertThat(asked(bob).requests().getFirst().id().json())
                .as("bob's call is alone")
                .isEqualTo("\"r\"");
    }

    @Test
    void asksNobodyForATaskOfSeveral() throws Exception {
        FutureTask<Step> alice = waits(ALICE, "t-1");
        FutureTask<Step> bob = waits(BOB, "t-1");
        says(related("q", "t-1"));
        assertThat(next()).contains("\"id\":\"q\",\"error\"");
        answers(1);
        answers(2);
        assertThat(alice.get(10, TimeUnit.SECONDS)).isInstanceOf(Step.Answered.class);
        assertThat(bob.get(10, TimeUnit.SECONDS)).isInstanceOf(Step.Answered.class);
    }
}
