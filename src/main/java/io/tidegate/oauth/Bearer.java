package io.tidegate.oauth;

import io.tidegate.secret.Secret;
import java.util.Optional;

/// For whom is a token needed?
public sealed interface Bearer {
    /// For Tidegate's own questions: what a server offers.
    record Itself() implements Bearer {}

    /// For a caller's.
    ///
    /// @param key of the caller, in which two never are the same
    /// @param shown the caller's own token, where there is one: to be exchanged, never to be sent on
    /// @param kept whether it showed one in the call that this is left of
    record Caller(Owner owner, String key, Optional<Secret> shown, boolean kept) implements Bearer {
        /// One who calls now.
        public Caller(Owner owner, String key, Optional<Secret> shown) {
            this(owner, key, shown, false);
        }

        /// The same, to be kept for longer than a call.
        public Caller withoutShown() {
            return new Caller(owner, key, Optional.empty(), kept || shown.isPresent());
        }
    }
}
