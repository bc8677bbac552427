package io.tidegate.call;

import io.tidegate.mcp.Capabilities;
import java.time.Duration;
import java.util.Optional;

/// What a refusal says, to whom.
///
/// @param reason the code, for machines
/// @param told what the model and the person are told: what was refused and what may be done; nothing that helps an
/// attacker
/// @param detail what only the auditor reads: which rule; never content
/// @param retryAfter how long to wait, where waiting helps
/// @param needed what the client would have to declare, where that is missing
public record Refusal(
        Reason reason, String told, String detail, Optional<Duration> retryAfter, Optional<Capabilities> needed) {
    public static Refusal of(Reason reason, String told, String detail) {
        return new Refusal(reason, told, detail, Optional.empty(), Optional.empty());
    }

    public static Refusal of(Reason reason, String told) {
        return new Refusal(reason, told, "", Optional.empty(), Optional.empty());
    }

    public Refusal after(Duration wait) {
        return new Refusal(reason, told, detail, Optional.of(wait), needed);
    }

    /// The same, told with what the client did not declare.
    public Refusal needing(Capabilities missing) {
        return new Refusal(reason, told, detail, retryAfter, Optional.of(missing));
    }
}
