package io.tidegate.call;

import io.tidegate.mcp.Capabilities;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a refusal says, to whom.
///
/// @param reason the code, for machines
/// @param told what the model and the person are told: what was refused and what may be done, and nothing that helps
/// an attacker
/// @param detail what only the auditor reads: which rule; never content
/// @param retryAfter how long to wait, where waiting helps
/// @param needed what the client would have to declare, where that is missing
/// @param scopes that a token needs for this, all of them, where some are missing
public record Refusal(
        Reason reason,
        String told,
        String detail,
        Optional<Duration> retryAfter,
        Optional<Capabilities> needed,
        Set<String> scopes) {
    public Refusal {
        scopes = Set.copyOf(scopes);
    }

    public static Refusal of(Reason reason, String told, String detail) {
        return new Refusal(reason, told, detail, Optional.empty(), Optional.empty(), Set.of());
    }

    public static Refusal of(Reason reason, String told) {
        return of(reason, told, "");
    }

    /// The same, with more for the auditor.
    public Refusal with(String more) {
        return new Refusal(reason, told, detail.isEmpty() ? more : detail + "; " + more, retryAfter, needed, scopes);
    }

    public Refusal after(Duration wait) {
        return new Refusal(reason, told, detail, Optional.of(wait), needed, scopes);
    }

    /// How many seconds to wait, where waiting helps: rounded up, so that nobody comes back too early.
    public Optional<Long> retryAfterSeconds() {
        return retryAfter.map(wait -> Math.max(1, Math.ceilDiv(wait.toMillis(), 1_000L)));
    }

    /// The same, told with what the client did not declare.
    public Refusal needing(Capabilities missing) {
        return new Refusal(reason, told, detail, retryAfter, Optional.of(missing), scopes);
    }

    /// That a token lacks some of these scopes, and all are needed.
    public static Refusal forScopes(Set<String> needed, String missing) {
        String told = "This needs a token with the scopes `" + String.join(" ", new TreeSet<>(needed))
                + "`, and yours lacks some. Your client can ask for them; the person may have to agree.";
        return new Refusal(
                Reason.INSUFFICIENT_SCOPE, told, "lacks " + missing, Optional.empty(), Optional.empty(), needed);
    }
}
