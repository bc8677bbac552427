package io.tidegate.call;

import java.util.ArrayList;
import java.util.List;

/// Has the caller given up? Whoever works for the call registers what ends that work.
public final class Cancellation {
    private final List<Runnable> actions = new ArrayList<>();
    private boolean requested;
    private boolean expired;

    /// Runs what was registered, each once, on the calling thread; a second request does nothing.
    public void request() {
        List<Runnable> due;
        synchronized (actions) {
            if (requested) {
                return;
            }
            requested = true;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }

    /// Ends the call as [#request] does: the server waits no longer for what its client is asked.
    public void expire() {
        synchronized (actions) {
            expired |= !requested;
        }
        request();
    }

    /// Whether it was not the caller who gave up.
    public boolean expired() {
        synchronized (actions) {
            return expired;
        }
    }

    public boolean requested() {
        synchronized (actions) {
            return requested;
        }
    }

    /// Runs `action` at the request, or now where it was made already. Close what is returned when the work is done.
    public Registration onRequest(Runnable action) {
        synchronized (actions) {
            if (!requested) {
                actions.add(action);
                return () -> {
                    synchronized (actions) {
                        actions.remove(action);
                    }
                };
            }
        }
        action.run();
        return () -> {};
    }

    /// Takes back what was registered.
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
