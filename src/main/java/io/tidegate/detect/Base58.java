package io.tidegate.detect;

import io.tidegate.crypto.Digest;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/// Which bytes does a text in Base58Check stand for? Four bytes at its end check those before them, by SHA-256 twice;
/// every zero byte that they begin with is one `1`. Does not know what the bytes are for.
final class Base58 {
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final BigInteger RADIX = BigInteger.valueOf(ALPHABET.length());
    private static final int CHECKSUM = 4;
    private static final int LENGTH_MAX = 120; // an extended key has 111

    private Base58() {}

    /// The bytes without their checksum, at least one; empty where that does not hold, or the text is longer than what
    /// is known to be written so.
    static Optional<byte[]> checked(String text) {
        byte[] whole = text.length() > LENGTH_MAX ? new byte[0] : decoded(text);
        int body = whole.length - CHECKSUM;
        if (body < 1) {
            return Optional.empty();
        }
        byte[] payload = Arrays.copyOf(whole, body);
        byte[] sum = Digest.of(Digest.of(payload).bytes()).bytes();
        return Arrays.equals(sum, 0, CHECKSUM, whole, body, whole.length) ? Optional.of(payload) : Optional.empty();
    }

    /// All bytes; none where a symbol is none of the alphabet.
    private static byte[] decoded(String text) {
        BigInteger number = BigInteger.ZERO;
        int zeros = 0;
        for (int at = 0; at < text.length(); at++) {
            int value = ALPHABET.indexOf(text.charAt(at));
            if (value < 0) {
                return new byte[0];
            }
            zeros += value == 0 && zeros == at ? 1 : 0;
            number = number.multiply(RADIX).add(BigInteger.valueOf(value));
        }
        int significant = (number.bitLength() + 7) / 8;
        byte[] signed = number.toByteArray(); // with a zero in front where the first bit is set
        byte[] whole = new byte[zeros + significant];
        System.arraycopy(signed, signed.length - significant, whole, zeros, significant);
        return whole;
    }
}
