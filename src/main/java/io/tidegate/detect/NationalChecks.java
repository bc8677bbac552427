package io.tidegate.detect;

import static io.tidegate.detect.CheckDigits.digit;
import static io.tidegate.detect.CheckDigits.isDay;
import static io.tidegate.detect.CheckDigits.isSame;
import static io.tidegate.detect.CheckDigits.number;
import static io.tidegate.detect.CheckDigits.weighed;

/// Can a number have been given out? What each state says of its own: check digits, dates, blocks that are not used.
/// Letters are capitals, and the layout was checked.
final class NationalChecks {
    private static final String DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";
    private static final String HETU_LETTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    private static final String FISCAL_MONTHS = "ABCDEHLMPRST";
    private static final int[] FISCAL_ODD = {
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
    };
    private static final String CURP_SYMBOLS = "0123456789ABCDEFGHIJKLMN\u00d1OPQRSTUVWXYZ";

    private NationalChecks() {}

    /// United States: areas, groups and serials that are given out (SSA, POMS RM 10201).
    static boolean ssn(String id) {
        int area = number(id, 0, 3);
        boolean isAdvertised = id.equals("078051120") || id.equals("219099999") || id.equals("123456789");
        return area != 0
                && area != 666
                && area < 900
                && number(id, 3, 5) != 0
                && number(id, 5, 9) != 0
                && !isAdvertised
                && !isSame(id);
    }

    /// United States: taxpayers without a social security number.
    static boolean itin(String id) {
        int group = number(id, 3, 5);
        boolean isGiven = (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || group >= 90;
        return digit(id, 0) == 9 && isGiven && group != 93;
    }

    /// United Kingdom: prefixes that are given out (HMRC, NIM39110).
    static boolean nino(String id) {
        String prefix = id.substring(0, 2);
        return "DFIQUV".indexOf(id.charAt(0)) < 0
                && "DFIQUVO".indexOf(id.charAt(1)) < 0
                && !"BG GB KN NK NT TN ZZ".contains(prefix)
                && "ABCD".indexOf(id.charAt(8)) >= 0;
    }

    /// Germany: the identification number of taxpayers; one digit stands twice or three times in the first ten.
    static boolean steuerId(String id) {
        int[] counts = new int[10];
        for (int at = 0; at < 10; at++) {
            counts[digit(id, at)]++;
        }
        int twice = 0;
        for (int count : counts) {
            if (count > 3) {
                return false;
            }
            twice += count > 1 ? 1 : 0;
        }
        return id.charAt(0) != '0' && twice == 1 && CheckDigits.hybrid11(id);
    }

    /// Germany: the number of the pension insurance.
    static boolean pension(String id) {
        int letter = id.charAt(8) - 'A' + 1;
        String digits = id.substring(0, 8) + (letter < 10 ? "0" : "") + letter + id.substring(9);
        int[] weights = {2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1};
        int sum = 0;
        for (int at = 0; at < weights.length; at++) {
            int weighed = weights[at] * digit(digits, at);
            sum += weighed / 10 + weighed % 10;
        }
        int day = number(id, 2, 4);
        return isDay(number(id, 4, 6), day > 50 ? day - 50 : day) && sum % 10 == digit(digits, 12);
    }

    /// France: the registration number with its key.
    static boolean nir(String id) {
        int month = number(id, 3, 5);
        long whole = Long.parseLong(id, 0, 13, 10);
        boolean isMonth = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
        return (digit(id, 0) == 1 || digit(id, 0) == 2) && isMonth && 97 - whole % 97 == number(id, 13, 15);
    }

    /// Italy: the tax code (Decreto ministeriale of 23 December 1976).
    static boolean fiscal(String id) {
        int sum = 0;
        for (int at = 0; at < 15; at++) {
            char symbol = id.charAt(at);
            int value = Alphabet.digit(symbol) ? symbol - '0' : symbol - 'A';
            sum += at % 2 == 0 ? FISCAL_ODD[value] : value;
        }
        int day = number(id, 9, 11);
        return FISCAL_MONTHS.indexOf(id.charAt(8)) >= 0
                && (day > 40 ? day - 40 : day) <= 31
                && sum % 26 == id.charAt(15) - 'A';
    }

    /// Spain: of citizens, and of foreigners, which begins with a letter.
    static boolean dni(String id) {
        String digits = id.substring(0, id.length() - 1)
                .replace('X', '0')
                .replace('Y', '1')
                .replace('Z', '2');
        return digits.chars().allMatch(Alphabet::digit)
                && DNI_LETTERS.charAt(number(digits, 0, digits.length()) % 23) == id.charAt(id.length() - 1);
    }

    /// Netherlands.
    static boolean bsn(String id) {
        return !isSame(id) && (weighed(id, 9, 8, 7, 6, 5, 4, 3, 2) - digit(id, 8)) % 11 == 0;
    }

    /// Belgium: two digits check nine, behind a 2 for those who were born after 1999.
    static boolean belgian(String id) {
        long nine = Long.parseLong(id, 0, 9, 10);
        int check = number(id, 9, 11);
        boolean fits = 97 - nine % 97 == check || 97 - (2_000_000_000L + nine) % 97 == check;
        return fits && isDay(Math.max(1, number(id, 2, 4)), Math.max(1, number(id, 4, 6)));
    }

    /// Switzerland: begins with 756, and has the check digit of an EAN.
    static boolean ahv(String id) {
        return id.startsWith("756") && weighed(id, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1) % 10 == 0;
    }

    /// Austria.
    static boolean austrian(String id) {
        int sum = weighed(id, 3, 7, 9, 0, 5, 8, 4, 2, 1, 6) % 11;
        return isDay(number(id, 6, 8), number(id, 4, 6)) && digit(id, 0) > 0 && sum == digit(id, 3);
    }

    /// Poland: the month says the century too.
    static boolean pesel(String id) {
        return isDay(number(id, 2, 4) % 20, number(id, 4, 6)) && weighed(id, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1) % 10 == 0;
    }

    /// Czechia and Slovakia: of women the month is 50 higher, and 20 more where numbers ran out.
    static boolean czech(String id) {
        int month = number(id, 2, 4) % 50;
        boolean isDate = isDay(month > 20 ? month - 20 : month, number(id, 4, 6));
        long whole = Long.parseLong(id);
        return isDate && (whole % 11 == 0 || (whole / 10 % 11 == 10 && whole % 10 == 0));
    }

    /// Sweden; 60 is added to the day of numbers that coordinate.
    static boolean swedish(String id) {
        String ten = id.substring(id.length() - 10);
        int day = number(ten, 4, 6);
        return isDay(number(ten, 2, 4), day > 60 ? day - 60 : day) && CheckDigits.luhn(ten);
    }

    /// Norway: two check digits.
    static boolean norwegian(String id) {
        return isDay(number(id, 2, 4), number(id, 0, 2) % 40)
                && weighed(id, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1) % 11 == 0
                && weighed(id, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
    }

    /// Denmark: since 2007 no check digit.
    static boolean danish(String id) {
        return isDay(number(id, 2, 4), number(id, 0, 2) % 60);
    }

    /// Finland: a letter or digit that checks date and number.
    static boolean finnish(String id) {
        String digits = id.substring(0, 6) + id.substring(id.length() - 4, id.length() - 1);
        return isDay(number(id, 2, 4), number(id, 0, 2))
                && HETU_LETTERS.charAt(number(digits, 0, 9) % 31) == id.charAt(id.length() - 1);
    }

    /// Estonia and Lithuania.
    static boolean baltic(String id) {
        int first = weighed(id, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1) % 11;
        int second = weighed(id, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3) % 11;
        int check = first < 10 ? first : second < 10 ? second : 0;
        return digit(id, 0) >= 1
                && digit(id, 0) <= 8
                && isDay(number(id, 3, 5), number(id, 5, 7))
                && check == digit(id, 10);
    }

    /// Romania.
    static boolean romanian(String id) {
        int sum = weighed(id, 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11;
        return digit(id, 0) > 0 && isDay(number(id, 3, 5), number(id, 5, 7)) && (sum == 10 ? 1 : sum) == digit(id, 12);
    }

    /// Bulgaria: the month says the century too.
    static boolean bulgarian(String id) {
        return isDay(number(id, 2, 4) % 20, number(id, 4, 6))
                && weighed(id, 2, 4, 8, 5, 10, 9, 7, 3, 6) % 11 % 10 == digit(id, 9);
    }

    /// Ireland: seven digits and a letter, sometimes a second.
    static boolean irish(String id) {
        int sum = weighed(id, 8, 7, 6, 5, 4, 3, 2)
                + (id.length() > 8 && id.charAt(8) != 'W' ? 9 * (id.charAt(8) - 'A' + 1) : 0);
        int rest = sum % 23;
        return id.charAt(7) == (rest == 0 ? 'W' : (char) ('A' + rest - 1));
    }

    /// Portugal.
    static boolean portuguese(String id) {
        int rest = weighed(id, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        return "1235689".indexOf(id.charAt(0)) >= 0 && (rest < 2 ? 0 : 11 - rest) == digit(id, 8);
    }

    /// Russia: the number of the pension insurance.
    static boolean snils(String id) {
        int sum = weighed(id, 9, 8, 7, 6, 5, 4, 3, 2, 1) % 101;
        return (sum == 100 ? 0 : sum) == number(id, 9, 11) && number(id, 0, 9) > 1_001_998;
    }

    /// Russia: the taxpayer's number of a person.
    static boolean inn(String id) {
        return weighed(id, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) % 11 % 10 == digit(id, 10)
                && weighed(id, 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) % 11 % 10 == digit(id, 11);
    }

    /// Turkey.
    static boolean turkish(String id) {
        int odd = digit(id, 0) + digit(id, 2) + digit(id, 4) + digit(id, 6) + digit(id, 8);
        int even = digit(id, 1) + digit(id, 3) + digit(id, 5) + digit(id, 7);
        return digit(id, 0) > 0
                && Math.floorMod(7 * odd - even, 10) == digit(id, 9)
                && (odd + even + digit(id, 9)) % 10 == digit(id, 10);
    }

    /// Israel.
    static boolean israeli(String id) {
        return CheckDigits.luhn(id) && !isSame(id);
    }

    /// Brazil: two check digits.
    static boolean cpf(String id) {
        int first = weighed(id, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10;
        int second = weighed(id, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10;
        return !isSame(id) && first == digit(id, 9) && second == digit(id, 10);
    }

    /// Mexico: the key of the population register.
    static boolean curp(String id) {
        int sum = 0;
        for (int at = 0; at < 17; at++) {
            sum += (18 - at) * CURP_SYMBOLS.indexOf(id.charAt(at));
        }
        return isDay(number(id, 6, 8), number(id, 8, 10))
                && "HMX".indexOf(id.charAt(10)) >= 0
                && (10 - sum % 10) % 10 == digit(id, 17);
    }

    /// Chile.
    static boolean chilean(String id) {
        int sum = 0;
        int weight = 2;
        for (int at = id.length() - 2; at >= 0; at--) {
            sum += weight * digit(id, at);
            weight = weight == 7 ? 2 : weight + 1;
        }
        int check = 11 - sum % 11;
        char last = id.charAt(id.length() - 1);
        return (check == 11 ? '0' : check == 10 ? 'K' : (char) ('0' + check)) == last;
    }

    /// Canada.
    static boolean sin(String id) {
        return "08".indexOf(id.charAt(0)) < 0 && CheckDigits.luhn(id) && !isSame(id);
    }

    /// Australia: the tax file number.
    static boolean tfn(String id) {
        return !isSame(id) && weighed(id, 1, 4, 3, 7, 5, 8, 6, 9, 10) % 11 == 0;
    }

    /// Australia: the health card.
    static boolean medicare(String id) {
        return digit(id, 0) >= 2 && digit(id, 0) <= 6 && weighed(id, 1, 3, 7, 9, 1, 3, 7, 9) % 10 == digit(id, 8);
    }

    /// New Zealand.
    static boolean ird(String id) {
        String nine = id.length() == 8 ? "0" + id : id;
        int rest = weighed(nine, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
        int check = rest == 0 ? 0 : 11 - rest;
        if (check == 10) {
            rest = weighed(nine, 7, 4, 3, 2, 5, 2, 7, 6) % 11;
            check = rest == 0 ? 0 : 11 - rest;
        }
        return check == digit(nine, 8);
    }

    /// India: the register of inhabitants.
    static boolean aadhaar(String id) {
        return digit(id, 0) >= 2 && CheckDigits.verhoeff(id);
    }

    /// India: taxpayers; the fourth letter says that it is a person.
    static boolean pan(String id) {
        return id.charAt(3) == 'P';
    }

    /// China.
    static boolean chinese(String id) {
        int year = number(id, 6, 10);
        return year >= 1900 && year <= 2099 && isDay(number(id, 10, 12), number(id, 12, 14)) && CheckDigits.pure11(id);
    }

    /// Taiwan.
    static boolean taiwanese(String id) {
        int letter = "ABCDEFGHJKLMNPQRSTUVXYWZIO".indexOf(id.charAt(0)) + 10;
        int sum = letter / 10 + letter % 10 * 9;
        for (int at = 1; at < 9; at++) {
            sum += (9 - at) * digit(id, at);
        }
        return (digit(id, 1) == 1 || digit(id, 1) == 2 || digit(id, 1) >= 8) && (sum + digit(id, 9)) % 10 == 0;
    }

    /// Hong Kong: one or two letters, six digits, one that checks.
    static boolean hongKong(String id) {
        String padded = id.length() == 8 ? " " + id : id;
        int sum = 0;
        for (int at = 0; at < 8; at++) {
            char symbol = padded.charAt(at);
            int value = symbol == ' ' ? 36 : Alphabet.digit(symbol) ? symbol - '0' : symbol - 'A' + 10;
            sum += (9 - at) * value;
        }
        char last = padded.charAt(8);
        return (sum + (last == 'A' ? 10 : last - '0')) % 11 == 0;
    }

    /// Singapore.
    static boolean nric(String id) {
        int sum = 0;
        int[] weights = {2, 7, 6, 5, 4, 3, 2};
        for (int at = 0; at < 7; at++) {
            sum += weights[at] * digit(id, at + 1);
        }
        char first = id.charAt(0);
        int rest = (sum + (first == 'T' || first == 'G' ? 4 : first == 'M' ? 3 : 0)) % 11;
        String letters = first == 'S' || first == 'T' ? "JZIHGFEDCBA" : first == 'M' ? "XWUTRQPNJLK" : "XWUTRQPNMLK";
        return "STFGM".indexOf(first) >= 0 && letters.charAt(rest) == id.charAt(8);
    }

    /// South Korea: a date, and the century in the seventh digit.
    static boolean korean(String id) {
        return isDay(number(id, 2, 4), number(id, 4, 6)) && digit(id, 6) >= 1 && digit(id, 6) <= 8;
    }

    /// Japan.
    static boolean japanese(String id) {
        int sum = weighed(id, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
        return !isSame(id) && (sum <= 1 ? 0 : 11 - sum) == digit(id, 11);
    }

    /// South Africa.
    static boolean southAfrican(String id) {
        return isDay(number(id, 2, 4), number(id, 4, 6)) && digit(id, 10) <= 1 && CheckDigits.luhn(id);
    }

    /// Croatia.
    static boolean oib(String id) {
        return CheckDigits.hybrid11(id);
    }

    /// United Kingdom: the number of the health service.
    static boolean nhs(String id) {
        int check = 11 - weighed(id, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        return !isSame(id) && check != 10 && check % 11 == digit(id, 9);
    }

    /// United States: who provides health care (45 CFR 162.406).
    static boolean npi(String id) {
        return (digit(id, 0) == 1 || digit(id, 0) == 2) && CheckDigits.luhn("80840" + id);
    }

    /// United States: who may prescribe (DEA).
    static boolean dea(String id) {
        int sum = digit(id, 2) + digit(id, 4) + digit(id, 6) + 2 * (digit(id, 3) + digit(id, 5) + digit(id, 7));
        return "ABCDEFGHJKLMPRSTUX".indexOf(id.charAt(0)) >= 0 && sum % 10 == digit(id, 8);
    }

    /// United States: the routing number of a bank.
    static boolean aba(String id) {
        int first = number(id, 0, 2);
        boolean isDistrict = first <= 12 || (first >= 21 && first <= 32) || (first >= 61 && first <= 72) || first == 80;
        return isDistrict && !isSame(id) && weighed(id, 3, 7, 1, 3, 7, 1, 3, 7, 1) % 10 == 0;
    }
}
