package io.tidegate.upstream;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// When does the thread that keeps a server have something to do?
final class Waking {
    private final Semaphore wake = new Semaphore(0);
    private final CountDownLatch ending = new CountDownLatch(1);
    private final RandomGenerator random;

    Waking(RandomGenerator random) {
        this.random = random;
    }

    void wake() {
        wake.release();
    }

    /// From now on nobody rests.
    void end() {
        ending.countDown();
        wake.release();
    }

    /// Returns when something happened, and each second.
    void await() {
        try {
            if (wake.tryAcquire(1, TimeUnit.SECONDS)) {
                wake.drainPermits(); // many changes at once are one
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// Rests about so long, or until something happens.
    void rest(Duration pause) {
        try {
            wake.drainPermits();
            long jittered = (long) (pause.toMillis() * (0.75 + random.nextDouble() / 2));
            boolean _ = wake.tryAcquire(ending.getCount() == 0 ? 0 : jittered, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// Rests so long, whatever happens but the end.
    void pause(Duration pause) {
        try {
            boolean _ = ending.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
