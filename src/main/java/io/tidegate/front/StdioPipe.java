package io.tidegate.front;

import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.RequestId;
import io.tidegate.upstream.IdScan;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Messages over standard input and output, one a line (MCP, stdio transport). Does not look into them.
///
/// One thread reads; any thread writes, and a line is never mixed with another.
final class StdioPipe {
    static final int LINE_BYTES_MAX = 16 << 20; // as much JSON as is examined anywhere here

    private final InputStream in;
    private final OutputStream out;
    private final ReentrantLock turn =
            new ReentrantLock(); // held over the write: lines must not mix, and nothing else waits for it
    private volatile boolean broken;

    StdioPipe(InputStream in, OutputStream out) {
        this.in = new BufferedInputStream(in, 64 << 10);
        this.out = out;
    }

    /// One line that came in.
    sealed interface Line {
        @SuppressWarnings("ArrayRecordComponent") // bytes of one message, never compared
        record Whole(byte[] bytes) implements Line {}

        /// Longer than may be; its bytes were dropped.
        ///
        /// @param id of the request, where it has one that is a number
        record TooLong(Optional<RequestId> id) implements Line {}
    }

    /// The next line; empty at the end of the input.
    Optional<Line> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        IdScan scan = new IdScan();
        boolean tooLong = false;
        int letter = in.read();
        if (letter < 0) {
            return Optional.empty();
        }
        while (letter >= 0 && letter != '\n') {
            if (!tooLong && line.size() == LINE_BYTES_MAX) {
                tooLong = true;
                byte[] start = line.toByteArray();
                scan.feed(start, 0, start.length);
                line = new ByteArrayOutputStream();
            }
            if (tooLong) {
                scan.feed(new byte[] {(byte) letter}, 0, 1);
            } else {
                line.write(letter);
            }
            letter = in.read();
        }
        return Optional.of(tooLong ? new Line.TooLong(scan.id()) : new Line.Whole(line.toByteArray()));
    }

    /// Writes one message on one line. Line ends inside it can only be white space of JSON, so they become blanks.
    ///
    /// @param message is changed in place
    void write(byte[] message) {
        for (int at = 0; at < message.length; at++) {
            if (message[at] == '\n' || message[at] == '\r') {
                message[at] = ' ';
            }
        }
        turn.lock();
        try {
            if (!broken) {
                out.write(message);
                out.write('\n');
                out.flush();
            }
        } catch (IOException gone) {
            broken = true; // who reads is gone; the end of the input follows
        } finally {
            turn.unlock();
        }
    }

    void fail(Optional<RequestId> id, int code, String message) {
        write(Envelope.failure(id, Envelope.error(code, message)));
    }
}
