package io.tidegate.call;

import io.tidegate.catalog.Target;
import java.util.Optional;

/// One call's span in a distributed trace: what the server is told of it, and what is noted at its end.
///
/// Never carries content, nor who called.
public interface Trace {
    /// What stands where nothing is traced.
    Trace NONE = new Trace() {
        @Override
        public Optional<String> traceparent() {
            return Optional.empty();
        }

        @Override
        public void ended(Optional<Target> target, Optional<Reason> refused) {}
    };

    /// The span as the `traceparent` of W3C Trace Context names it; empty where nothing is traced.
    Optional<String> traceparent();

    /// Ends the span. Must return at once.
    ///
    /// @param target empty where none was resolved
    /// @param refused why, where it was
    void ended(Optional<Target> target, Optional<Reason> refused);
}
