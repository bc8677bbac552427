package io.tidegate.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SlotsTest {
    @Test
    void givesEachKeyItsShareAndNoMore() {
        Slots slots = new Slots(2, 10);
        Slots.Slot first = slots.tryTake("a").orElseThrow();
        assertThat(slots.tryTake("a")).isPresent();
        assertThat(slots.tryTake("a")).isEmpty();
        assertThat(slots.tryTake("b")).isPresent();
        first.close();
        assertThat(slots.tryTake("a")).isPresent();
    }

    @Test
    void boundsAllKeysTogether() {
        Slots slots = new Slots(2, 3);
        Slots.Slot one = slots.tryTake("a").orElseThrow();
        assertThat(slots.tryTake("b")).isPresent();
        assertThat(slots.tryTake("c")).isPresent();
        assertThat(slots.tryTake("d")).isEmpty();
        one.close();
        assertThat(slots.tryTake("d")).isPresent();
        assertThat(slots.held()).isEqualTo(3);
    }

    @Test
    void closingTwiceGivesBackOnce() {
        Slots slots = new Slots(1, 2);
        Slots.Slot slot = slots.tryTake("a").orElseThrow();
        slot.close();
        assertThat(slots.tryTake("a")).isPresent();
        slot.close();
        assertThat(slots.tryTake("a")).isEmpty();
        assertThat(slots.held()).isOne();
    }

    @Test
    void aRefusedKeyTakesNoRoomOfOthers() {
        Slots slots = new Slots(1, 2);
        assertThat(slots.tryTake("a")).isPresent();
        for (int again = 0; again < 10; again++) {
            assertThat(slots.tryTake("a")).isEmpty();
        }
        assertThat(slots.tryTake("b")).isPresent();
    }

    @Test
    void neverExceedsItsBoundsBetweenThreads() throws InterruptedException {
        Slots slots = new Slots(3, 5);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(thread -> Thread.ofVirtual().start(() -> {
                    for (int turn = 0; turn < 500; turn++) {
                        Optional<Slots.Slot> slot = slots.tryTake("key " + thread % 3);
                        if (slot.isPresent()) {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            Thread.onSpinWait();
                            inside.decrementAndGet();
                            slot.get().close();
                        }
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most.get()).isBetween(1, 5);
        assertThat(slots.held()).isZero();
    }

    @Test
    void refusesBoundsBelowOne() {
        assertThatThrownBy(() -> new Slots(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Slots(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
