package io.tidegate.crypto;

/// A sealed value was not sealed by us, for this use, with a key that we have; or it was changed since.
/// Deliberately says no more: the difference would help only an attacker.
public final class SealBroken extends Exception {
    private static final long serialVersionUID = 1L;

    SealBroken() {
        super("the sealed value was changed, or was sealed with another key");
    }
}
