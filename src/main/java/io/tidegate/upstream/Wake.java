package io.tidegate.upstream;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// How does the thread that keeps a server wait, and who wakes it?
final class Wake {
    /// A server that says without end that its list changed is asked for it only so often.
    private static final Duration LISTS_APART = Duration.ofSeconds(1);

    private final Semaphore wake = new Semaphore(0);
    private final CountDownLatch ending = new CountDownLatch(1);
    private final RandomGenerator random;

    Wake(RandomGenerator random) {
        this.random = random;
    }

    void up() {
        wake.release();
    }

    /// From now on nothing is waited for.
    void end() {
        ending.countDown();
        wake.release();
    }

    void pauseAfterList() {
        try {
            boolean _ = ending.await(LISTS_APART.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// Until something happens, a second at most.
    void await() {
        try {
            if (wake.tryAcquire(1, TimeUnit.SECONDS)) {
                wake.drainPermits(); // many changes at once are one
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// About so long, or until something happens.
    void rest(Duration pause) {
        try {
            wake.drainPermits();
            long jittered = (long) (pause.toMillis() * (0.75 + random.nextDouble() / 2));
            wake.tryAcquire(ending.getCount() == 0 ? 0 : jittered, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
