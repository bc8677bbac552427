package io.tidegate.detect;

import java.util.Locale;
import java.util.Optional;

/// Which checksum of Bech32 (BIP 173, BIP 350) does a text keep? What stands before its last `1` says what it is, and
/// is checked too. Does not know what the symbols behind that mean.
final class Bech32 {
    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int BECH32M = 0x2bc830a3;
    private static final int CHECKSUM = 6;
    private static final int LENGTH_MAX = 90;

    /// Which of the two constants it ends in.
    enum Checksum {
        /// BIP 173: witness programs of version 0, and all that is no address.
        BECH32,
        /// BIP 350: witness programs of later versions.
        BECH32M
    }

    private Bech32() {}

    /// Empty where it keeps neither, or is written in both cases.
    static Optional<Checksum> checksum(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean isMixed = !text.equals(lower) && !text.equals(text.toUpperCase(Locale.ROOT));
        int divide = lower.lastIndexOf('1');
        int symbols = lower.length() - divide - 1;
        if (isMixed || text.length() > LENGTH_MAX || divide < 1 || symbols < CHECKSUM || !isPrefix(lower, divide)) {
            return Optional.empty();
        }
        int state = expanded(lower, divide);
        for (int at = divide + 1; at < lower.length(); at++) {
            int value = ALPHABET.indexOf(lower.charAt(at));
            if (value < 0) {
                return Optional.empty();
            }
            state = step(state) ^ value;
        }
        return switch (state) {
            case 1 -> Optional.of(Checksum.BECH32);
            case BECH32M -> Optional.of(Checksum.BECH32M);
            default -> Optional.empty();
        };
    }

    private static boolean isPrefix(String text, int end) {
        for (int at = 0; at < end; at++) {
            if (text.charAt(at) < '!' || text.charAt(at) > '~') {
                return false;
            }
        }
        return true;
    }

    /// After what stands before the last `1`: the upper bits of each symbol, a zero, the lower bits.
    private static int expanded(String text, int end) {
        int state = 1;
        for (int at = 0; at < end; at++) {
            state = step(state) ^ (text.charAt(at) >>> 5);
        }
        state = step(state);
        for (int at = 0; at < end; at++) {
            state = step(state) ^ (text.charAt(at) & 31);
        }
        return state;
    }

    private static int step(int state) {
        int top = state >>> 25;
        int next = (state & 0x1ffffff) << 5;
        for (int bit = 0; bit < GENERATOR.length; bit++) {
            next ^= (top >>> bit & 1) == 1 ? GENERATOR[bit] : 0;
        }
        return next;
    }
}
