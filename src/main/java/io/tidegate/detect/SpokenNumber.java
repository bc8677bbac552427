package io.tidegate.detect;

/// Is this what the words before it say: the number of a passport, a licence, a patient, a diagnosis? There is no check
/// and no layout to go by, so it is taken for one only where it is the first number behind such a word.
final class SpokenNumber {
    private static final int BASE58_MIN = 26;
    private static final int BASE58_MAX = 35;

    private final Sight sight;

    SpokenNumber(Sight sight) {
        this.sight = sight;
    }

    /// Looks at a run of letters and digits. Returns where the number ends that was found, or 0.
    int examine(int start, int end) {
        int length = end - start;
        if (length >= BASE58_MIN && length <= BASE58_MAX && sight.wants(DataType.CRYPTO_WALLET)) {
            return wallet(start, end);
        }
        if (length > 16 || sight.at(end) == '_') {
            return 0;
        }
        if (sight.isMentioned(Mention.DIAGNOSIS, start) && sight.wants(DataType.HEALTH_CODE)) {
            int stop = diagnosis(start, end);
            if (stop > 0) {
                return stop;
            }
        }
        if (isPartOfMore(start, end)) {
            return 0;
        }
        int digits = 0;
        for (int at = start; at < end; at++) {
            digits += Alphabet.digit(sight.at(at)) ? 1 : 0;
        }
        sight.spend(length);
        int passport =
                spoken(Mention.PASSPORT, DataType.PASSPORT, start, end, length >= 7 && length <= 9 && digits >= 5);
        int licence = spoken(Mention.DRIVER, DataType.DRIVER_LICENCE, start, end, length >= 6 && digits >= 4);
        int health = spoken(Mention.HEALTH, DataType.HEALTH_ID, start, end, length >= 6 && length <= 12 && digits >= 5);
        return Math.max(passport, Math.max(licence, health));
    }

    private int spoken(Mention mention, DataType type, int start, int end, boolean fits) {
        if (!fits || !sight.isMentioned(mention, start) || !sight.wants(type)) {
            return 0;
        }
        sight.report(type, "named", start, end, Confidence.POSSIBLE);
        sight.answered(mention);
        return end;
    }

    /// A date, an amount, a version, a path.
    private boolean isPartOfMore(int start, int end) {
        return isJoint(sight.at(start - 1), sight.at(start - 2)) || isJoint(sight.at(end), sight.at(end + 1));
    }

    private static boolean isJoint(int separator, int beyond) {
        return "-./:,@".indexOf(separator) >= 0 && separator != 0 && Alphabet.ALPHANUMERIC.has(beyond);
    }

    private int wallet(int start, int end) {
        int first = sight.at(start);
        if ((first != '1' && first != '3') || !WalletShape.isBase58(sight.ascii(start, end))) {
            return 0;
        }
        sight.spend(4L * (end - start));
        sight.report(DataType.CRYPTO_WALLET, "bitcoin", start, end, Confidence.CERTAIN);
        return end;
    }

    /// A code of ICD-10: a letter, two digits, and behind a full stop up to four symbols.
    private int diagnosis(int start, int end) {
        boolean isCode = end - start == 3
                && Alphabet.letter(sight.at(start))
                && Alphabet.digit(sight.at(start + 1))
                && Alphabet.ALPHANUMERIC.has(sight.at(start + 2));
        if (!isCode) {
            return 0;
        }
        int stop = end;
        if (sight.at(end) == '.' && Alphabet.ALPHANUMERIC.has(sight.at(end + 1))) {
            stop = end + 1;
            while (stop - end < 6 && Alphabet.ALPHANUMERIC.has(sight.at(stop))) {
                stop++;
            }
        }
        if (stop - end > 5 || !sight.boundaryAfter(stop)) {
            return 0;
        }
        sight.report(DataType.HEALTH_CODE, "icd-10", start, stop, Confidence.POSSIBLE);
        return stop;
    }
}
