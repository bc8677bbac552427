package io.tidegate.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SlotsTest {
    private static final Duration AT_ONCE = Duration.ZERO;

    private static Optional<Slots.Slot> take(Slots slots, String key) {
        return slots.queue(key).await(AT_ONCE);
    }

    @Test
    void givesNoMoreThanMayBeAndTakesBack() {
        Slots slots = new Slots(2);
        Slots.Slot first = take(slots, "a").orElseThrow();
        assertThat(take(slots, "a")).isPresent();
        assertThat(take(slots, "a")).isEmpty();
        assertThat(take(slots, "b")).isPresent();
        first.close();
        first.close();
        assertThat(take(slots, "a")).isPresent();
        assertThat(take(slots, "a")).isEmpty();
    }

    @Test
    void remembersNobodyWhoHasNothingUnderWay() {
        Slots slots = new Slots(1);
        for (int key = 0; key < 1_000; key++) {
            take(slots, "key " + key).orElseThrow().close();
        }
        try (Slots.Slot _ = take(slots, "a").orElseThrow()) {
            assertThat(take(slots, "a")).isEmpty();
            assertThat(slots.keys()).isEqualTo(1);
        }
        assertThat(slots.keys()).isZero();
    }

    @Test
    void servesInTheOrderOfTheLine() {
        Slots slots = new Slots(2);
        Slots.Slot one = take(slots, "a").orElseThrow();
        Slots.Slot two = take(slots, "a").orElseThrow();
        Slots.Turn first = slots.queue("a");
        Slots.Turn second = slots.queue("a");
        one.close();
        assertThat(second.await(AT_ONCE)).isEmpty();
        assertThat(first.await(AT_ONCE)).isPresent();
        two.close();
        assertThat(second.await(AT_ONCE)).isEmpty(); // it left when its time was over
        assertThat(take(slots, "a")).isPresent();
    }

    @Test
    void theLineIsBounded() {
        Slots slots = new Slots(1);
        Slots.Slot slot = take(slots, "a").orElseThrow();
        Slots.Turn waits = slots.queue("a");
        Slots.Turn tooMany = slots.queue("a");
        assertThat(tooMany.await(Duration.ofSeconds(20))).isEmpty();
        slot.close();
        assertThat(waits.await(AT_ONCE)).isPresent();
    }

    @Test
    void whoLeavesTheLineGetsNothingAndKeepsNobodyWaiting() throws InterruptedException {
        Slots slots = new Slots(2);
        Slots.Slot one = take(slots, "a").orElseThrow();
        assertThat(take(slots, "a")).isPresent();
        Slots.Turn leaves = slots.queue("a");
        Slots.Turn stays = slots.queue("a");
        Thread waiting = Thread.ofVirtual()
                .start(() -> assertThat(leaves.await(Duration.ofSeconds(20))).isEmpty());
        leaves.leave();
        waiting.join();
        one.close();
        assertThat(stays.await(AT_ONCE)).isPresent();
    }

    /// However turns end, all slots are there in the end, and there were never more.
    @Test
    void nothingIsLostOrMadeBetweenManyThreads() throws InterruptedException {
        Slots slots = new Slots(8);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int at = 0; at < 64; at++) {
            int seed = at;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                } catch (InterruptedException stopped) {
                    return;
                }
                for (int round = 0; round < 500; round++) {
                    Slots.Turn turn = slots.queue("a");
                    if ((seed + round) % 5 == 0) {
                        turn.leave();
                    }
                    turn.await(Duration.ofMillis((seed + round) % 3)).ifPresent(slot -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        Thread.onSpinWait();
                        running.decrementAndGet();
                        slot.close();
                    });
                }
            }));
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most.get()).isBetween(1, 8);
        assertThat(slots.keys()).isZero();
    }
}
