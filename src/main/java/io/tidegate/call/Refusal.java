package io.tidegate.call;

import java.time.Duration;
import java.util.Optional;

/// What a refusal says, to whom.
///
/// @param reason the code, for machines
/// @param told what the model and the person are told: what was refused and what may be done; nothing that helps an
/// attacker
/// @param detail what only the auditor reads: which rule; never content
/// @param retryAfter how long to wait, where waiting helps
public record Refusal(Reason reason, String told, String detail, Optional<Duration> retryAfter) {
    public static Refusal of(Reason reason, String told, String detail) {
        return new Refusal(reason, told, detail, Optional.empty());
    }

    public static Refusal of(Reason reason, String told) {
        return new Refusal(reason, told, "", Optional.empty());
    }

    public Refusal after(Duration wait) {
        return new Refusal(reason, told, detail, Optional.of(wait));
    }
}
