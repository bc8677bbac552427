package io.tidegate.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Is the trail what was written? What the verifier found.
///
/// @param records how many records hold
/// @param signedTo the last sequence under a good signature, 0 if none
/// @param keyId the id of the key that signed, as people see it; empty if there is no segment
public record Verification(
        List<Finding> findings,
        int segments,
        long records,
        long signedTo,
        Optional<Instant> first,
        Optional<Instant> last,
        Optional<String> keyId,
        Ending ending) {
    public Verification {
        findings = List.copyOf(findings);
    }

    /// How the trail ends.
    public enum Ending {
        /// With a record of a clean stop.
        CLOSED,
        /// Without: its process still runs, or died.
        OPEN
    }

    /// Whether there is nothing that an ordinary crash does not explain.
    public boolean intact() {
        return findings.stream().allMatch(Finding::harmless);
    }
}
