package io.tidegate.front;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Makes replies to slow calls begin before something on the way gives up on them. Fast calls pay one map entry.
final class Patience {
    private static final Duration SLOW = Duration.ofSeconds(5);

    private final Map<Reply, Long> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService sweep = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("patience").factory());

    private final ScheduledFuture<?> sweeping = sweep.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);

    /// Ends the waiting.
    interface Waiting extends AutoCloseable {
        @Override
        void close();
    }

    Waiting with(Reply reply) {
        waiting.put(reply, System.nanoTime());
        return () -> waiting.remove(reply);
    }

    private void sweep() {
        long now = System.nanoTime();
        waiting.forEach((reply, since) -> {
            if (now - since > SLOW.toNanos() && waiting.remove(reply, since)) {
                // a client that doesn't read may block this, so each has a thread of its own
                Thread.ofVirtual().name("begin").start(reply::begin);
            }
        });
    }

    void close() {
        sweeping.cancel(true);
        sweep.shutdownNow();
    }
}
