package io.tidegate.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// How is a value kept secret and unchanged? AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce.
///
/// A sealed value is: 1 byte key id, 12 bytes nonce, the ciphertext, 16 bytes tag. The key id is authenticated too.
/// Does not hide the length. With random nonces one key is good for 2^32 values; a busier use needs a key of its own.
public final class Aead {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD_BYTES = 1 + NONCE_BYTES;
    private static final int KEY_BYTES = 32;
    private static final int CIPHERS_KEPT = 8;
    private static final int OVERHEAD_BYTES = HEAD_BYTES + TAG_BITS / 8;

    private final byte keyId;
    private final SecretKey key;
    private final SecureRandom random;
    // Looking a cipher up and expanding the key cost more than sealing 2 KB with it.
    private final BlockingQueue<Cipher> idle = new ArrayBlockingQueue<>(CIPHERS_KEPT);

    /// Seals under a 32-byte `key`; throws `IllegalArgumentException` for another length.
    public static Aead withKey(byte keyId, byte[] key, SecureRandom random) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("an AES-256 key is 32 bytes long");
        }
        return new Aead(keyId, new SecretKeySpec(key, "AES"), random);
    }

    Aead(byte keyId, SecretKey key, SecureRandom random) {
        this.keyId = keyId;
        this.key = key;
        this.random = random;
    }

    /// Seals `plain`; it opens only together with the same `associated` bytes, which are not stored.
    public byte[] seal(byte[] plain, byte[] associated) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        ByteBuffer sealed = ByteBuffer.allocate(Math.addExact(plain.length, OVERHEAD_BYTES));
        sealed.put(keyId).put(nonce);
        try {
            Cipher kept = idle.poll();
            Cipher cipher =
                    begun(kept == null ? Cipher.getInstance(CIPHER) : kept, Cipher.ENCRYPT_MODE, nonce, associated);
            cipher.doFinal(plain, 0, plain.length, sealed.array(), HEAD_BYTES);
            boolean _ = idle.offer(cipher);
        } catch (GeneralSecurityException missing) {
            throw Algorithms.missing(missing);
        }
        return sealed.array();
    }

    /// The same as text, in base64url without padding (RFC 4648, section 5).
    public String sealText(String plain, byte[] associated) {
        return spelled(seal(plain.getBytes(StandardCharsets.UTF_8), associated));
    }

    private static String spelled(byte[] sealed) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /// What `sealText` was given. Throws `SealBroken` for any other text: not one that was sealed can be spelled anew,
    /// so whoever remembers one knows it again.
    public String openText(String text, byte[] associated) throws SealBroken {
        byte[] sealed;
        try {
            sealed = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw new SealBroken();
        }
        if (!spelled(sealed).equals(text)) {
            throw new SealBroken(); // the decoder takes other spellings of the same bytes
        }
        return new String(open(sealed, associated), StandardCharsets.UTF_8);
    }

    /// What `seal` was given. Throws `SealBroken` for any other bytes, key or `associated`.
    public byte[] open(byte[] sealed, byte[] associated) throws SealBroken {
        if (sealed.length < OVERHEAD_BYTES || sealed[0] != keyId) {
            throw new SealBroken();
        }
        byte[] nonce = new byte[NONCE_BYTES];
        System.arraycopy(sealed, 1, nonce, 0, NONCE_BYTES);
        try {
            return begun(Cipher.getInstance(CIPHER), Cipher.DECRYPT_MODE, nonce, associated)
                    .doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
        } catch (AEADBadTagException _) {
            throw new SealBroken();
        } catch (GeneralSecurityException missing) {
            throw Algorithms.missing(missing);
        }
    }

    private Cipher begun(Cipher cipher, int mode, byte[] nonce, byte[] associated) throws GeneralSecurityException {
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(new byte[] {keyId});
        cipher.updateAAD(associated);
        return cipher;
    }
}
