package io.tidegate.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Was this signed by the owner of that key? Ed25519 (RFC 8032). Does not say whose key it is.
///
/// The text form of a public key is `ed25519:` and the base64url of its 32 bytes, without padding.
public final class Verifier {
    /// Bytes in a raw public key.
    public static final int KEY_BYTES = 32;

    /// Bytes in a signature.
    public static final int SIGNATURE_BYTES = 64;

    private static final String PREFIX = "ed25519:";

    // The DER head of every Ed25519 SubjectPublicKeyInfo (RFC 8410, section 4).
    private static final byte[] DER_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int KEY_ID_HEX = 4;

    private final PublicKey key;
    private final byte[] raw;

    private Verifier(PublicKey key, byte[] raw) {
        this.key = key;
        this.raw = raw;
    }

    /// From the text form. Throws `IllegalArgumentException` if it is none.
    public static Verifier parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a public key begins with `" + PREFIX + "`");
        }
        return ofRaw(Base64.getUrlDecoder().decode(text.substring(PREFIX.length())));
    }

    /// From the raw 32 bytes. Throws `IllegalArgumentException` if they are no point on the curve.
    public static Verifier ofRaw(byte[] raw) {
        if (raw.length != KEY_BYTES) {
            throw new IllegalArgumentException("an Ed25519 public key is 32 bytes long");
        }
        byte[] encoded = Arrays.copyOf(DER_HEAD, DER_HEAD.length + KEY_BYTES);
        System.arraycopy(raw, 0, encoded, DER_HEAD.length, KEY_BYTES);
        return ofEncoded(encoded);
    }

    static Verifier ofEncoded(byte[] encoded) {
        try {
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            byte[] der = key.getEncoded();
            return new Verifier(key, Arrays.copyOfRange(der, der.length - KEY_BYTES, der.length));
        } catch (GeneralSecurityException malformed) {
            throw new IllegalArgumentException("not an Ed25519 public key", malformed);
        }
    }

    /// Whether `signature` is the key's signature of `content`. A malformed signature is just not one.
    public boolean verifies(byte[] content, byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            return false;
        }
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(content);
            return check.verify(signature);
        } catch (SignatureException _) {
            return false; // a number out of range in the signature: forged or damaged
        } catch (GeneralSecurityException unusable) {
            // A key that decodes but is no point on the curve, found out only now: it has signed nothing.
            return false;
        }
    }

    /// The text form of the key.
    public String publicKey() {
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
    }

    /// The raw 32 bytes of the key.
    public byte[] raw() {
        return raw.clone();
    }

    /// The first four hexadecimal digits of the key's SHA-256: a hint for people, not an identity.
    public String keyId() {
        return Digest.of(raw).hex().substring(0, KEY_ID_HEX);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Verifier verifier && Arrays.equals(raw, verifier.raw);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(raw);
    }

    @Override
    public String toString() {
        return publicKey();
    }
}
