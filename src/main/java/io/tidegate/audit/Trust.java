package io.tidegate.audit;

import io.tidegate.crypto.Verifier;

/// Whose signature counts?
public sealed interface Trust {
    /// Only this key's. Finds a trail that was written anew by someone without it.
    record Key(Verifier verifier) implements Trust {}

    /// That of the key which the trail itself names. Finds damage, and changes by someone who cannot sign; does not
    /// find a trail that was replaced whole.
    record OnRecord() implements Trust {}
}
