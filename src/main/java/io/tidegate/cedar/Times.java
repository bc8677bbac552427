package io.tidegate.cedar;

import io.tidegate.cedar.EvaluationError.Kind;
import io.tidegate.cedar.Value.Moment;
import io.tidegate.cedar.Value.Span;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which time or duration does a text name, and what can be made of them (Cedar's `datetime` and `duration`, its RFC
/// 80)?
final class Times {
    private static final long DAY = 86_400_000;
    private static final Pattern MOMENT = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})"
            + "(?:T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]{3}))?(?:Z|([+-])([0-9]{2})([0-9]{2})))?");
    private static final Pattern SPAN =
            Pattern.compile("(-)?(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?");
    private static final long[] UNITS = {DAY, 3_600_000, 60_000, 1000, 1};

    private Times() {}

    /// @throws EvaluationError where it names none
    static Moment moment(String text) {
        Matcher form = MOMENT.matcher(text);
        if (!form.matches()) {
            throw Kind.EXTENSION.error();
        }
        try {
            long day = LocalDate.of(number(form, 1), number(form, 2), number(form, 3))
                    .toEpochDay();
            return new Moment(day * DAY + ofDay(form) - offset(form));
        } catch (DateTimeException _) {
            throw Kind.EXTENSION.error();
        }
    }

    private static long ofDay(Matcher form) {
        int hours = within(number(form, 4), 23);
        int minutes = within(number(form, 5), 59);
        int seconds = within(number(form, 6), 59);
        return ((hours * 60L + minutes) * 60 + seconds) * 1000 + number(form, 7);
    }

    private static long offset(Matcher form) {
        long minutes = within(number(form, 9), 23) * 60L + within(number(form, 10), 59);
        return ("-".equals(form.group(8)) ? -minutes : minutes) * 60_000;
    }

    private static int within(int number, int max) {
        if (number > max) {
            throw Kind.EXTENSION.error();
        }
        return number;
    }

    private static int number(Matcher form, int group) {
        String digits = form.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    /// @throws EvaluationError where it names none
    static Span span(String text) {
        Matcher form = SPAN.matcher(text);
        if (text.isEmpty() || text.equals("-") || !form.matches()) {
            throw Kind.EXTENSION.error();
        }
        boolean isBack = form.group(1) != null;
        try {
            // From the smallest unit up, and each step must fit, as Cedar has it.
            long millis = 0;
            for (int unit = UNITS.length - 1; unit >= 0; unit--) {
                millis = added(millis, form.group(unit + 2), UNITS[unit], isBack);
            }
            return new Span(millis);
        } catch (ArithmeticException | NumberFormatException _) {
            throw Kind.EXTENSION.error();
        }
    }

    // The least number of milliseconds has no positive counterpart, so a sign goes into the parsing.
    private static long added(long millis, @Nullable String digits, long unit, boolean isBack) {
        if (digits == null) {
            return millis;
        }
        if (unit == 1) {
            return Math.addExact(millis, Long.parseLong((isBack ? "-" : "") + digits));
        }
        long step = Math.multiplyExact(Long.parseLong(digits), unit);
        return isBack ? Math.subtractExact(millis, step) : Math.addExact(millis, step);
    }

    static Moment offset(Moment moment, Span span) {
        return new Moment(exact(moment.millis(), span.millis(), true));
    }

    static Span between(Moment later, Moment earlier) {
        return new Span(exact(later.millis(), earlier.millis(), false));
    }

    private static long exact(long one, long other, boolean add) {
        try {
            return add ? Math.addExact(one, other) : Math.subtractExact(one, other);
        } catch (ArithmeticException _) {
            throw Kind.EXTENSION.error();
        }
    }

    /// When its day began.
    static Moment date(Moment moment) {
        return new Moment(exact(moment.millis(), Math.floorMod(moment.millis(), DAY), false));
    }

    /// How long its day has lasted.
    static Span time(Moment moment) {
        return new Span(Math.floorMod(moment.millis(), DAY));
    }
}
