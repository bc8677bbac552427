package io.tidegate.upstream;

import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.Message;
import java.util.Optional;

/// What is a question to a server over HTTP asked in, and who is told of what is no part of its answer?
interface HttpSetting {
    Dialect dialect();

    /// Empty in the newer era, and before there is one.
    Optional<HttpSessions.Session> session();

    /// What came on the stream and belongs to no question.
    void aside(Message.Notification notice);

    /// The server said what it may not say here.
    ///
    /// @param method what it asked, or [Upstreams#ANSWER]
    default void unsolicited(String method) {}

    /// The server said what one of the older era says to whoever speaks to it as to one of the newer.
    default void looksOlder() {}

    /// From now on what the server asks elsewhere may belong to this call. Returns whether that can be.
    default boolean began(HttpCall call) {
        return false;
    }

    default void ended(HttpCall call) {}

    /// From which level on the caller wants log messages.
    default Optional<LogLevel> log() {
        return Optional.empty();
    }
}
