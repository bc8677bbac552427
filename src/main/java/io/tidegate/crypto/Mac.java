package io.tidegate.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// Did someone with our key make these bytes? HMAC-SHA-256 (RFC 2104). Safe for any number of threads; never blocks.
/// Does not hide the content.
public final class Mac {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES_MIN = 16;

    // INVARIANT: never updated, only cloned; so reading it from many threads is safe.
    private final javax.crypto.Mac keyed;

    /// A code under `key`, at least 16 bytes; throws `IllegalArgumentException` for a shorter one.
    public static Mac withKey(byte[] key) {
        if (key.length < KEY_BYTES_MIN) {
            throw new IllegalArgumentException("the key is shorter than 16 bytes");
        }
        return new Mac(new SecretKeySpec(key, ALGORITHM));
    }

    Mac(SecretKey key) {
        try {
            keyed = javax.crypto.Mac.getInstance(ALGORITHM);
            keyed.init(key);
        } catch (GeneralSecurityException missing) {
            throw Algorithms.missing(missing);
        }
    }

    /// The 32-byte code of `content`.
    public byte[] of(byte[] content) {
        try {
            return ((javax.crypto.Mac) keyed.clone()).doFinal(content);
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("this JDK cannot copy a keyed code", impossible);
        }
    }

    /// Whether `code` is the code of `content`, compared in constant time.
    public boolean matches(byte[] content, byte[] code) {
        return MessageDigest.isEqual(of(content), code);
    }
}
