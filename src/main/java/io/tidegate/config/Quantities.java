package io.tidegate.config;

import io.tidegate.limit.Allowance;
import io.tidegate.limit.Allowance.Window;
import io.tidegate.limit.Rate;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The types with units: durations, sizes and rates. A number without its unit is refused.
final class Quantities {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(B|KiB|MiB|GiB)");
    private static final Pattern RATE = Pattern.compile("([0-9]{1,9})/(s|m|h)");
    private static final Pattern RATE_OF_DAYS = Pattern.compile("([0-9]{1,9})/(s|m|h|d)");

    private static final Pattern ALLOWANCE = Pattern.compile("([0-9]{1,13})/(hour|day|month)");

    private static final int RATE_COUNT_MAX = 1_000_000;

    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private static final Map<String, Long> BYTES = Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

    private Quantities() {}

    /// A duration such as `20s` between bounds given in the same words.
    static Type<Duration> duration(String least, String most) {
        Duration low = parseDuration(least).orElseThrow();
        Duration high = parseDuration(most).orElseThrow();
        return new ScalarType<>(
                "a duration from " + least + " to " + most + ", such as `20s` or `5m`",
                schema(DURATION, "a duration from " + least + " to " + most),
                (text, _) ->
                        parseDuration(text).filter(value -> value.compareTo(low) >= 0 && value.compareTo(high) <= 0),
                ANY_NUMBER);
    }

    /// A size in bytes such as `2MiB` between bounds given in the same words.
    static Type<Long> size(String least, String most) {
        long low = parseSize(least).orElseThrow();
        long high = parseSize(most).orElseThrow();
        return new ScalarType<>(
                "a size from " + least + " to " + most + ", such as `64KiB` or `2MiB`",
                schema(SIZE, "a size from " + least + " to " + most),
                (text, _) -> parseSize(text).filter(value -> value >= low && value <= high),
                ANY_NUMBER);
    }

    /// A rate such as `20/s`, at least one and at most a million in its unit.
    static Type<Rate> rate() {
        return new ScalarType<>(
                "a rate from 1 to 1,000,000 in a second, minute or hour, such as `20/s` or `100/m`",
                schema(RATE, "a number of calls in a second (s), minute (m) or hour (h)"),
                (text, _) -> parseRate(RATE, text),
                ANY_NUMBER);
    }

    /// The same, or in a day.
    static Type<Rate> rateOfDays() {
        return new ScalarType<>(
                "a rate from 1 to 1,000,000 in a second, minute, hour or day, such as `20/s` or `5/d`",
                schema(RATE_OF_DAYS, "a number of calls in a second (s), minute (m), hour (h) or day (d)"),
                (text, _) -> parseRate(RATE_OF_DAYS, text),
                ANY_NUMBER);
    }

    /// What may be spent in a window of time, such as `1000/day`.
    static Type<Allowance> allowance() {
        return new ScalarType<>(
                "an amount from 1 to 1,000,000,000,000 for an hour, day or month, such as `1000/day`",
                schema(ALLOWANCE, "an amount for an hour, day or month"),
                (text, _) -> parseAllowance(text),
                ANY_NUMBER);
    }

    /// A bare number is let through to the parser, so that the error says what is missing: the unit.
    private static final java.util.Set<Tree.Kind> ANY_NUMBER =
            java.util.Set.of(Tree.Kind.TEXT, Tree.Kind.WHOLE_NUMBER, Tree.Kind.NUMBER);

    private static Map<String, Object> schema(Pattern pattern, String words) {
        return Types.ordered("type", "string", "pattern", "^(?:" + pattern.pattern() + ")$", "$comment", words);
    }

    private static Optional<Duration> parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        return matcher.matches()
                ? Optional.ofNullable(UNITS.get(matcher.group(2)))
                        .map(unit -> unit.multipliedBy(Long.parseLong(matcher.group(1))))
                : Optional.empty();
    }

    private static Optional<Long> parseSize(String text) {
        Matcher matcher = SIZE.matcher(text);
        return matcher.matches()
                ? Optional.ofNullable(BYTES.get(matcher.group(2))).map(unit -> unit * Long.parseLong(matcher.group(1)))
                : Optional.empty();
    }

    private static Optional<Allowance> parseAllowance(String text) {
        Matcher matcher = ALLOWANCE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        Window window = Window.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
        return amount >= 1 && amount <= Allowance.AMOUNT_MAX
                ? Optional.of(new Allowance(amount, window))
                : Optional.empty();
    }

    private static Optional<Rate> parseRate(Pattern form, String text) {
        Matcher matcher = form.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int count = Integer.parseInt(matcher.group(1));
        return count >= 1 && count <= RATE_COUNT_MAX
                ? Optional.ofNullable(UNITS.get(matcher.group(2))).map(unit -> new Rate(count, unit))
                : Optional.empty();
    }
}
