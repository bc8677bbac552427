package io.tidegate.upstream;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Does something go on for too long? Then it acts, once, on a thread of its own; not if it was closed before.
final class Overdue implements AutoCloseable {
    private final CountDownLatch over = new CountDownLatch(1);

    Overdue(Duration after, Runnable action) {
        Thread.ofVirtual().name("overdue").start(() -> {
            if (!overWithin(after)) {
                action.run();
            }
        });
    }

    private boolean overWithin(Duration time) {
        try {
            return over.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        over.countDown();
    }
}
