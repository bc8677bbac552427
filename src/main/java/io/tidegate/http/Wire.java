package io.tidegate.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/// How do bytes come from and go to one peer? One socket, the input buffer that belongs to it, and its deadlines.
///
/// One thread reads; several may write if they take turns. Deadlines are kept by the [Watchdog], which closes the
/// socket under a blocked thread. Does not know HTTP.
final class Wire {
    private enum End {
        LATE,
        CANCELLED,
        CLOSED
    }

    private static final int INPUT_BYTES = 8 << 10;
    // A client that reads nothing must not get its deadline renewed for a whole large body at once, nor lose it while
    // it reads.
    private static final int WRITE_PIECE_BYTES = 64 << 10;

    private final Socket raw;
    private final long writeNanos;
    private final ByteBuf input;
    private final ReadAhead ahead = new ReadAhead(this);
    private final AtomicReference<End> end = new AtomicReference<>();
    private Socket read;
    private Duration patience = Duration.ZERO;
    private InputStream in;
    private OutputStream out;

    private volatile long readUntil = Watchdog.NEVER;
    private volatile long writeUntil = Watchdog.NEVER;

    Wire(Socket raw, long writeNanos, int inputBytesMax) throws IOException {
        this.raw = raw;
        this.writeNanos = writeNanos;
        this.input = UnpooledByteBufAllocator.DEFAULT.heapBuffer(INPUT_BYTES, Math.max(INPUT_BYTES, inputBytesMax));
        raw.setTcpNoDelay(true);
        read = raw;
        in = raw.getInputStream();
        out = raw.getOutputStream();
    }

    /// From now on bytes pass through `tls`, which is layered over the raw socket.
    void secure(SSLSocket tls) throws HttpFailure {
        try {
            tls.startHandshake();
            read = tls;
            in = tls.getInputStream();
            out = tls.getOutputStream();
        } catch (IOException failed) {
            throw failure(failed);
        }
    }

    /// What was read and is not used yet.
    ByteBuf input() {
        return input;
    }

    ReadAhead ahead() {
        return ahead;
    }

    /// Reads once, into [#input]. Blocks. Returns how many bytes came, -1 at the end of the stream, 0 where nothing
    /// came within the patience.
    int fill() throws HttpFailure {
        if (!input.isReadable()) {
            input.clear();
        } else if (input.readerIndex() > 0) {
            input.discardReadBytes();
        }
        input.ensureWritable(1);
        int room = input.writableBytes();
        int count = receive(input.array(), input.arrayOffset() + input.writerIndex(), room);
        if (count > 0) {
            input.writerIndex(input.writerIndex() + count);
        }
        return count;
    }

    /// How long one read waits before it says that nothing came; zero is without end.
    void patience(Duration most) throws HttpFailure {
        if (most.equals(patience)) {
            return;
        }
        patience = most;
        try {
            read.setSoTimeout((int) most.toMillis());
        } catch (SocketException failed) {
            throw failure(failed);
        }
    }

    /// Reads once, past [#input], which must be empty. As [#fill].
    int receive(byte[] into, int offset, int length) throws HttpFailure {
        if (!ahead.ownerTakesTurn()) {
            int count = ahead.take(into, offset, length);
            if (count < 0 && end.get() != null) {
                throw failure(new SocketException());
            }
            return count;
        }
        try {
            return in.read(into, offset, length);
        } catch (SocketTimeoutException _) {
            return 0;
        } catch (IOException failed) {
            throw failure(failed);
        } finally {
            ahead.ownerGivesTurn();
        }
    }

    /// For [ReadAhead]: -1 at the end of the stream, however it ended.
    int receiveAhead(byte[] into, int offset, int length) {
        try {
            return in.read(into, offset, length);
        } catch (IOException _) {
            return -1;
        }
    }

    void write(byte[] bytes, int offset, int length) throws HttpFailure {
        try {
            int done = 0;
            do {
                int piece = Math.min(WRITE_PIECE_BYTES, length - done);
                writeUntil = Watchdog.now() + writeNanos;
                out.write(bytes, offset + done, piece);
                done += piece;
            } while (done < length);
        } catch (IOException failed) {
            ahead.gone();
            throw failure(failed);
        } finally {
            writeUntil = Watchdog.NEVER;
        }
    }

    /// Reads must be done by then ([Watchdog#now] time).
    void readUntil(long deadline) {
        readUntil = deadline;
    }

    /// Called by the watchdog. Never blocks.
    void look(long now) {
        if (now > readUntil || now > writeUntil) {
            end(End.LATE);
        } else {
            ahead.look(now);
        }
    }

    /// From any thread: wakes whoever is blocked on this wire with [HttpFailure.Cancelled].
    void cancel() {
        end(End.CANCELLED);
    }

    void close() {
        end(End.CLOSED);
    }

    boolean open() {
        return end.get() == null;
    }

    /// Tells the peer that nothing more comes. What it still sends is read as ever.
    void finishOutput() {
        try {
            raw.shutdownOutput();
        } catch (IOException _) {
            // the peer is gone already
            return;
        }
    }

    /// Tells the peer that nothing more comes, then reads and drops what it still sends, so that it gets to see
    /// what was written (RFC 9112 section 9.6). Bounded by bytes here and by `readUntil`.
    void linger(int bytesMax) {
        byte[] dropped = new byte[4 << 10];
        int total = 0;
        try {
            raw.shutdownOutput();
            while (total < bytesMax) {
                int count = receive(dropped, 0, dropped.length);
                if (count < 0) {
                    return;
                }
                total += count;
            }
        } catch (IOException _) {
            // the peer is gone or out of time: there is no one left to be polite to
            return;
        }
    }

    Socket raw() {
        return raw;
    }

    // The raw socket is closed, not the TLS one: that would want to write first, and may wait for a blocked writer.
    private void end(End why) {
        if (end.compareAndSet(null, why)) {
            try {
                raw.close();
            } catch (IOException _) {
                // a socket that fails to close is closed
                return;
            }
        }
    }

    private HttpFailure failure(IOException cause) {
        End why = end.get();
        // With TLS 1.3 a server says only after the handshake that it does not take our certificate.
        if (why == null && cause instanceof SSLException) {
            Optional<HttpFailure.NotTrusted> ours =
                    HttpFailure.NotTrusted.in(cause).filter(found -> found.why() == HttpFailure.NotTrusted.Why.OURS);
            if (ours.isPresent()) {
                return ours.get();
            }
        }
        HttpFailure failure =
                switch (why) {
                    case null ->
                        Thread.currentThread().isInterrupted()
                                ? new HttpFailure.Cancelled()
                                : new HttpFailure.Gone("the connection broke", true);
                    case CLOSED -> new HttpFailure.Gone("the connection is closed", true);
                    case LATE -> new HttpFailure.TooLate(true);
                    case CANCELLED -> new HttpFailure.Cancelled();
                };
        failure.initCause(cause);
        return failure;
    }
}
