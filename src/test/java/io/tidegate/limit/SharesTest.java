package io.tidegate.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Does everybody get some, and nobody more than is left to the others?
@Timeout(5) // less than any wait that is not ended
final class SharesTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private final Shares shares = new Shares(100);

    private int taken(String who) {
        int taken = 0;
        while (shares.take(who, 1).isPresent()) {
            taken++;
        }
        return taken;
    }

    private static boolean has(Shares.Turn turn) {
        return turn.await(Duration.ZERO).isPresent();
    }

    @Test
    void leavesAsMuchToOthersAsSomebodyTakes() {
        assertThat(taken("one")).isEqualTo(50);
        assertThat(taken("two")).isEqualTo(25);
        assertThat(taken("three")).isEqualTo(12);
        assertThat(taken("four")).isEqualTo(6);
    }

    @Test
    void aGroupTakesNoMoreThanItLeavesHoweverManyItIs() {
        List<Shares.Share> theirs = IntStream.range(0, 100)
                .mapToObj(number -> shares.take(new Shares.Who("acme", "user " + number), 1))
                .flatMap(Optional::stream)
                .toList();
        assertThat(theirs).hasSize(50);
        assertThat(shares.hasRoom("acme", 1)).isFalse();
        assertThat(shares.hasRoom("beta", 50)).isTrue();
        Shares.Turn waits = shares.queue(new Shares.Who("acme", "one more"), 1);
        Shares.Turn other = shares.queue(new Shares.Who("beta", "user 1"), 25);
        assertThat(has(other)).as("nobody waits for who waits for their own").isTrue();
        theirs.subList(0, 30).forEach(Shares.Share::close);
        assertThat(has(waits)).isTrue();
        theirs.forEach(Shares.Share::close);
        assertThat(theirs.getFirst().pass("nobody")).isTrue();
        assertThat(shares.free()).isEqualTo(100 - 25 - 1);
    }

    @Test
    void whoHoldsSomethingOfAGroupGrowsAsIfAlone() {
        Shares.Share one = shares.take(new Shares.Who("acme", "one"), 20).orElseThrow();
        Shares.Share two = shares.take(new Shares.Who("acme", "two"), 20).orElseThrow();
        assertThat(has(one.growing(60)))
                .as("else both would wait for each other")
                .isTrue();
        assertThat(has(shares.take(new Shares.Who("acme", "three"), 0)
                        .orElseThrow()
                        .growing(10)))
                .as("who holds nothing waits for their group")
                .isFalse();
        one.close();
        two.close();
        assertThat(shares.free()).isEqualTo(100);
        assertThat(shares.take(new Shares.Who("acme", "four"), 100)).isPresent();
    }

    @Test
    void givesWhatIsFreeToWhoHoldsNothing() {
        Shares.Share all = shares.take("one", 100).orElseThrow();
        assertThat(shares.take("two", 1)).isEmpty();
        assertThat(shares.take("two", 0)).isPresent();
        all.close();
        all.close();
        assertThat(shares.free()).isEqualTo(100);
        assertThat(shares.take("two", 101)).isEmpty();
    }

    @Test
    void growsAsIfTakenAnew() {
        Shares.Share one = shares.take("one", 30).orElseThrow();
        assertThat(has(one.growing(70)))
                .as("all that is free, as it is all they hold")
                .isTrue();
        assertThat(shares.free()).isEqualTo(30);
        assertThat(has(one.growing(101))).as("never").isFalse();
        assertThat(has(one.growing(70))).as("no more").isTrue();

        Shares.Share two = shares.take("one", 0).orElseThrow();
        assertThat(has(two.growing(10))).as("beside another").isFalse();
        assertThat(shares.free()).isEqualTo(30);
        one.close();
        assertThat(has(two.growing(10))).isTrue();
        two.close();
        assertThat(shares.free()).isEqualTo(100);
    }

    @Test
    void countsWhatPassesOnAsTheNextOnes() {
        Shares.Share share = shares.take("address", 40).orElseThrow();
        assertThat(share.pass("one")).isTrue();
        assertThat(shares.take("address", 40)).isPresent();
        assertThat(shares.take("one", 1)).isEmpty();

        Shares.Share more = shares.take("other", 10).orElseThrow();
        assertThat(more.pass("one")).as("beyond its share").isFalse();
        more.close();
        share.close();
        assertThat(shares.free()).isEqualTo(60);
        assertThat(shares.take("one", 1)).isPresent();
    }

    @Test
    void waitsUntilASharePassesOn() {
        Shares.Share first = shares.take("one", 40).orElseThrow();
        Shares.Share second = shares.take("server", 40).orElseThrow();
        Shares.Turn passing = second.passing("one");
        assertThat(shares.queue("two", 10).await(LONG)).as("holds nobody up").isPresent();
        first.close();
        assertThat(passing.await(LONG)).containsSame(second);
        assertThat(shares.take("one", 20)).isEmpty();
        second.close();
        assertThat(shares.free()).isEqualTo(90);
    }

    @Test
    void whoWaitsForMuchKeepsNoShareFromPassingOn() {
        Shares.Share first = shares.take("one", 40).orElseThrow();
        Shares.Share second = shares.take("server", 40).orElseThrow();
        Shares.Turn large = shares.queue("two", 90);
        Shares.Turn passing = second.passing("one");
        first.close();
        assertThat(passing.await(LONG)).isPresent();
        second.close();
        assertThat(large.await(LONG)).isPresent();
    }

    @Test
    void shrinks() {
        Shares.Share share = shares.take("one", 90).orElseThrow();
        share.shrink(95);
        assertThat(shares.free()).isEqualTo(10);
        share.shrink(20);
        assertThat(shares.free()).isEqualTo(80);
        share.close();
        assertThat(shares.free()).isEqualTo(100);
    }

    @Test
    void servesWhoWaitsInTheirOrder() {
        Shares.Share all = shares.take("one", 100).orElseThrow();
        Shares.Turn large = shares.queue("two", 90);
        Shares.Turn small = shares.queue("three", 20);
        assertThat(shares.take("four", 1)).as("nobody overtakes").isEmpty();
        all.shrink(70);
        assertThat(shares.take("four", 1)).isEmpty();
        all.close();
        assertThat(large.await(LONG)).isPresent();
        assertThat(has(small)).isFalse();
    }

    @Test
    void nobodyWaitsForWhoWaitsForTheirOwn() {
        Shares.Share mine = shares.take("one", 50).orElseThrow();
        Shares.Turn more = shares.queue("one", 10);
        Shares.Turn other = shares.queue("two", 10);
        assertThat(other.await(LONG)).isPresent();
        mine.close();
        assertThat(more.await(LONG)).isPresent();
    }

    @Test
    void whoLeavesTheLineHoldsNobodyUp() {
        Shares.Share some = shares.take("one", 50).orElseThrow();
        Shares.Turn large = shares.queue("two", 90);
        Shares.Turn small = shares.queue("three", 20);
        large.leave();
        assertThat(shares.free()).as("served at once").isEqualTo(30);
        assertThat(large.await(LONG)).isEmpty();
        assertThat(small.await(LONG)).isPresent();
        some.close();
        assertThat(shares.free()).isEqualTo(80);
    }

    @Test
    void whoWaitedTooLongLeavesTheLine() {
        Shares.Share all = shares.take("one", 100).orElseThrow();
        Shares.Turn late = shares.queue("two", 10);
        assertThat(late.await(Duration.ofMillis(1))).isEmpty();
        all.close();
        assertThat(late.await(LONG)).isEmpty();
        assertThat(shares.free()).isEqualTo(100);
    }

    @Test
    void knowsWhatWillNeverFit() {
        Shares.Turn never = shares.queue("one", 101);
        assertThat(never.possible()).isFalse();
        assertThat(never.await(LONG)).isEmpty();
        assertThat(shares.take("two", 1)).isPresent();
    }

    @Test
    void neverGivesMoreThanThereIsBetweenThreads() throws InterruptedException {
        Shares few = new Shares(5);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        List<Thread> threads = new ArrayList<>(IntStream.range(0, 8)
                .mapToObj(thread -> Thread.ofVirtual().start(() -> {
                    for (int turn = 0; turn < 300; turn++) {
                        int amount = 1 + turn % 3;
                        Optional<Shares.Share> share = turn % 2 == 0
                                ? few.take("key " + thread % 3, amount)
                                : few.queue("key " + thread % 3, amount).await(LONG);
                        if (share.isPresent()) {
                            most.accumulateAndGet(inside.addAndGet(amount), Math::max);
                            served.incrementAndGet();
                            Thread.onSpinWait();
                            inside.addAndGet(-amount);
                            share.get().close();
                        }
                    }
                }))
                .toList());
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most.get()).isBetween(1, 5);
        assertThat(served.get()).as("whoever waited was served").isGreaterThanOrEqualTo(8 * 150);
        assertThat(few.free()).isEqualTo(5);
    }

    @Test
    void refusesToShareNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Shares(0));
    }
}
