package io.tidegate.detect;

import io.tidegate.crypto.Digest;
import java.math.BigInteger;
import java.util.Arrays;

/// Is this where crypto money is paid to? Checks what Bitcoin writes in Base58Check and Bech32 (BIP 173, BIP 350); of
/// Ethereum the layout.
final class WalletShape implements Shape {
    private static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final String BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] BECH32_POLYNOMIAL = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int BECH32M = 0x2bc830a3;
    private static final int ETHEREUM_DIGITS = 40;

    private final boolean isEthereum;

    private WalletShape(boolean isEthereum) {
        this.isEthereum = isEthereum;
    }

    static java.util.List<Anchor> anchors() {
        return java.util.List.of(
                new Anchor("0x", Anchor.Match.EXACT, new WalletShape(true)),
                new Anchor("bc1", Anchor.Match.ANY_CASE, new WalletShape(false)));
    }

    @Override
    public void verify(Sight sight, int start, int end) {
        if (!sight.boundaryBefore(start)) {
            return;
        }
        int stop = end;
        while (stop - end <= 90 && Alphabet.WORD.has(sight.at(stop))) {
            stop++;
        }
        sight.spend(stop - end);
        if (isEthereum) {
            ethereum(sight, start, stop);
        } else if (isBech32(sight.ascii(start, Math.min(stop, start + 91)))) {
            sight.report(DataType.CRYPTO_WALLET, "bitcoin", start, stop, Confidence.CERTAIN);
        }
    }

    private static void ethereum(Sight sight, int start, int stop) {
        if (stop - start != ETHEREUM_DIGITS + 2) {
            return;
        }
        String digits = sight.ascii(start + 2, stop);
        boolean isHex = digits.chars().allMatch(symbol -> Character.digit(symbol, 16) >= 0);
        boolean isRandom = digits.chars().distinct().count() >= 8;
        if (isHex && isRandom) {
            sight.report(DataType.CRYPTO_WALLET, "ethereum", start, stop, Confidence.LIKELY);
        }
    }

    static boolean isBech32(String text) {
        String lower = text.toLowerCase(java.util.Locale.ROOT);
        boolean isMixed = !text.equals(lower) && !text.equals(text.toUpperCase(java.util.Locale.ROOT));
        if (isMixed || lower.length() < 14 || lower.length() > 90) {
            return false;
        }
        int check = 1;
        int[] prefix = {3, 3, 0, 2, 3}; // `bc`, as BIP 173 expands it
        for (int value : prefix) {
            check = polynomial(check) ^ value;
        }
        for (int at = 3; at < lower.length(); at++) {
            int value = BECH32.indexOf(lower.charAt(at));
            if (value < 0) {
                return false;
            }
            check = polynomial(check) ^ value;
        }
        return check == 1 || check == BECH32M;
    }

    private static int polynomial(int check) {
        int top = check >>> 25;
        int next = (check & 0x1ffffff) << 5;
        for (int bit = 0; bit < BECH32_POLYNOMIAL.length; bit++) {
            next ^= (top >>> bit & 1) == 1 ? BECH32_POLYNOMIAL[bit] : 0;
        }
        return next;
    }

    /// Whether this is a Bitcoin address in Base58Check: 25 bytes, of which four check the others.
    static boolean isBase58(String text) {
        BigInteger number = BigInteger.ZERO;
        for (int at = 0; at < text.length(); at++) {
            int value = BASE58.indexOf(text.charAt(at));
            if (value < 0) {
                return false;
            }
            number = number.multiply(BigInteger.valueOf(58)).add(BigInteger.valueOf(value));
        }
        byte[] bytes = number.toByteArray();
        byte[] whole = new byte[25];
        int from = bytes.length > 0 && bytes[0] == 0 ? 1 : 0;
        if (bytes.length - from > whole.length) {
            return false;
        }
        System.arraycopy(bytes, from, whole, whole.length - bytes.length + from, bytes.length - from);
        byte[] sum = Digest.of(Digest.of(Arrays.copyOf(whole, 21)).bytes()).bytes();
        return (whole[0] == 0 || whole[0] == 5) && Arrays.equals(sum, 0, 4, whole, 21, 25);
    }
}
