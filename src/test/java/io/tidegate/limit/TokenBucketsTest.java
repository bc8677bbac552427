package io.tidegate.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TokenBucketsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // a nano clock may wrap

    private TokenBuckets buckets(int count, int burst, int keysMax) {
        return new TokenBuckets(new Rate(count, SECOND), burst, keysMax, nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void allowsABurstThenTheRate() {
        TokenBuckets buckets = buckets(10, 3, 100);
        for (int take = 0; take < 3; take++) {
            assertThat(buckets.tryTake("a")).isZero();
        }
        assertThat(buckets.tryTake("a")).isEqualTo(Duration.ofMillis(100));
        pass(Duration.ofMillis(99));
        assertThat(buckets.tryTake("a")).isEqualTo(Duration.ofMillis(1));
        pass(Duration.ofMillis(1));
        assertThat(buckets.tryTake("a")).isZero();
        assertThat(buckets.tryTake("a")).isPositive();
    }

    @Test
    void refusedTriesCostNothing() {
        TokenBuckets buckets = buckets(1, 1, 100);
        assertThat(buckets.tryTake("a")).isZero();
        for (int take = 0; take < 50; take++) {
            assertThat(buckets.tryTake("a")).isEqualTo(SECOND);
        }
        pass(SECOND);
        assertThat(buckets.tryTake("a")).isZero();
    }

    @Test
    void keepsKeysApart() {
        TokenBuckets buckets = buckets(1, 1, 100);
        assertThat(buckets.tryTake("a")).isZero();
        assertThat(buckets.tryTake("a")).isPositive();
        assertThat(buckets.tryTake("b")).isZero();
    }

    @Test
    void neverHoldsMoreThanABurst() {
        TokenBuckets buckets = buckets(10, 2, 100);
        buckets.tryTake("a");
        pass(Duration.ofDays(400));
        assertThat(buckets.tryTake("a")).isZero();
        assertThat(buckets.tryTake("a")).isZero();
        assertThat(buckets.tryTake("a")).isPositive();
    }

    @Test
    void forgetsFullBuckets() {
        TokenBuckets buckets = buckets(10, 2, 100);
        for (int key = 0; key < 50; key++) {
            buckets.tryTake("key " + key);
        }
        assertThat(buckets.keys()).isEqualTo(50);
        pass(SECOND);
        assertThat(buckets.keys()).isZero();
    }

    @Test
    void anExhaustedBucketStaysExhaustedWhenAnAttackerFloodsTheKeys() {
        TokenBuckets buckets = buckets(1, 5, 10);
        for (int take = 0; take < 5; take++) {
            assertThat(buckets.tryTake("attacker")).isZero();
        }
        for (int key = 0; key < 10_000; key++) {
            buckets.tryTake("decoy " + key);
        }
        assertThat(buckets.keys()).isLessThanOrEqualTo(10);
        assertThat(buckets.tryTake("attacker")).isPositive();
    }

    @Test
    void aFloodGainsNoMoreThanItsRateOverTime() {
        TokenBuckets buckets = buckets(1, 1, 4);
        int gained = 0;
        for (int round = 0; round < 200; round++) {
            gained += buckets.tryTake("attacker").isZero() ? 1 : 0;
            for (int key = 0; key < 20; key++) {
                buckets.tryTake("decoy " + round + " " + key);
            }
            pass(Duration.ofMillis(50)); // 200 rounds are 10 seconds
        }
        assertThat(gained).isBetween(1, 10);
    }

    @Test
    void aFloodDelaysOthersForNoLongerThanAFill() {
        TokenBuckets buckets = buckets(10, 5, 4);
        for (int key = 0; key < 50_000; key++) {
            buckets.tryTake("decoy " + key);
        }
        pass(Duration.ofMillis(500));
        assertThat(buckets.tryTake("bystander")).isZero();
    }

    @Test
    void threadsTogetherTakeNoMoreThanTheBurst() throws InterruptedException {
        TokenBuckets buckets = buckets(1, 100, 10);
        AtomicInteger taken = new AtomicInteger();
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> {
                    for (int take = 0; take < 50; take++) {
                        taken.addAndGet(buckets.tryTake("a").isZero() ? 1 : 0);
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(taken).hasValue(100);
    }

    @Test
    void refusesRatesThatMeanNothing() {
        assertThatThrownBy(() -> new Rate(0, SECOND)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rate(1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rate(1, Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rate(1, Duration.ofDays(2))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rate(2, Duration.ofNanos(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> buckets(1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> buckets(1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void roundsAgainstTheCaller() {
        assertThat(new Rate(3, Duration.ofNanos(10)).nanosBetween()).isEqualTo(4);
    }
}
