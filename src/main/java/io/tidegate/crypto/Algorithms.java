package io.tidegate.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Which of the JDK's algorithms do we use? SHA-256 and HKDF-SHA256 (RFC 5869); a JDK without them cannot run Tidegate.
final class Algorithms {
    private static final int KEY_BYTES = 32;
    private static final MessageDigest UNUSED = newSha256();

    private Algorithms() {}

    /// A new one: a copy of one that was never used, since looking the algorithm up costs more than a short digest.
    static MessageDigest sha256() {
        try {
            return (MessageDigest) UNUSED.clone();
        } catch (CloneNotSupportedException impossible) {
            return newSha256(); // a provider may not support it
        }
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw missing(missing);
        }
    }

    /// A 32-byte key for one use of `secret`, so that no key is ever used for two things.
    static SecretKey derive(byte[] secret, byte[] use, String algorithm) {
        AlgorithmParameterSpec parameters = HKDFParameterSpec.ofExtract()
                .addIKM(new SecretKeySpec(secret, "Generic"))
                .thenExpand(use, KEY_BYTES);
        try {
            return KDF.getInstance("HKDF-SHA256").deriveKey(algorithm, parameters);
        } catch (GeneralSecurityException missing) {
            throw missing(missing);
        }
    }

    static IllegalStateException missing(GeneralSecurityException cause) {
        return new IllegalStateException("this JDK lacks a cryptographic algorithm that Tidegate needs", cause);
    }
}
