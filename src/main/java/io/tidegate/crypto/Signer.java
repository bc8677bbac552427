package io.tidegate.crypto;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/// Who vouches for this? Signs with our Ed25519 key (RFC 8032). Safe for any number of threads.
public final class Signer {
    private final PrivateKey key;
    private final Verifier verifier;

    Signer(PrivateKey key, Verifier verifier) {
        this.key = key;
        this.verifier = verifier;
    }

    /// The 64-byte signature of `content`.
    public byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException missing) {
            throw Algorithms.missing(missing);
        }
    }

    /// What checks our signatures.
    public Verifier verifier() {
        return verifier;
    }

    /// The text form of the public key.
    public String publicKey() {
        return verifier.publicKey();
    }

    /// The first four hexadecimal digits of the public key's SHA-256.
    public String keyId() {
        return verifier.keyId();
    }
}
