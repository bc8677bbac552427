package io.tidegate.identity;

import java.util.Set;

/// What came of looking at a caller's credential?
public sealed interface Outcome {
    /// The caller is `principal`.
    record Authenticated(Principal principal) implements Outcome {}

    /// The caller is `principal`, whose token lacks some of these scopes, which all are needed to get in.
    record ScopesMissing(Principal principal, Set<String> needed) implements Outcome {
        public ScopesMissing {
            needed = Set.copyOf(needed);
        }
    }

    /// The caller showed nothing, and nobody may come in without.
    record NoCredential() implements Outcome {}

    /// The caller showed something that was not taken. `description` is plain ASCII without quotes or backslashes, safe
    /// to tell and to put into `WWW-Authenticate` (RFC 6750, section 3); it holds nothing of the credential.
    record Rejected(Why why, String description) implements Outcome {}
}
