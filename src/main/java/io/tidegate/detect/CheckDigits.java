package io.tidegate.detect;

/// Do the check digits of a number fit? Each takes its digits and letters without separators, letters as capitals, and
/// trusts that the layout was checked.
final class CheckDigits {
    private static final int[][] VERHOEFF = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
        {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
        {2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
        {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
        {4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
        {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
        {6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
        {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
        {8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
        {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}
    };
    private static final int[][] VERHOEFF_PLACES = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
        {1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
        {5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
        {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
        {9, 4, 5, 3, 1, 2, 6, 8, 7, 0},
        {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
        {2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
        {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}
    };

    private CheckDigits() {}

    static int digit(String text, int at) {
        return text.charAt(at) - '0';
    }

    /// The digits from `from` to `to` as a number; at most nine of them.
    static int number(String text, int from, int to) {
        int number = 0;
        for (int at = from; at < to; at++) {
            number = 10 * number + digit(text, at);
        }
        return number;
    }

    /// The sum of the digits times these weights, from the first digit on.
    static int weighed(String text, int... weights) {
        int sum = 0;
        for (int at = 0; at < weights.length; at++) {
            sum += weights[at] * digit(text, at);
        }
        return sum;
    }

    /// ISO/IEC 7812-1.
    static boolean luhn(String digits) {
        int sum = 0;
        for (int at = 0; at < digits.length(); at++) {
            boolean doubled = (digits.length() - at) % 2 == 0;
            int weighed = doubled ? 2 * digit(digits, at) : digit(digits, at);
            sum += weighed > 9 ? weighed - 9 : weighed;
        }
        return sum % 10 == 0;
    }

    /// The dihedral check of J. Verhoeff, as of the Aadhaar number.
    static boolean verhoeff(String digits) {
        int check = 0;
        for (int place = 0; place < digits.length(); place++) {
            int digit = digit(digits, digits.length() - 1 - place);
            check = VERHOEFF[check][VERHOEFF_PLACES[place % 8][digit]];
        }
        return check == 0;
    }

    /// ISO/IEC 7064, MOD 11,10.
    static boolean hybrid11(String digits) {
        int product = 10;
        for (int at = 0; at < digits.length() - 1; at++) {
            int sum = (digit(digits, at) + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return (11 - product) % 10 == digit(digits, digits.length() - 1);
    }

    /// ISO/IEC 7064, MOD 11-2, where the last may be an X.
    static boolean pure11(String text) {
        int sum = 0;
        for (int at = 0; at < text.length() - 1; at++) {
            sum = (sum + digit(text, at)) * 2 % 11;
        }
        char last = text.charAt(text.length() - 1);
        return (12 - sum) % 11 == (last == 'X' ? 10 : last - '0');
    }

    /// Whether a day of this month can be: of a year with 29 days in February.
    static boolean isDay(int month, int day) {
        int days = month == 2 ? 29 : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
        return month >= 1 && month <= 12 && day >= 1 && day <= days;
    }

    static boolean isSame(String digits) {
        return digits.chars().allMatch(symbol -> symbol == digits.charAt(0));
    }
}
