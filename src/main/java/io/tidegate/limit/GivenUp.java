package io.tidegate.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What does a call hold for which nobody waits any more, as long as its server may be at it?
final class GivenUp {
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Runnable> held = new ArrayList<>(2);

    /// Nothing is held any more, by then at the latest.
    GivenUp(Duration most) {
        Thread.ofVirtual().name("given-up").start(() -> await(most));
    }

    private void await(Duration most) {
        try {
            boolean _ = over.await(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            over();
        }
    }

    /// Holds what this ends.
    synchronized void keep(Runnable end) {
        if (over.getCount() == 0) {
            end.run();
        } else {
            held.add(end);
        }
    }

    synchronized void over() {
        over.countDown();
        held.forEach(Runnable::run);
        held.clear();
    }
}
