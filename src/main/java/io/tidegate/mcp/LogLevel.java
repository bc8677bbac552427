package io.tidegate.mcp;

import io.tidegate.json.JsonDocument;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How severe a log message is, least first (MCP, LoggingLevel; RFC 5424, section 6.2.1).
public enum LogLevel {
    DEBUG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    CRITICAL,
    ALERT,
    EMERGENCY;

    private final String id = name().toLowerCase(Locale.ROOT);

    public String id() {
        return id;
    }

    public static Optional<LogLevel> of(String id) {
        return Arrays.stream(values()).filter(level -> level.id.equals(id)).findFirst();
    }

    /// Whether whoever asked for this and above gets such a message.
    ///
    /// @param params of `notifications/message`
    public boolean covers(JsonDocument params) {
        return params.root()
                .string("level")
                .flatMap(LogLevel::of)
                .filter(said -> said.reaches(this))
                .isPresent();
    }

    /// Whether whoever asked for `wanted` and above gets this.
    public boolean reaches(LogLevel wanted) {
        return compareTo(wanted) >= 0;
    }
}
