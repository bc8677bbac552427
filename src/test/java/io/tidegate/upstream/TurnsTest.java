package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.mcp.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Is it told whose calls alone a server is at, and only where nobody else's can be meant?
class TurnsTest {
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final InstantSource clock = () -> now;
    private final Turns turns = new Turns(clock);
    private int ids;

    private Turns.Stay enters(String session) throws LinkFailed {
        return turns.enter(session, now.plusSeconds(10));
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
        assertThatThrownBy(() -> turns.enter("b", soon)).hasMessage("the server is busy with another caller");
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
}
