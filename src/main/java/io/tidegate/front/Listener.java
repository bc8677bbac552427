package io.tidegate.front;

import io.tidegate.call.Caller;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.Offering;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/// One who is told things unasked: a session of the stateful era, or one request to listen of the stateless.
///
/// However many streams it has open, it is told each thing on one of them: the newest.
final class Listener {
    private final Caller caller;
    private final String profile;
    private final Set<Offering> kinds;
    private final Mailbox mail = new Mailbox();
    private final TaskLooks looks = new TaskLooks();
    private final Set<String> uris = new HashSet<>();
    private final Deque<Stream> streams = new ArrayDeque<>();
    private volatile Optional<LogLevel> level;
    private long touched = System.nanoTime();

    /// @param kinds whose lists it wants to hear of
    Listener(Caller caller, String profile, Set<Offering> kinds) {
        this.caller = caller;
        this.profile = profile;
        this.kinds = Set.copyOf(kinds);
        this.level = caller.log();
    }

    /// A stream of it that is open.
    static final class Stream {
        private final Semaphore news = new Semaphore(0);
        private volatile boolean over;

        void wake() {
            news.release();
        }

        /// Ends the stream.
        void end() {
            over = true;
            wake();
        }

        boolean isOver() {
            return over;
        }

        Semaphore news() {
            return news;
        }
    }

    Caller caller() {
        return caller;
    }

    String profile() {
        return profile;
    }

    Mailbox mail() {
        return mail;
    }

    TaskLooks looks() {
        return looks;
    }

    synchronized void open(Stream stream) {
        streams.addLast(stream);
        touched = System.nanoTime();
        stream.wake(); // there may be mail from before
    }

    synchronized void leave(Stream stream) {
        streams.remove(stream);
        if (streams.isEmpty()) {
            mail.forgetLogs();
        }
        touched = System.nanoTime();
        wake();
    }

    /// Whether things are told on this stream now.
    synchronized boolean isTold(Stream stream) {
        return streams.peekLast() == stream;
    }

    synchronized void wake() {
        if (!streams.isEmpty()) {
            streams.getLast().wake();
        }
    }

    synchronized void end() {
        streams.forEach(Stream::end);
    }

    void changed(Set<Offering> changed) {
        Set<Offering> wanted = EnumSet.noneOf(Offering.class);
        changed.stream().filter(kinds::contains).forEach(wanted::add);
        if (!wanted.isEmpty()) {
            mail.changed(wanted);
            wake();
        }
    }

    /// From now on it is told of what servers log from this level on.
    void level(LogLevel set) {
        level = Optional.of(set);
    }

    /// Whether it wants to be told of this.
    ///
    /// @param params of `notifications/message`
    boolean wantsLog(JsonDocument params) {
        return level.filter(from -> from.covers(params)).isPresent();
    }

    synchronized void logged(String server, Mailbox.Letter.Log log) {
        if (streams.isEmpty()) {
            log.held().close();
        } else {
            mail.log(server, log);
            wake();
        }
    }

    /// Whether it was new.
    synchronized boolean add(String uri) {
        touched = System.nanoTime();
        return uris.add(uri);
    }

    synchronized boolean remove(String uri) {
        return uris.remove(uri);
    }

    synchronized int watched() {
        return uris.size();
    }

    /// Whether it asked to be told of this resource, or of one that this is a part of.
    synchronized boolean watches(String uri) {
        return uris.contains(uri)
                || uris.stream().anyMatch(known -> uri.startsWith(known.endsWith("/") ? known : known + "/"));
    }

    /// What it asked to be told of.
    synchronized List<String> names() {
        return List.copyOf(uris);
    }

    synchronized boolean isListening() {
        return !streams.isEmpty();
    }

    /// Whether nothing is to be kept for it.
    synchronized boolean isIdle() {
        return streams.isEmpty() && uris.isEmpty();
    }

    /// Whether nobody listened for so long.
    synchronized boolean isForgotten(long nanos) {
        return streams.isEmpty() && System.nanoTime() - touched > nanos;
    }
}
