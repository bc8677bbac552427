package io.tidegate.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Sends server-sent events (WHATWG HTML, section 9.2) as one answer. May be used from several threads.
///
/// Each event leaves in one write. A client that does not read is cut off after the server's write deadline; every
/// method then throws a [HttpFailure]. Does not check that data is UTF-8.
public final class EventStream implements AutoCloseable {
    private static final byte[] EMPTY = new byte[0];
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH_DIGITS = 8;

    private final Wire wire;
    private final boolean chunked;
    // Held while writing: events must not mix on the wire. The write deadline bounds how long.
    private final ReentrantLock turn = new ReentrantLock();
    private final Output output = new Output();
    private boolean closed;
    private volatile long written = Watchdog.now();

    /// `bodiless`: the request was HEAD, nothing is sent.
    EventStream(Wire wire, boolean chunked, boolean bodiless) {
        this.wire = wire;
        this.chunked = chunked;
        this.closed = bodiless;
    }

    /// An event with data only. Line breaks in `data` (LF, CR, CRLF) arrive as LF.
    public void send(byte[] data) throws HttpFailure {
        send(data, Optional.empty(), Optional.empty());
    }

    /// `id` and `name` must not hold line breaks, `id` no NUL.
    public void send(byte[] data, Optional<String> id, Optional<String> name) throws HttpFailure {
        turn.lock();
        try {
            requireOpen();
            begin();
            name.ifPresent(value -> field("event: ", value));
            id.ifPresent(value -> field("id: ", value));
            lines(data);
            output.put('\n');
            flush();
        } finally {
            turn.unlock();
        }
    }

    /// An event with an id and empty data, which says where to go on and how soon (MCP 2025-11-25, Resumability).
    public void prime(String id, Duration retry) throws HttpFailure {
        turn.lock();
        try {
            requireOpen();
            begin();
            field("id: ", id);
            field("retry: ", Long.toString(retry.toMillis()));
            lines(EMPTY);
            output.put('\n');
            flush();
        } finally {
            turn.unlock();
        }
    }

    /// Ends the answer, and the connection with it: nothing else is asked on it while the handler goes on.
    public void hangUp() throws HttpFailure {
        close();
        wire.finishOutput();
    }

    /// A line that clients ignore: keeps the path open and finds out whether the client is there.
    public void comment() throws HttpFailure {
        turn.lock();
        try {
            requireOpen();
            begin();
            output.put(COMMENT);
            flush();
        } finally {
            turn.unlock();
        }
    }

    /// Ends the answer. Does nothing the second time.
    @Override
    public void close() throws HttpFailure {
        turn.lock();
        try {
            if (!closed) {
                closed = true;
                output.clear();
                if (chunked) {
                    output.ascii("0\r\n\r\n").writeTo(wire, EMPTY);
                }
            }
        } finally {
            turn.unlock();
        }
    }

    /// Called by the watchdog: a stream that has been silent for long gets a comment, from a thread of its own.
    void look(long now, long silenceNanos) {
        if (now - written > silenceNanos) {
            written = now;
            Thread.ofVirtual().name("http-stream-comment").start(this::tryComment);
        }
    }

    private void tryComment() {
        // Whoever writes now proves the same, so there is nothing to wait for.
        if (turn.tryLock()) {
            try {
                if (!closed) {
                    comment();
                }
            } catch (HttpFailure _) {
                // the wire has told whoever asked to know; the next send throws
                return;
            } finally {
                turn.unlock();
            }
        }
    }

    private void requireOpen() throws HttpFailure {
        if (closed) {
            throw new HttpFailure.Gone("the event stream is closed", true);
        }
    }

    private void begin() {
        output.clear();
        if (chunked) {
            output.ascii("00000000\r\n");
        }
    }

    private void flush() throws HttpFailure {
        if (chunked) {
            output.hexAt(0, LENGTH_DIGITS, output.length() - LENGTH_DIGITS - 2);
            output.line();
        }
        written = Watchdog.now();
        output.writeTo(wire, EMPTY);
    }

    private void field(String start, String value) {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0 || value.indexOf(0) >= 0) {
            throw new IllegalArgumentException("an event's id or name must be one line");
        }
        output.ascii(start).put(value.getBytes(StandardCharsets.UTF_8)).put('\n');
    }

    private void lines(byte[] data) {
        int from = 0;
        for (int at = 0; at < data.length; at++) {
            byte b = data[at];
            if (b == '\n' || b == '\r') {
                output.ascii("data: ").put(data, from, at - from).put('\n');
                if (b == '\r' && at + 1 < data.length && data[at + 1] == '\n') {
                    at++;
                }
                from = at + 1;
            }
        }
        output.ascii("data: ").put(data, from, data.length - from).put('\n');
    }
}
