package io.tidegate.audit;

import io.tidegate.call.Reason;
import io.tidegate.call.Ruling;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Is told what was recorded: for metrics, the log and whatever ships the trail elsewhere. Must return at once.
public interface TrailListener {
    /// A sealed entry, without content and without identity.
    ///
    /// @param method as asked; `other` where the gateway doesn't serve it
    /// @param tool `server/name`, empty where none was resolved
    /// @param refused why, where it was
    /// @param whole from arrival to seal
    /// @param atServer what of it the server took
    record Sealed(
            String call,
            String method,
            String tool,
            Optional<Reason> refused,
            List<Ruling> rulings,
            Duration whole,
            Duration atServer) {}

    void sealed(Sealed entry);

    /// @param times 1 for what has a record of its own; more where a flood was counted
    void turnedAway(Reason reason, long times);
}
