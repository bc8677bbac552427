package io.tidegate.gate;

import io.tidegate.crypto.Aead;
import java.util.Optional;

/// With what is sealed what clients hold for the gateway?
///
/// @param node which of several nodes this is; sealed with what lives there alone
public record Seals(Aead aead, Optional<String> node) {
    /// Of a gateway of one node.
    public Seals(Aead aead) {
        this(aead, Optional.empty());
    }

    /// Whether what lives at that node lives here.
    boolean isHere(String other) {
        return node.filter(other::equals).isPresent();
    }
}
