package io.tidegate.call;

import java.time.Duration;

/// The trail's receipt for what is about to be done.
public interface Recorded {
    /// Waits until the record is on disk.
    ///
    /// @throws Refused with `trail-unavailable` if that can't be had in time: then nothing may be sent
    void await(Duration deadline) throws Refused;
}
