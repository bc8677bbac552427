package io.tidegate.cli;

import io.tidegate.audit.TrailListener;
import io.tidegate.call.Reason;
import java.util.List;

/// Passes on what the trail tells to all who listen.
record Observers(List<TrailListener> listeners) implements TrailListener {
    Observers {
        listeners = List.copyOf(listeners);
    }

    @Override
    public void sealed(Sealed entry) {
        listeners.forEach(listener -> listener.sealed(entry));
    }

    @Override
    public void turnedAway(Reason reason, long times) {
        listeners.forEach(listener -> listener.turnedAway(reason, times));
    }
}
