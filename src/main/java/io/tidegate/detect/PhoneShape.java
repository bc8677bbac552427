package io.tidegate.detect;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Is this a telephone number? With a country code in front it is one where libphonenumber says that it can have been
/// given out (ITU-T E.164). Without, only behind a word that says so, or with the area in brackets as in North America:
/// then how many digits there are has to do.
final class PhoneShape implements Shape {
    private static final int SYMBOLS_MAX = 24;
    private static final int DIGITS_MIN = 7;
    private static final int DIGITS_MAX = 15;
    private static final int CODE_MAX = 999;
    private static final Set<Integer> CODES =
            Set.copyOf(PhoneNumberUtil.getInstance().getSupportedCallingCodes());
    private static final List<String> BEHIND =
            List.of("office", "fax", "mobile", "cell", "home", "phone", "tel", "work ", "work)");

    static List<Anchor> anchors() {
        return List.of(new Anchor("+0", Anchor.Match.ANY_CASE_ANY_DIGIT, new PhoneShape()));
    }

    @Override
    public void verify(Sight sight, int start, int end) {
        if (Alphabet.WORD.has(sight.at(start - 1)) || sight.at(start) != '+') {
            return;
        }
        int stop = end(sight, start + 1);
        if (stop > 0 && (!sight.mayAsk() || isGivenOut(sight, start + 1, stop))) {
            sight.report(DataType.PHONE, "international", start, stop, Confidence.LIKELY);
        }
    }

    /// Whether a country's plan has such numbers. The zero that is dialled within the country, as in `+44 (0)20`, is
    /// left out.
    private static boolean isGivenOut(Sight sight, int from, int stop) {
        long digits = 0;
        int code = 0;
        int zeros = 0;
        for (int at = from; at < stop && !Alphabet.letter(sight.at(at)); at++) {
            int digit = sight.at(at) - '0';
            if (digit < 0 || digit > 9) {
                continue;
            }
            if (!CODES.contains(code)) {
                code = 10 * code + digit;
                if (code == 0 || code > CODE_MAX) {
                    return false;
                }
            } else {
                zeros += digits == 0 && digit == 0 ? 1 : 0;
                digits = 10 * digits + digit;
            }
        }
        PhoneNumberUtil plans = PhoneNumberUtil.getInstance();
        PhoneNumber number = new PhoneNumber().setCountryCode(code).setNationalNumber(digits);
        return plans.isValidNumber(number)
                || (zeros > 0
                        && plans.isValidNumber(
                                number.setItalianLeadingZero(true).setNumberOfLeadingZeros(zeros)));
    }

    /// Looks at a number without a country code whose first digit is at `start`. Returns where it ends, or 0.
    static int national(Sight sight, int start) {
        if (!sight.wants(DataType.PHONE) || isJoined(sight.at(start - 1))) {
            return 0;
        }
        boolean inBrackets = sight.at(start - 1) == '(';
        boolean isBefore = sight.isMentioned(Mention.PHONE, start);
        if (!isBefore && !inBrackets && !mayBeLong(sight, start)) {
            return 0;
        }
        int stop = end(sight, start);
        if (stop == 0) {
            return 0;
        }
        boolean isArea = inBrackets && sight.at(start + 3) == ')' && sight.at(start) >= '2' && isTen(sight, start);
        boolean isSaid = !isDate(sight, start, stop) && (isBefore || isSaidBehind(sight, stop));
        if (!isSaid && !isArea) {
            return 0;
        }
        int from = inBrackets ? start - 1 : start;
        sight.report(DataType.PHONE, isArea ? "nanp" : "national", from, stop, Confidence.POSSIBLE);
        return stop;
    }

    /// Whether more follows than one group of digits: most numbers in a text are shorter than any telephone's.
    private static boolean mayBeLong(Sight sight, int start) {
        int at = start;
        while (Alphabet.digit(sight.at(at))) {
            at++;
        }
        sight.spend(at - start);
        return at - start >= DIGITS_MIN
                || (at - start >= 2 && " -.".indexOf(sight.at(at)) >= 0 && Alphabet.digit(sight.at(at + 1)));
    }

    private static boolean isSaidBehind(Sight sight, int stop) {
        int at = stop;
        while (at - stop < 3 && sight.at(at) != 0 && " -(,:".indexOf(sight.at(at)) >= 0) {
            at++;
        }
        if (!Alphabet.letter(sight.at(at))) {
            return false;
        }
        String word = sight.ascii(at, Math.min(sight.length(), at + 6)).toLowerCase(Locale.ROOT);
        return BEHIND.stream().anyMatch(word::startsWith);
    }

    /// Ten digits in all, as in North America.
    private static boolean isTen(Sight sight, int start) {
        int digits = 0;
        int at = start;
        while (at - start < 16
                && (Alphabet.digit(sight.at(at)) || (sight.at(at) != 0 && " -.)".indexOf(sight.at(at)) >= 0))) {
            digits += Alphabet.digit(sight.at(at)) ? 1 : 0;
            at++;
        }
        sight.spend(at - start);
        return digits == 10;
    }

    private static boolean isJoined(int before) {
        return before == '.' || before == '-' || before == '/' || before == '+' || before == '$';
    }

    /// `2026-01-05`: four digits and two.
    private static boolean isDate(Sight sight, int start, int stop) {
        return stop - start == 10 && sight.at(start + 4) == sight.at(start + 7) && !Alphabet.digit(sight.at(start + 4));
    }

    /// Where a run of 7 to 15 digits with what people put between them ends, and an extension; 0 if it is none.
    private static int end(Sight sight, int from) {
        int at = from;
        int digits = 0;
        int last = from;
        while (at - from < SYMBOLS_MAX) {
            int symbol = sight.at(at);
            if (Alphabet.digit(symbol)) {
                digits++;
                last = at + 1;
            } else if (" -.()/".indexOf(symbol) < 0 || symbol == 0 || at - last > 1) {
                break;
            }
            at++;
        }
        sight.spend(at - from);
        if (digits < DIGITS_MIN || digits > DIGITS_MAX || Alphabet.digit(sight.at(last))) {
            return 0;
        }
        return Alphabet.letter(sight.at(last)) ? extension(sight, last) : last;
    }

    /// `x123` behind the number; 0 where it goes on with other letters.
    private static int extension(Sight sight, int last) {
        int at = last + 1;
        while (at - last < 7 && Alphabet.digit(sight.at(at))) {
            at++;
        }
        return (sight.at(last) | 0x20) == 'x' && at > last + 1 && sight.boundaryAfter(at) ? at : 0;
    }
}
