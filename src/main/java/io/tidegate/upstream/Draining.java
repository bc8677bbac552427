package io.tidegate.upstream;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Which connections did others take the place of, that still have calls under way? Each ends when they have, or when
/// its time is over.
final class Draining {
    private static final Duration MOST = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Set<Upstream> all = ConcurrentHashMap.newKeySet();

    void add(Upstream old) {
        all.add(old);
    }

    boolean has(Upstream upstream) {
        return all.contains(upstream);
    }

    Set<Upstream> all() {
        return Set.copyOf(all);
    }

    /// Ends it when it is needed no more; nobody waits for that.
    void begin(Upstream old, BooleanSupplier needed) {
        Thread.ofVirtual().name("drain").start(() -> {
            await(old, needed);
            old.condition().replaced();
            old.close();
            all.remove(old);
        });
    }

    private static void await(Upstream old, BooleanSupplier needed) {
        Duration deadline = old.settings().deadline();
        long looks = (deadline.compareTo(MOST) < 0 ? deadline : MOST).toMillis() / LOOK.toMillis();
        CountDownLatch never = new CountDownLatch(1);
        try {
            for (long look = 0; look < looks && needed.getAsBoolean() && !isOver(old); look++) {
                boolean _ = never.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isOver(Upstream old) {
        return old.condition().state() == ServerState.STOPPED;
    }
}
