package io.tidegate.call;

import io.tidegate.crypto.Aead;
import io.tidegate.crypto.SealBroken;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The key to a client for what another node of this gateway answers: that node's own doors released it.
///
/// It exists only where the answer proves that a node with the same keys took this very request. See decision 0022.
public final class Relayed {
    private static final byte[] TAKEN = "taken\n".getBytes(StandardCharsets.UTF_8);

    private final String node;

    private Relayed(String node) {
        this.node = node;
    }

    /// @param asked the sealed mark of the request
    /// @param proof what came with the answer
    /// @return nothing where it proves nothing
    public static Optional<Relayed> from(Aead aead, String node, String asked, Optional<String> proof) {
        try {
            return proof.isPresent() && aead.openText(proof.get(), TAKEN).equals(taken(node, asked))
                    ? Optional.of(new Relayed(node))
                    : Optional.empty();
        } catch (SealBroken foreign) {
            return Optional.empty();
        }
    }

    /// What a node answers with that took a request with this mark.
    public static String proof(Aead aead, String node, String asked) {
        return aead.sealText(taken(node, asked), TAKEN);
    }

    private static String taken(String node, String asked) {
        return node + "\n" + asked;
    }

    /// Whose words they are.
    public String node() {
        return node;
    }
}
