package io.tidegate.detect;

import java.util.ArrayList;
import java.util.List;

/// Is this an International Bank Account Number (ISO 13616)? Checks country, length and the modulo 97 remainder; does
/// not check the bank code's inner structure.
final class IbanShape implements Shape {
    /// Country codes with the whole length, from the published IBAN registry.
    private static final String LENGTHS =
            "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 "
                    + "EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 "
                    + "IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 "
                    + "NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 "
                    + "SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

    private final int length;

    private IbanShape(int length) {
        this.length = length;
    }

    /// One anchor for each country: its two letters and two digits.
    static List<Anchor> anchors() {
        List<Anchor> anchors = new ArrayList<>();
        for (int i = 0; i < LENGTHS.length(); i += 5) {
            int length = Integer.parseInt(LENGTHS, i + 2, i + 4, 10);
            anchors.add(new Anchor(
                    LENGTHS.substring(i, i + 2) + "00", Anchor.Match.ANY_CASE_ANY_DIGIT, new IbanShape(length)));
        }
        return anchors;
    }

    @Override
    public void verify(Sight sight, int start, int end) {
        if (!sight.boundaryBefore(start)) {
            return;
        }
        int country = 1000 * value(sight.at(start)) + 10 * value(sight.at(start + 1));
        int check = 10 * value(sight.at(start + 2)) + value(sight.at(start + 3));
        int remainder = 0;
        int taken = 4;
        int digits = 0;
        int at = end;
        while (taken < length) {
            if (separator(sight.at(at))) {
                at++;
            }
            int symbol = sight.at(at);
            if (!Alphabet.ALPHANUMERIC.has(symbol)) {
                break;
            }
            remainder = (remainder * (Alphabet.digit(symbol) ? 10 : 100) + value(symbol)) % 97;
            digits += Alphabet.digit(symbol) ? 1 : 0;
            taken++;
            at++;
        }
        sight.spend(at - start);
        // The first four symbols count last (ISO 7064): two letters worth two digits each, then the check digits.
        int letters = country / 1000 * 100 + country % 1000 / 10;
        int whole = (remainder * 1_000_000 + letters * 100 + check) % 97;
        if (taken == length && whole == 1 && digits >= 6 && sight.boundaryAfter(at)) {
            sight.report(DataType.IBAN, "iban", start, at, Confidence.CERTAIN);
        }
    }

    private static boolean separator(int symbol) {
        return symbol == ' ' || symbol == '-' || symbol == '.';
    }

    private static int value(int symbol) {
        return Alphabet.digit(symbol) ? symbol - '0' : (symbol | 0x20) - 'a' + 10;
    }
}
