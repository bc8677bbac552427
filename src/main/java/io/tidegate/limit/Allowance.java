package io.tidegate.limit;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// How much may be spent in each window of time? Windows begin on the hour, at midnight, or with the month, all in UTC.
public record Allowance(long amount, Window window) {
    /// More than anybody counts, and far below where sums overflow.
    public static final long AMOUNT_MAX = 1_000_000_000_000L;

    /// A time after which all may be spent again.
    public enum Window {
        HOUR,
        DAY,
        MONTH;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// When the window began in which this moment lies.
        Instant start(Instant moment) {
            ZonedDateTime utc = moment.atZone(ZoneOffset.UTC);
            return switch (this) {
                case HOUR -> utc.truncatedTo(ChronoUnit.HOURS).toInstant();
                case DAY -> utc.truncatedTo(ChronoUnit.DAYS).toInstant();
                case MONTH -> utc.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).toInstant();
            };
        }

        /// When the window ends that began then.
        Instant end(Instant start) {
            ZonedDateTime utc = start.atZone(ZoneOffset.UTC);
            return switch (this) {
                case HOUR -> utc.plusHours(1).toInstant();
                case DAY -> utc.plusDays(1).toInstant();
                case MONTH -> utc.plusMonths(1).toInstant();
            };
        }
    }

    public Allowance {
        if (amount < 1 || amount > AMOUNT_MAX) {
            throw new IllegalArgumentException("an allowance is from 1 to a million million");
        }
    }

    @Override
    public String toString() {
        return amount + "/" + window.word();
    }
}
