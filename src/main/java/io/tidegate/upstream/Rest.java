package io.tidegate.upstream;

import io.tidegate.call.Cancellation;
import io.tidegate.call.Cancellation.Registration;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Does the caller still want to know after a pause in which the server is left alone?
final class Rest {
    private Rest() {}

    /// Waits so long.
    ///
    /// @throws LinkFailed as soon as the caller gives up
    static void unlessGivenUp(Cancellation cancellation, Duration pause) throws LinkFailed {
        CountDownLatch over = new CountDownLatch(1);
        try (Registration _ = cancellation.onRequest(over::countDown)) {
            if (over.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LinkFailed(LinkFailed.Why.CANCELLED, "given up");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new LinkFailed(LinkFailed.Why.CANCELLED, "stopped while waiting");
        }
    }
}
