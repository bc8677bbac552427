package io.tidegate.http;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Has somebody called an exchange off? Made before the exchange, so that it can be called off at any time; for one
/// exchange.
public final class Cancellation {
    /// In the place of what is to be ended, once that was asked for.
    private static final class Called implements Runnable {
        @Override
        public void run() {
            // nothing is under way any more
        }
    }

    private final AtomicReference<@Nullable Runnable> state = new AtomicReference<>();

    /// From any thread: the one that sends, or waits for the answer or its body, wakes with
    /// [HttpFailure.Cancelled].
    public void cancel() {
        Runnable what = state.getAndSet(new Called());
        if (what != null) {
            what.run();
        }
    }

    public boolean cancelled() {
        return state.get() instanceof Called;
    }

    /// `what` ends the exchange where it stands now; it must not block. Throws if the exchange was called off
    /// already.
    void when(Runnable what) throws HttpFailure.Cancelled {
        Runnable before = state.get();
        if (before instanceof Called || !state.compareAndSet(before, what)) {
            throw new HttpFailure.Cancelled();
        }
    }

    /// The exchange is over. False if it was called off: then its connection must not be used by others.
    boolean over() {
        Runnable before = state.get();
        return !(before instanceof Called) && state.compareAndSet(before, null);
    }
}
