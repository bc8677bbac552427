package io.tidegate.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import io.tidegate.config.Configuration;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the log goes and how it looks: standard error, one line an event, for people or as JSON.
final class LogSetup {
    private LogSetup() {}

    /// Until a configuration is read: only what is wrong.
    static void quiet() {
        set(Configuration.Log.Format.TEXT, Level.WARN);
    }

    static void as(Configuration.Log log) {
        set(log.format(), Level.toLevel(log.level().name()));
    }

    private static void set(Configuration.Log.Format format, Level level) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.reset();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder(format, context));
        appender.addFilter(new HarmlessComplaint());
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        context.getLogger("io.tidegate").setLevel(level);
        // It writes what stands in schemas, which are servers' words.
        context.getLogger("com.networknt").setLevel(Level.OFF);
    }

    /// Writes what went wrong inside only where something did: the encoder as it is would say `null` on every line.
    private static final class JsonLines extends EncoderBase<ILoggingEvent> {
        private final JsonEncoder ordinary = json(false);
        private final JsonEncoder failure = json(true);

        @Override
        public byte[] headerBytes() {
            return ordinary.headerBytes();
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            byte[] line = (event.getThrowableProxy() == null ? ordinary : failure).encode(event);
            return LogTenant.name().isEmpty() ? line : named(line, LogTenant.name());
        }

        /// With the tenant as its first member. A tenant's name has nothing that JSON would escape.
        private static byte[] named(byte[] line, String tenant) {
            byte[] member = ("{\"tenant\":\"" + tenant + "\",").getBytes(StandardCharsets.US_ASCII);
            byte[] named = new byte[line.length + member.length - 1];
            System.arraycopy(member, 0, named, 0, member.length);
            System.arraycopy(line, 1, named, member.length, line.length - 1);
            return named;
        }

        @Override
        public byte[] footerBytes() {
            return ordinary.footerBytes();
        }
    }

    /// What happened when, how bad it is, and where: the sentence as people read it, not its parts.
    private static JsonEncoder json(boolean withThrowable) {
        JsonEncoder json = new JsonEncoder();
        json.setWithThrowable(withThrowable);
        json.setWithFormattedMessage(true);
        json.setWithMessage(false);
        json.setWithArguments(false);
        json.setWithContext(false);
        json.setWithSequenceNumber(false);
        json.setWithNanoseconds(false);
        json.setWithMDC(false);
        json.setWithMarkers(false);
        json.setWithKVPList(false);
        return json;
    }

    private static Encoder<ILoggingEvent> encoder(Configuration.Log.Format format, LoggerContext context) {
        Encoder<ILoggingEvent> encoder =
                switch (format) {
                    case TEXT -> new LogLine();
                    case JSON -> new JsonLines();
                };
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    /// SQLite's library is unpacked into the temporary folder, and each start clears away what dead processes left
    /// there. Of two that start at once, one finds a file gone already, and complains at length.
    private static final class HarmlessComplaint extends Filter<ILoggingEvent> {
        private static final String LOGGER = "org.sqlite.SQLiteJDBCLoader";
        private static final String MESSAGE = "Failed to delete old native lib";

        @Override
        public FilterReply decide(ILoggingEvent event) {
            boolean harmless = LOGGER.equals(event.getLoggerName()) && MESSAGE.equals(event.getMessage());
            return harmless ? FilterReply.DENY : FilterReply.NEUTRAL;
        }
    }
}
