package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Is it told whose calls alone a server is at, and only where nobody else's can be meant?
class TurnsTest {
    private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final InstantSource clock = () -> now;
    private final Turns turns = new Turns(clock);
    private final List<String> in = new CopyOnWriteArrayList<>();
    private int ids;

    private Turns.Stay enters(String session) throws LinkFailed {
        return turns.enter(asker("one", session), now.plusSeconds(10));
    }

    private static Asker asker(String principal, String session) {
        return new Asker(principal, session, Capabilities.NONE, Optional.empty());
    }

    /// One that has to wait, and says when it was let in.
    private FutureTask<Turns.Stay> waits(String principal, String session) {
        FutureTask<Turns.Stay> call = new FutureTask<>(() -> {
            Turns.Stay stay = turns.enter(asker(principal, session), now.plusSeconds(60));
            in.add(session);
            return stay;
        });
        Thread thread = Thread.ofPlatform().daemon().start(call);
        Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return call;
    }

    private void leaves(FutureTask<Turns.Stay> call) throws Exception {
        turns.leave(call.get(10, TimeUnit.SECONDS));
    }

    private RequestId puts(Turns.Stay stay) {
        ids++;
        turns.puts(stay, RequestId.of(ids));
        return RequestId.of(ids);
    }

    @Test
    void waitsNoLongerThanItsDeadlineForItsTurn() throws Exception {
        Instant soon = now.plusMillis(50);
        Turns.Stay one = enters("a");
        turns.separate();
        Turns.Stay two = enters("a");
        assertThatThrownBy(() -> turns.enter(asker("two", "b"), soon))
                .hasMessage("the server is busy with another caller");
        turns.leave(one);
        turns.leave(one);
        assertThat(turns.only()).contains("a");
        turns.leave(two);
        enters("b");
        assertThat(turns.only()).contains("b");
    }

    @Test
    void countsWhatWasGivenUpUntilItIsAnswered() throws Exception {
        Turns.Stay alice = enters("a");
        RequestId id = puts(alice);
        turns.giveUp(alice);
        enters("b");
        assertThat(turns.only()).isEmpty();
        assertThat(turns.anyGivenUp()).isTrue();
        turns.answered(id);
        assertThat(turns.only()).contains("b");
        assertThat(turns.anyGivenUp()).isFalse();
    }

    @Test
    void countsWhatIsNeverAnsweredForAWhile() throws Exception {
        Turns.Stay alice = enters("a");
        puts(alice);
        turns.giveUp(alice);
        enters("b");
        now = now.plus(Turns.GIVEN_UP).minusSeconds(1);
        assertThat(turns.only()).isEmpty();
        now = now.plusSeconds(1);
        assertThat(turns.only()).contains("b");
    }

    @Test
    void countsNothingThatWasAnsweredBeforeItWasGivenUp() throws Exception {
        Turns.Stay alice = enters("a");
        turns.answered(puts(alice));
        turns.giveUp(alice);
        enters("b");
        assertThat(turns.only()).contains("b");
    }

    /// Whoever gives up as much as there is room for does not make what was given up first look ended.
    @Test
    void tellsNothingWhereTooMuchWasGivenUp() throws Exception {
        List<Turns.Stay> all = new ArrayList<>();
        for (int call = 0; call <= Turns.GIVEN_UP_MAX; call++) {
            all.add(enters("a"));
            puts(all.getLast());
        }
        all.forEach(turns::giveUp);
        for (int id = 1; id <= Turns.GIVEN_UP_MAX; id++) {
            turns.answered(RequestId.of(id));
        }
        enters("b");
        assertThat(turns.only()).as("one more was not kept").isEmpty();
        now = now.plus(Turns.GIVEN_UP).plus(Duration.ofSeconds(1));
        assertThat(turns.only()).contains("b");
    }

    @Test
    void servesCallersInTurnHoweverManySessionsOneHas() throws Exception {
        turns.separate();
        Turns.Stay first = turns.enter(asker("alice", "a0"), now.plusSeconds(10));
        FutureTask<Turns.Stay> a1 = waits("alice", "a1");
        FutureTask<Turns.Stay> a2 = waits("alice", "a2");
        FutureTask<Turns.Stay> a3 = waits("alice", "a3");
        FutureTask<Turns.Stay> bob = waits("bob", "b");
        FutureTask<Turns.Stay> carol = waits("carol", "c");
        turns.leave(first);
        leaves(bob);
        a1.get(10, TimeUnit.SECONDS);
        FutureTask<Turns.Stay> again = waits("bob", "b");
        leaves(a1);
        leaves(carol);
        leaves(a2);
        leaves(again);
        leaves(a3);
        assertThat(in).containsExactly("b", "a1", "c", "a2", "b", "a3");
    }

    /// A session in its turn does not keep it by calling on and on.
    @Test
    void letsNoSessionGoOnWhileAnotherWaits() throws Exception {
        turns.separate();
        Turns.Stay first = enters("a");
        Turns.Stay second = enters("a");
        FutureTask<Turns.Stay> bob = waits("bob", "b");
        FutureTask<Turns.Stay> third = waits("one", "a");
        turns.leave(first);
        assertThat(in).isEmpty();
        turns.leave(second);
        leaves(bob);
        leaves(third);
        assertThat(in).containsExactly("b", "a");
    }

    @Test
    void letsTheNextInBesideACallThatTakesLong() throws Exception {
        turns.separate();
        Turns.Stay alice = enters("a");
        FutureTask<Turns.Stay> bob = waits("bob", "b");
        FutureTask<Turns.Stay> carol = waits("carol", "c");
        now = now.plus(Turns.ALONE);
        bob.get(10, TimeUnit.SECONDS);
        assertThat(turns.only()).as("two are under way").isEmpty();
        assertThat(carol.isDone()).as("it is bob's turn").isFalse();
        turns.leave(alice);
        assertThat(turns.only()).contains("b");
        leaves(bob);
        leaves(carol);
        assertThat(in).containsExactly("b", "c");
    }
}
