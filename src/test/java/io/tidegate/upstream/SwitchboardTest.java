package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.limit.Shares;
import io.tidegate.limit.Slots;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Does what a server says on a shared pipe reach whom it is for, and nobody else?
class SwitchboardTest extends OnAPipe {
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

    /// Nobody waits for that call any more, though the caller's thread may not have got as far as to say so.
    @Test
    void tellsWhatIsAskedInTheMomentOfACancellation() throws Exception {
        FutureTask<Step> given = new FutureTask<>(() ->
                SharedCall.begin(board, room, Dialect.STATEFUL, question(ALICE, Duration.ofMillis(200), List.of())));
        Thread.ofVirtual().start(given);
        assertThat(next()).contains("tools/call");
        FutureTask<Step> bob = begin(BOB);
        process = line -> {
            if (line.contains(Method.CANCELLED)) {
                says(ELICIT.formatted("q"));
            }
        };
        assertThatThrownBy(given::get).hasCauseInstanceOf(LinkFailed.class);
        assertThat(unsolicited).containsExactly("elicitation/create");
        answers(2);
        assertThat(bob.get(10, TimeUnit.SECONDS)).isInstanceOf(Step.Answered.class);
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
        assertThat(unsolicited).as("the second one is recorded").containsExactly(Method.ELICIT);
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

    /// A server that was told nothing is at nothing: what the call has of limits is free again.
    @Test
    void whatIsGivenUpBeforeItIsPutHoldsNothing() throws Exception {
        Slots slots = new Slots(1);
        Question question = question(ALICE, Duration.ofMinutes(1), List.of());
        question.holding().run(slots.queue("alice").await(Duration.ZERO).orElseThrow());
        question.cancellation().request();
        assertThatThrownBy(() -> question.noted(clock, () -> SharedCall.begin(board, room, Dialect.STATEFUL, question))
                        .ask())
                .isInstanceOf(LinkFailed.class)
                .hasMessageContaining("before it was put");
        question.holding().answered();
        assertThat(written).noneMatch(line -> line.contains("tools/call"));
        assertThat(slots.queue("alice").await(Duration.ZERO)).isPresent();
    }
}
