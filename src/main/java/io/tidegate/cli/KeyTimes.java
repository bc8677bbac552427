package io.tidegate.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long did the operator say that a key lives? `30d`, `24h`, `90m`, `45s`, or until a day or a time: `2027-01-31`,
/// `2027-01-31T12:00:00Z`. A day ends with it, in UTC.
final class KeyTimes {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})([smhd])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));

    private KeyTimes() {}

    /// Throws `IllegalArgumentException`, with what is wrong.
    static Duration length(String text) {
        return found(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "`" + Report.printable(text) + "` is no time such as `24h` or `30d`"));
    }

    /// The same, or until when.
    static Duration life(String text, Instant now) {
        return found(text).orElseGet(() -> Duration.between(now, end(text)));
    }

    private static Optional<Duration> found(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.ofNullable(UNITS.get(matcher.group(2)))
                        .map(unit -> unit.multipliedBy(Long.parseLong(matcher.group(1))))
                : Optional.empty();
    }

    private static Instant end(String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException _) {
            throw new IllegalArgumentException("`" + Report.printable(text)
                    + "` is neither a time such as `24h` or `30d`, nor a day such as `2027-01-31`");
        }
    }
}
