package io.tidegate.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/// An event for people: time of day, how bad it is, what happened, on one line that no word of others can break. By
/// hand, since the library's patterns take long to set up.
final class LogLine extends EncoderBase<ILoggingEvent> {
    private static final int LEVEL_WIDTH = 5;
    private static final byte[] NOTHING = {};
    private final ZoneId zone = ZoneId.systemDefault();

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder();
        LocalTime time = LocalTime.ofInstant(Instant.ofEpochMilli(event.getTimeStamp()), zone);
        digits(line, time.getHour(), 2).append(':');
        digits(line, time.getMinute(), 2).append(':');
        digits(line, time.getSecond(), 2).append('.');
        digits(line, time.getNano() / 1_000_000, 3).append(' ');
        String level = event.getLevel().toString();
        line.append(level).repeat(' ', Math.max(0, LEVEL_WIDTH - level.length()) + 1);
        String tenant = LogTenant.name();
        if (!tenant.isEmpty()) {
            line.append('[').append(tenant).append("] ");
        }
        line.append(Report.printable(event.getFormattedMessage())).append(System.lineSeparator());
        if (event.getThrowableProxy() != null) {
            line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static StringBuilder digits(StringBuilder line, int value, int width) {
        String digits = Integer.toString(value);
        return line.repeat('0', width - digits.length()).append(digits);
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
