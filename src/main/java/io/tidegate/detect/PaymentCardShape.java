package io.tidegate.detect;

import java.util.Arrays;

/// Which payment card numbers are in a chain of digits? Checks length by issuer, the Luhn remainder (ISO/IEC 7812-1)
/// and that the grouping is one that people use; does not know whether a card was ever issued.
///
/// A chain is digits with spaces, dashes or dots between them. All windows of whole groups are tried, so a card after
/// a date or a card number after another is found.
final class PaymentCardShape {
    private static final int DIGITS_MIN = 12;
    private static final int DIGITS_MAX = 19;
    private static final int GROUPS_MAX = 64;
    private static final int GROUPS_USUAL = 8;
    private static final int[] NONE = {};
    private static final int SEPARATORS_MAX = 3; // `4111 - 1111`

    private final Sight sight;
    private int[] starts = NONE;
    private int[] ends = NONE;
    private int groups;

    PaymentCardShape(Sight sight) {
        this.sight = sight;
    }

    /// Looks at the chain that begins with the digit at `from`; returns where to look next, always further on.
    int examine(int from) {
        int at = from;
        groups = 0;
        while (groups < GROUPS_MAX) {
            int end = at;
            while (Alphabet.digit(sight.at(end))) {
                end++;
            }
            group(at, end);
            at = afterSeparators(end);
            if (at == end) {
                break;
            }
        }
        sight.spend(ends[groups - 1] - from + 1L);
        boolean cut = groups == GROUPS_MAX;
        int tried = cut ? GROUPS_MAX - DIGITS_MAX : groups;
        for (int first = 0; first < tried; first++) {
            tryFrom(first);
        }
        return cut ? starts[tried] : ends[groups - 1];
    }

    private void group(int start, int end) {
        if (groups == starts.length) {
            int room = Math.clamp(2L * groups, GROUPS_USUAL, GROUPS_MAX);
            starts = Arrays.copyOf(starts, room);
            ends = Arrays.copyOf(ends, room);
        }
        starts[groups] = start;
        ends[groups++] = end;
    }

    private int afterSeparators(int end) {
        int at = end;
        while (at - end < SEPARATORS_MAX && separator(sight.at(at))) {
            at++;
        }
        return Alphabet.digit(sight.at(at)) ? at : end;
    }

    private static boolean separator(int symbol) {
        return symbol == ' ' || symbol == '-' || symbol == '.';
    }

    private void tryFrom(int first) {
        if (!mayBegin(first)) {
            return;
        }
        int digits = 0;
        for (int last = first; last < groups; last++) {
            digits += ends[last] - starts[last];
            sight.spend(1);
            if (digits > DIGITS_MAX || !sameSeparators(first, last)) {
                return;
            }
            if (digits >= DIGITS_MIN && grouped(first, last, digits) && mayEnd(last)) {
                verify(first, last, digits);
            }
        }
    }

    private boolean mayBegin(int first) {
        int start = starts[first];
        int before = sight.at(start - 1);
        boolean escaped = sight.at(start - 2) == '\\' && "ntr".indexOf(before) >= 0;
        if (Alphabet.letter(before) && !escaped && !sight.isBrokenBefore(start)) {
            return false;
        }
        boolean fraction = before == '.' && Alphabet.digit(sight.at(start - 2));
        return !fraction || (first > 0 && ends[first] - starts[first] <= 6);
    }

    private boolean mayEnd(int last) {
        return !Alphabet.letter(sight.at(ends[last])) || sight.isBrokenBefore(ends[last]);
    }

    private boolean sameSeparators(int first, int last) {
        if (last - first < 2) {
            return true;
        }
        int firstSeparator = ends[first];
        int lastSeparator = ends[last - 1];
        return starts[first + 1] - firstSeparator == starts[last] - lastSeparator
                && sight.at(firstSeparator) == sight.at(lastSeparator);
    }

    /// One group; groups of one size with a shorter last one; or 4-6-5 and 4-6-4.
    private boolean grouped(int first, int last, int digits) {
        int size = ends[first] - starts[first];
        if (first == last) {
            return true;
        }
        if (digits == DIGITS_MIN || (size == 1 && digits != 15 && digits != 16)) {
            return false; // twelve grouped digits are mostly three quarters of something else
        }
        if (last == first + 2 && size == 4 && ends[first + 1] - starts[first + 1] == 6) {
            int third = ends[last] - starts[last];
            return third == 4 || third == 5;
        }
        for (int group = first + 1; group < last; group++) {
            if (ends[group] - starts[group] != size) {
                return false;
            }
        }
        return ends[last] - starts[last] <= size;
    }

    private void verify(int first, int last, int digits) {
        sight.spend(digits);
        int prefix = 0;
        int sum = 0;
        int index = 0;
        boolean allSame = true;
        int firstDigit = sight.at(starts[first]);
        for (int group = first; group <= last; group++) {
            for (int at = starts[group]; at < ends[group]; at++) {
                int digit = sight.at(at) - '0';
                allSame &= digit == firstDigit - '0';
                if (index < 6) {
                    prefix = 10 * prefix + digit;
                }
                boolean doubled = (digits - index) % 2 == 0;
                int weighed = doubled ? 2 * digit : digit;
                sum += weighed > 9 ? weighed - 9 : weighed;
                index++;
            }
        }
        String issuer = issuer(prefix, digits);
        boolean telephone = sight.at(starts[first] - 1) == '+';
        if (sum % 10 == 0 && !issuer.isEmpty() && !allSame && !telephone) {
            sight.report(DataType.PAYMENT_CARD, issuer, starts[first], ends[last], Confidence.LIKELY);
        }
    }

    /// The issuer by the first six digits and the length, from the networks' published ranges; empty if none fits.
    private static String issuer(int six, int digits) {
        int four = six / 100;
        int two = six / 10_000;
        if (six / 100_000 == 4) {
            return digits == 13 || digits == 16 || digits == 19 ? "visa" : "";
        }
        if (between(two, 51, 55) || between(four, 2221, 2720)) {
            return digits == 16 ? "mastercard" : "";
        }
        if (two == 34 || two == 37) {
            return digits == 15 ? "american-express" : "";
        }
        if (between(four, 3000, 3059) || four == 3095 || two == 36 || two == 38 || two == 39) {
            return between(digits, 14, 19) ? "diners-club" : "";
        }
        if (between(two, 30, 39)) {
            return jcb(four, digits);
        }
        if (four == 2131 || four == 1800) {
            return digits == 15 ? "jcb" : "";
        }
        if (six / 100_000 == 1) {
            return digits == 15 ? "uatp" : "";
        }
        return from50(four, two, digits);
    }

    private static String jcb(int four, int digits) {
        boolean current = between(four, 3528, 3589) && digits >= 16;
        boolean older = digits == 16
                && (four == 3088 || four == 3096 || four == 3112 || four == 3158 || four == 3337 || four / 100 == 35);
        return current || older ? "jcb" : "";
    }

    private static String from50(int four, int two, int digits) {
        if (four == 6011 || between(four, 6440, 6499) || two == 65) {
            return digits >= 16 ? "discover" : "";
        }
        if (two == 62 || two == 81) {
            return digits >= 16 ? "unionpay" : "";
        }
        boolean maestro = between(two, 50, 50) || between(two, 56, 69);
        return maestro ? "maestro" : "";
    }

    private static boolean between(int value, int first, int last) {
        return value >= first && value <= last;
    }
}
