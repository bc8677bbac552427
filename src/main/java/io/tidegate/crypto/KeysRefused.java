package io.tidegate.crypto;

import java.io.IOException;

/// The key directory is there but cannot be trusted or understood; the message says what to change.
public final class KeysRefused extends IOException {
    private static final long serialVersionUID = 1L;

    KeysRefused(String message) {
        super(message);
    }
}
