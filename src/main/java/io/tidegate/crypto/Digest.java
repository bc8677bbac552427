package io.tidegate.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Which bytes were these? The SHA-256 of some content. Proves sameness, not origin: anyone can compute it.
public final class Digest {
    /// Bytes in a digest.
    public static final int SIZE = 32;

    /// Thirty-two zero bytes: where a chain begins. No content is known to have it.
    public static final Digest ZERO = new Digest(new byte[SIZE]);

    private final byte[] hash;

    private Digest(byte[] hash) {
        this.hash = hash;
    }

    /// The digest of all of `content`.
    public static Digest of(byte[] content) {
        return new Digest(Algorithms.sha256().digest(content));
    }

    /// The digest of `length` bytes of `content` from `offset`.
    public static Digest of(byte[] content, int offset, int length) {
        MessageDigest sha = Algorithms.sha256();
        sha.update(content, offset, length);
        return new Digest(sha.digest());
    }

    /// The digest of `first` followed by `length` bytes of `content` from `offset`: one link of a chain.
    public static Digest ofLink(Digest first, byte[] content, int offset, int length) {
        MessageDigest sha = Algorithms.sha256();
        sha.update(first.hash);
        sha.update(content, offset, length);
        return new Digest(sha.digest());
    }

    /// A digest that was computed before and stored. Throws `IllegalArgumentException` unless it is 32 bytes long.
    public static Digest stored(byte[] hash) {
        if (hash.length != SIZE) {
            throw new IllegalArgumentException("a digest is 32 bytes long");
        }
        return new Digest(hash.clone());
    }

    /// A copy of the 32 bytes.
    public byte[] bytes() {
        return hash.clone();
    }

    /// Writes the 32 bytes to `target` from `offset`.
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(hash, 0, target, offset, SIZE);
    }

    /// All 64 hexadecimal digits, lower case.
    public String hex() {
        return HexFormat.of().formatHex(hash);
    }

    /// Compares in constant time.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Digest digest && MessageDigest.isEqual(hash, digest.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    @Override
    public String toString() {
        return hex();
    }
}
