package io.tidegate.front;

import io.tidegate.http.Allowance;
import io.tidegate.http.HttpFailure;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// How much of the answers for one client is held at a time? Small ones are free, and a large one waits until others
/// were written, so a client that does not read slows itself down and nothing grows.
final class AnswerRoom {
    private static final int FREE_BYTES = 64 << 10;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Semaphore places;

    /// @param places answers of any size that may be held at a time
    AnswerRoom(int places) {
        this.places = new Semaphore(places, true);
    }

    Place place() {
        return new Place();
    }

    /// For one answer, or one event after the other.
    final class Place implements Allowance, AutoCloseable {
        private boolean taken;

        @Override
        public int free() {
            return FREE_BYTES;
        }

        @Override
        public int upTo(int bytes) throws HttpFailure {
            take();
            return bytes;
        }

        /// INVARIANT: whoever grows has room for the most already, so nobody who holds some waits for more.
        @Override
        public int more(int needed, int most) throws HttpFailure {
            take();
            return most;
        }

        private void take() throws HttpFailure {
            try {
                if (!taken && !places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new HttpFailure.NoMemory("the client did not read what came before");
                }
                taken = true;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new HttpFailure.Cancelled();
            }
        }

        @Override
        public void close() {
            written();
        }

        /// What was held has been written; there may be more.
        void written() {
            if (taken) {
                taken = false;
                places.release();
            }
        }
    }
}
