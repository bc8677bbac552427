package io.tidegate.cli;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Something that servers need which start before it is there. Whoever asks too early waits for it.
final class Later<T> implements Supplier<T> {
    private static final Duration MOST = Duration.ofSeconds(30);

    private final CountDownLatch there = new CountDownLatch(1);
    private volatile @Nullable T value;

    void is(T now) {
        value = now;
        there.countDown();
    }

    @Override
    public T get() {
        T now = value;
        if (now == null) {
            try {
                boolean _ = there.await(MOST.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            now = value;
        }
        return Objects.requireNonNull(now, "the gateway did not get as far as that");
    }
}
