package io.tidegate.front;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.front.KeptStream.Weight;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Is what is kept of streams bounded, and shared?
class ReplaysTest {
    private final Replays replays = new Replays(new Random(1), 100_000);

    private KeptStream open(String principal, String scope) {
        return replays.open(principal, scope).orElseThrow();
    }

    @Test
    void goesOnInItsSessionOnly() {
        KeptStream stream = open("alice", "s");
        String id = stream.add(new byte[10], Weight.NEEDED);
        assertThat(replays.resume("t", id)).isEmpty();
        assertThat(replays.resume("s", id)).map(Replays.Rest::after).contains(1L);
        assertThat(replays.resume("s", stream.first()))
                .map(Replays.Rest::connection)
                .contains(2L);
        assertThat(stream.isTold(1)).isFalse();
        replays.end("s");
        assertThat(replays.resume("s", id)).isEmpty();
    }

    @Test
    void dropsOldNoticesAndNeverTheRest() {
        KeptStream stream = open("alice", "s");
        stream.add(new byte[10], Weight.NEEDED);
        for (int number = 0; number < 10_000; number++) {
            stream.add(new byte[100], Weight.NOTICE);
        }
        stream.add(new byte[10], Weight.NEEDED);
        assertThat(replays.resume("s", stream.first())).isPresent();
    }

    @Test
    void tearsAStreamWhoseAnswerHasNoRoom() {
        KeptStream stream = open("alice", "s");
        stream.add(new byte[80_000], Weight.NEEDED);
        assertThat(replays.resume("s", stream.first())).isEmpty();
        assertThat(open("alice", "s").add(new byte[30_000], Weight.NEEDED)).isNotEmpty();
    }

    @Test
    void makesRoomByWhatHasEndedAndLeavesRoomForOthers() {
        KeptStream running = open("alice", "s");
        KeptStream first = running;
        for (int number = 0; number < 100; number++) {
            KeptStream stream = open("alice", "s");
            stream.add(new byte[10_000], Weight.NEEDED);
            stream.end();
            first = number == 0 ? stream : first;
        }
        assertThat(replays.resume("s", first.first())).as("the oldest is gone").isEmpty();
        assertThat(replays.resume("s", running.first())).as("what runs stays").isPresent();
        assertThat(replays.size()).isLessThan(10);
        KeptStream bobs = open("bob", "b");
        bobs.add(new byte[20_000], Weight.NEEDED);
        assertThat(replays.resume("b", bobs.first())).isPresent();
    }

    @Test
    void keepsNothingOnceClosed() {
        KeptStream stream = open("alice", "s");
        replays.close();
        assertThat(replays.open("alice", "s")).isEqualTo(Optional.empty());
        assertThat(replays.resume("s", stream.first())).isEmpty();
    }
}
