package io.tidegate.detect;

import io.tidegate.detect.Identifiers.Identifier;
import java.util.List;

/// Which number of a person, an account or a machine begins here? Reads what stands between words, digits and letters
/// in groups, and asks for each end of a group whether it is a whole number of a kind that is known.
///
/// The longest that fits is taken. What no check and no layout tells apart is taken only behind a word that says what
/// it is.
final class NumberText {
    private static final int SYMBOLS_MAX = 24; // a longer number is none of these
    private static final int SYMBOLS_MIN = 6;
    private static final char[] NONE = {};
    private static final int LETTERS_BEFORE_MAX = 6;
    private static final Identifiers KNOWN = Identifiers.all();

    private final Sight sight;
    private final NetworkText network;
    private final SpokenNumber spoken;
    private char[] symbols = NONE; // made when first read into

    NumberText(Sight sight) {
        this.sight = sight;
        this.network = new NetworkText(sight);
        this.spoken = new SpokenNumber(sight);
    }

    /// Whether numbers of this type are found here.
    static boolean finds(DataType type) {
        return switch (type) {
            case IP_ADDRESS,
                    MAC_ADDRESS,
                    BIRTH_DATE,
                    PHONE,
                    HEALTH_CODE,
                    CRYPTO_WALLET,
                    BANK_ACCOUNT,
                    HEALTH_ID,
                    DRIVER_LICENCE,
                    PASSPORT,
                    NATIONAL_ID -> true;
            case POSTAL_ADDRESS, EMAIL, IBAN, PAYMENT_CARD, OWN, CREDENTIAL, PRIVATE_KEY -> false;
        };
    }

    /// Looks at the number whose first digit is at `digit`; returns where to look next, always further on.
    int examine(int digit) {
        int start = digit;
        while (digit - start < LETTERS_BEFORE_MAX && Alphabet.letter(sight.at(start - 1))) {
            start--;
        }
        int next = digit + 1;
        while (Alphabet.ALPHANUMERIC.has(sight.at(next))) {
            next++;
        }
        sight.spend(next - start);
        if (!sight.boundaryBefore(start)) {
            return next;
        }
        int taken = network.examine(start, next);
        if (taken == 0 && goesOn(sight.at(start - 1), sight.at(start - 2), next - start < SYMBOLS_MIN)) {
            return next; // a piece of a longer number
        }
        if (taken == 0) {
            taken = read(start);
        }
        int letters = taken == 0 && start == digit ? lettersBefore(start) : start;
        if (letters < start) {
            taken = read(letters);
        }
        if (taken == 0 && start == digit) {
            taken = PhoneShape.national(sight, start);
        }
        if (taken == 0) {
            taken = spoken.examine(start, next);
        }
        return Math.max(next, taken);
    }

    /// `AB 12 34 56 C`: the letters are a group of their own.
    private int lettersBefore(int start) {
        int at = start - 1;
        if (sight.at(at) != ' ' && sight.at(at) != '-') {
            return start;
        }
        int letters = 0;
        while (letters < 3 && Alphabet.letter(sight.at(at - 1))) {
            at--;
            letters++;
        }
        return letters > 0 && letters < 3 && sight.boundaryBefore(at) ? at : start;
    }

    /// Returns where the number ends that was found, or 0.
    private int read(int start) {
        Forms forms = KNOWN.forms(sight.isAnythingMentioned(start));
        symbols = symbols.length == 0 ? new char[SYMBOLS_MAX] : symbols;
        int form = Forms.ROOT;
        int count = 0;
        int at = start;
        int found = 0;
        while (count < SYMBOLS_MAX) {
            int symbol = sight.at(at);
            form = forms.next(form, symbol);
            if (form == Forms.NONE) {
                break;
            }
            if (Alphabet.ALPHANUMERIC.has(symbol)) {
                symbols[count++] = (char) (Alphabet.digit(symbol) ? symbol : symbol & ~0x20);
            }
            at++;
            List<Identifier> written = forms.written(form);
            boolean isWhole = count >= SYMBOLS_MIN && !written.isEmpty() && !Alphabet.WORD.has(sight.at(at));
            if (isWhole && matches(written, start, at, count)) {
                found = at;
            }
        }
        sight.spend(at - start);
        return found;
    }

    private boolean matches(List<Identifier> written, int start, int end, int count) {
        for (Identifier known : written) {
            if (sight.wants(known.type())
                    && !isPart(start, end, end - start > count)
                    && isTold(known, start)
                    && known.check().test(new String(symbols, 0, count))) {
                sight.spend(count);
                sight.report(
                        known.type(),
                        known.kind(),
                        start,
                        end,
                        known.isStrong() ? Confidence.LIKELY : Confidence.POSSIBLE);
                return true;
            }
        }
        return false;
    }

    private boolean isTold(Identifier known, int start) {
        return known.isStrong() || sight.isMentioned(known.mention(), start);
    }

    /// Whether it is a piece of a longer number: a fraction, a date, or, where it is written in groups, more of these.
    private boolean isPart(int start, int end, boolean isGrouped) {
        return goesOn(sight.at(start - 1), sight.at(start - 2), isGrouped)
                || goesOn(sight.at(end), sight.at(end + 1), isGrouped);
    }

    private static boolean goesOn(int separator, int beyond, boolean isGrouped) {
        return Alphabet.digit(beyond) && (separator == '.' || separator == '-' || (isGrouped && separator == ' '));
    }
}
