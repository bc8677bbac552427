package io.tidegate.detect;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/// Is this a token of a known maker: its prefix, then enough of the right characters? Sees no token without a prefix.
///
/// The finding covers the whole run of characters, also beyond the usual length, so that nothing of a token is left
/// behind.
final class TokenShape implements Shape {
    /// What must hold besides the prefix and the length.
    enum Proof {
        /// The characters look random.
        RANDOM,
        /// They look random and hold a digit as well as a letter: for prefixes that also begin ordinary words.
        MIXED,
        /// The last six characters are the checksum of those before, in base 62, as GitHub and npm do it. A wrong one
        /// still counts if random.
        CHECKSUM
    }

    private static final double ENTROPY_MIN = 3.0;
    private static final double HEX_ENTROPY_MIN = 2.5;
    private static final int SECRET_LENGTH = 40;
    private static final int SECRET_DISTANCE_MAX = 160;
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final String kind;
    private final Alphabet alphabet;
    private final int restMin;
    private final int restMax;
    private final Proof proof;

    TokenShape(String kind, Alphabet alphabet, int restMin, int restMax, Proof proof) {
        this.kind = kind;
        this.alphabet = alphabet;
        this.restMin = restMin;
        this.restMax = restMax;
        this.proof = proof;
    }

    @Override
    public void verify(Sight sight, int start, int end) {
        if (sight.covers(start) || !sight.boundaryBefore(start)) {
            return;
        }
        int stop = sight.runEnd(alphabet, end);
        int rest = stop - end;
        if (rest < restMin || rest > restMax) {
            return;
        }
        double least = alphabet == Alphabet.HEX ? HEX_ENTROPY_MIN : ENTROPY_MIN;
        if (sight.entropy(end, stop) < least || Placeholder.is(sight.ascii(end, Math.min(stop, end + 64)))) {
            return;
        }
        if (proof == Proof.MIXED && !mixed(sight, end, stop)) {
            return;
        }
        boolean proven = proof == Proof.CHECKSUM && checksumHolds(sight, end, stop);
        sight.report(DataType.CREDENTIAL, kind, start, stop, proven ? Confidence.CERTAIN : Confidence.LIKELY);
        if (kind.equals("aws-access-key-id")) {
            reportSecretNear(sight, stop);
        }
    }

    /// A stretch of ten letters and digits without a dash, holding both.
    private static boolean mixed(Sight sight, int from, int stop) {
        int letters = 0;
        int digits = 0;
        int until = Math.min(stop, from + 128);
        sight.spend(until - from);
        for (int i = from; i < until; i++) {
            int symbol = sight.at(i);
            if (!Alphabet.ALPHANUMERIC.has(symbol)) {
                letters = 0;
                digits = 0;
            } else if (Alphabet.digit(symbol)) {
                digits++;
            } else {
                letters++;
            }
            if (letters > 0 && digits > 0 && letters + digits >= 10) {
                return true;
            }
        }
        return false;
    }

    private static boolean checksumHolds(Sight sight, int from, int stop) {
        if (stop - from != 36) {
            return false;
        }
        CRC32 checksum = new CRC32();
        checksum.update(sight.ascii(from, stop - 6).getBytes(StandardCharsets.US_ASCII));
        long value = checksum.getValue();
        for (int i = stop - 1; i >= stop - 6; i--) {
            if (sight.at(i) != BASE62.charAt((int) (value % 62))) {
                return false;
            }
            value /= 62;
        }
        return true;
    }

    /// An AWS secret has no prefix: a run of 40 random characters shortly after a key id is one.
    private static void reportSecretNear(Sight sight, int from) {
        int stop = Math.min(sight.length(), from + SECRET_DISTANCE_MAX);
        int runStart = from;
        sight.spend(stop - from);
        for (int i = from; i <= stop; i++) {
            boolean inRun = Alphabet.BASE64.has(sight.at(i)) && sight.at(i) != '=';
            if (inRun && i < stop) {
                continue;
            }
            if (i - runStart == SECRET_LENGTH
                    && sight.entropy(runStart, i) >= 4.0
                    && !Placeholder.is(sight.ascii(runStart, i))) {
                sight.report(DataType.CREDENTIAL, "aws-secret-access-key", runStart, i, Confidence.LIKELY);
                return;
            }
            runStart = i + 1;
        }
    }
}
