package io.tidegate.cedar;

import io.tidegate.cedar.EvaluationError.Kind;
import io.tidegate.cedar.Value.Decimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which decimal does a text name? Up to four places behind the point, within 64 bits of ten thousandths (Cedar's
/// `decimal`).
final class Decimals {
    private static final Pattern FORM = Pattern.compile("(-?[0-9]+)\\.([0-9]{1,4})");
    private static final long SCALE = 10_000;

    private Decimals() {}

    /// @throws EvaluationError where it names none
    static Decimal of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw Kind.EXTENSION.error();
        }
        try {
            // The whole part must fit by itself, as Cedar has it: -922337203685477.5808 does.
            long whole = Math.multiplyExact(Long.parseLong(form.group(1)), SCALE);
            long rest = Long.parseLong((form.group(2) + "000").substring(0, 4));
            return new Decimal(text.startsWith("-") ? Math.subtractExact(whole, rest) : Math.addExact(whole, rest));
        } catch (ArithmeticException | NumberFormatException _) {
            throw Kind.EXTENSION.error();
        }
    }
}
