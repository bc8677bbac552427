package io.tidegate.detect;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Is this where crypto money is paid to? Checks what Bitcoin writes in Base58Check and Bech32 (BIP 173, BIP 350); of
/// Ethereum the layout.
final class WalletShape implements Shape {
    private static final String WITNESS = "bc1";
    private static final String WITNESS_VERSIONS = "qpzry9x8gf2tvdw0s"; // 0 to 16
    private static final int WITNESS_LENGTH_MIN = 14;
    private static final int BASE58_BYTES = 21;
    private static final int ETHEREUM_DIGITS = 40;

    private final boolean isEthereum;

    private WalletShape(boolean isEthereum) {
        this.isEthereum = isEthereum;
    }

    static List<Anchor> anchors() {
        return List.of(
                new Anchor("0x", Anchor.Match.EXACT, new WalletShape(true)),
                new Anchor(WITNESS, Anchor.Match.ANY_CASE, new WalletShape(false)));
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
        } else if (isWitness(sight.ascii(start, Math.min(stop, start + 91)))) {
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

    /// A witness program: version 0 with the checksum of BIP 173, versions 1 to 16 with that of BIP 350.
    static boolean isWitness(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.startsWith(WITNESS) || lower.length() < WITNESS_LENGTH_MIN) {
            return false;
        }
        int version = WITNESS_VERSIONS.indexOf(lower.charAt(WITNESS.length()));
        Bech32.Checksum due = version == 0 ? Bech32.Checksum.BECH32 : Bech32.Checksum.BECH32M;
        return version >= 0 && Bech32.checksum(text).equals(Optional.of(due));
    }

    /// Whether this is a Bitcoin address in Base58Check: a version and 20 bytes.
    static boolean isBase58(String text) {
        return Base58.checked(text)
                .filter(payload -> payload.length == BASE58_BYTES && (payload[0] == 0 || payload[0] == 5))
                .isPresent();
    }
}
