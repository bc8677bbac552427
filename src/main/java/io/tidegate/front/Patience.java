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

    /// A client that can go on with a stream is given one soon: what it has no event of it can't get again.
    private static final Duration SOON = Duration.ofMillis(50);

    private static final Duration TICK = Duration.ofMillis(25);

    private final Map<Reply, Long> waiting = new ConcurrentHashMap<>();
    private final Map<Reply, Long> early = new ConcurrentHashMap<>(); // none is here for long
    private final Runnable alongside;
    private int ticks;
    private final ScheduledExecutorService sweep = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("patience").factory());

    private final ScheduledFuture<?> sweeping =
            sweep.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);

    /// @param alongside is run every second; must not block
    Patience(Runnable alongside) {
        this.alongside = alongside;
    }

    /// Ends the waiting.
    interface Waiting extends AutoCloseable {
        @Override
        void close();
    }

    Waiting with(Reply reply) {
        Map<Reply, Long> among = reply.canBeResumed() ? early : waiting;
        among.put(reply, System.nanoTime());
        return () -> among.remove(reply);
    }

    private void tick() {
        ticks++;
        sweep(early, SOON);
        if (ticks % (1_000 / TICK.toMillis()) == 0) {
            sweep(waiting, SLOW);
            alongside.run();
        }
    }

    private static void sweep(Map<Reply, Long> among, Duration most) {
        if (among.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        among.forEach((reply, since) -> {
            if (now - since > most.toNanos() && among.remove(reply, since)) {
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
