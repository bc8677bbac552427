package io.tidegate.upstream;

import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// What did a server say elsewhere that belongs to this call: questions, and log messages, on the stream of its
/// session?
///
/// Bounded: of log messages beyond that the later ones are dropped, and all that come while the call waits for its
/// client, so that a server that logs without end fills nothing.
final class Overheard {
    private static final int LOGS_MAX = 64;
    private static final int LOG_BYTES_MAX = 256 << 10;

    private final Optional<LogLevel> level;
    private final Deque<Message.Request> requests = new ArrayDeque<>(0);
    private final Deque<Message.Notification> logs = new ArrayDeque<>(0);
    private int logBytes;
    private boolean rests;
    private boolean over;

    /// @param level from which on the caller wants log messages; empty where it wants none
    Overheard(Optional<LogLevel> level) {
        this.level = level;
    }

    /// False where this call takes it no more.
    synchronized boolean add(Message.Request request) {
        return !over && requests.size() < Step.AT_ONCE_MAX && requests.add(request);
    }

    /// Keeps a log message, as far as it is wanted and there is room.
    synchronized void log(Message.Notification notice) {
        int bytes = notice.params().length();
        boolean fits = logs.size() < LOGS_MAX && logBytes + bytes <= LOG_BYTES_MAX;
        if (fits
                && !over
                && !rests
                && level.filter(wanted -> wanted.covers(notice.params())).isPresent()) {
            logs.add(notice);
            logBytes += bytes;
        }
    }

    synchronized Optional<Message.Request> request() {
        return Optional.ofNullable(requests.poll());
    }

    /// Hands out the log messages that came until now.
    void logsTo(Optional<Course> listener) {
        listener.ifPresent(course -> takeLogs().forEach(course));
    }

    private synchronized List<Message.Notification> takeLogs() {
        if (logs.isEmpty()) {
            return List.of();
        }
        List<Message.Notification> taken = List.copyOf(logs);
        logs.clear();
        logBytes = 0;
        return taken;
    }

    /// Whether the call waits for its client.
    synchronized void rests(boolean now) {
        rests = now;
    }

    /// Takes nothing more. Returns the questions that nobody heard.
    synchronized List<Message.Request> end() {
        over = true;
        logs.clear();
        List<Message.Request> unheard = List.copyOf(requests);
        requests.clear();
        return unheard;
    }
}
