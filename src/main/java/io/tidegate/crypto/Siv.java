package io.tidegate.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// How is a value kept secret and unchanged, so that the same value always looks the same? AES-SIV (RFC 5297), with
/// CMAC (NIST SP 800-38B) made of the JDK's AES in CBC mode.
///
/// A sealed value is: 1 byte key id, 16 bytes synthetic initialization vector, the ciphertext. The key id is
/// authenticated too. Tells whether two values are the same, and how long they are, and nothing else.
public final class Siv {
    private static final int BLOCK_BYTES = 16;
    private static final int REDUCTION = 0x87; // of the field of 2^128 elements, RFC 5297, section 2.3
    private static final byte[] ZERO = new byte[BLOCK_BYTES];

    private final byte keyId;
    private final SecretKey macKey;
    private final SecretKey cipherKey;
    private final byte[] wholeMask; // the subkeys of SP 800-38B, section 6.1: for a last block that is whole,
    private final byte[] paddedMask; // and for one that is not
    private final byte[] firstSum;

    Siv(byte keyId, SecretKey macKey, SecretKey cipherKey) {
        this.keyId = keyId;
        this.macKey = macKey;
        this.cipherKey = cipherKey;
        this.wholeMask = doubled(aes("AES/CBC/NoPadding", macKey, ZERO, ZERO));
        this.paddedMask = doubled(wholeMask);
        this.firstSum = cmac(ZERO);
    }

    /// Seals under a key of 32, 48 or 64 bytes, of which the first half authenticates.
    ///
    /// @throws IllegalArgumentException for another length
    public static Siv withKey(byte keyId, byte[] key) {
        int half = key.length / 2;
        if (half * 2 != key.length || (half != 16 && half != 24 && half != 32)) {
            throw new IllegalArgumentException("a key of AES-SIV is 32, 48 or 64 bytes long");
        }
        return new Siv(
                keyId, new SecretKeySpec(key, 0, half, "AES"), new SecretKeySpec(key, half, key.length - half, "AES"));
    }

    /// Seals `plain`; it opens only together with the same `associated` bytes, which are not stored.
    public byte[] seal(byte[] plain, byte[] associated) {
        byte[] sealed = encrypt(plain, new byte[] {keyId}, associated);
        byte[] whole = new byte[1 + sealed.length];
        whole[0] = keyId;
        System.arraycopy(sealed, 0, whole, 1, sealed.length);
        return whole;
    }

    /// What `seal` was given. Throws `SealBroken` for any other bytes, key or `associated`.
    public byte[] open(byte[] sealed, byte[] associated) throws SealBroken {
        if (sealed.length < 1 + BLOCK_BYTES || sealed[0] != keyId) {
            throw new SealBroken();
        }
        return decrypt(Arrays.copyOfRange(sealed, 1, sealed.length), new byte[] {keyId}, associated);
    }

    /// RFC 5297, section 2.6.
    byte[] encrypt(byte[] plain, byte[]... associated) {
        byte[] vector = vector(plain, associated);
        byte[] whole = Arrays.copyOf(vector, BLOCK_BYTES + plain.length);
        byte[] ciphered = counted(vector, plain);
        System.arraycopy(ciphered, 0, whole, BLOCK_BYTES, ciphered.length);
        return whole;
    }

    /// RFC 5297, section 2.7.
    private byte[] decrypt(byte[] sealed, byte[]... associated) throws SealBroken {
        byte[] vector = Arrays.copyOf(sealed, BLOCK_BYTES);
        byte[] plain = counted(vector, Arrays.copyOfRange(sealed, BLOCK_BYTES, sealed.length));
        if (!MessageDigest.isEqual(vector, vector(plain, associated))) {
            throw new SealBroken();
        }
        return plain;
    }

    /// S2V, RFC 5297, section 2.4.
    private byte[] vector(byte[] plain, byte[]... associated) {
        byte[] sum = firstSum;
        for (byte[] part : associated) {
            sum = xor(doubled(sum), cmac(part));
        }
        if (plain.length < BLOCK_BYTES) {
            return cmac(xor(doubled(sum), padded(plain)));
        }
        byte[] last = plain.clone();
        for (int at = 0; at < BLOCK_BYTES; at++) {
            last[plain.length - BLOCK_BYTES + at] ^= sum[at];
        }
        return cmac(last);
    }

    /// AES in counter mode, from the vector without two of its bits (RFC 5297, section 2.5).
    private byte[] counted(byte[] vector, byte[] text) {
        byte[] counter = vector.clone();
        counter[8] &= 0x7f;
        counter[12] &= 0x7f;
        return aes("AES/CTR/NoPadding", cipherKey, counter, text);
    }

    /// CMAC is the last block of CBC, with the last block of the message masked by a subkey.
    private byte[] cmac(byte[] message) {
        int full = message.length == 0 ? 0 : (message.length - 1) / BLOCK_BYTES * BLOCK_BYTES;
        byte[] tail = Arrays.copyOfRange(message, full, message.length);
        byte[] last = tail.length == BLOCK_BYTES ? xor(tail, wholeMask) : xor(padded(tail), paddedMask);
        byte[] whole = Arrays.copyOf(message, full + BLOCK_BYTES);
        System.arraycopy(last, 0, whole, full, BLOCK_BYTES);
        byte[] chained = aes("AES/CBC/NoPadding", macKey, ZERO, whole);
        return Arrays.copyOfRange(chained, full, chained.length);
    }

    private static byte[] aes(String mode, SecretKey key, byte[] vector, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance(mode);
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(vector));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException missing) {
            throw Algorithms.missing(missing);
        }
    }

    private static byte[] doubled(byte[] block) {
        byte[] twice = new byte[BLOCK_BYTES];
        for (int at = 0; at < BLOCK_BYTES; at++) {
            int next = at + 1 < BLOCK_BYTES ? (block[at + 1] & 0xff) >>> 7 : 0;
            twice[at] = (byte) ((block[at] << 1) | next);
        }
        if (block[0] < 0) {
            twice[BLOCK_BYTES - 1] ^= (byte) REDUCTION;
        }
        return twice;
    }

    private static byte[] padded(byte[] tail) {
        byte[] whole = Arrays.copyOf(tail, BLOCK_BYTES);
        whole[tail.length] = (byte) 0x80;
        return whole;
    }

    private static byte[] xor(byte[] one, byte[] other) {
        byte[] sum = one.clone();
        for (int at = 0; at < BLOCK_BYTES; at++) {
            sum[at] ^= other[at];
        }
        return sum;
    }
}
