package io.tidegate.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// One answer to the client: its head is here, its body is still on the wire. Read it to the end, or close it.
///
/// For one thread, except [#close], which any thread may call to end the exchange.
public final class ClientResponse implements AutoCloseable {
    private final OriginPool pool;
    private final ClientConnection connection;
    private final ClientConnection.Head head;
    private final Cancellation cancellation;
    private final Body body;
    private final AtomicBoolean over = new AtomicBoolean();
    private long until;

    ClientResponse(
            OriginPool pool,
            ClientConnection connection,
            ClientConnection.Head head,
            long until,
            Cancellation cancellation) {
        this.pool = pool;
        this.connection = connection;
        this.head = head;
        this.until = until;
        this.cancellation = cancellation;
        this.body = new Body(connection.wire(), connection.decoder(), head.framing(), _ -> this.until);
        giveBackIfRead();
    }

    public int status() {
        return head.status();
    }

    public Headers headers() {
        return head.headers();
    }

    /// The whole body, by the deadline that was given for the exchange. Throws [HttpFailure.TooLarge] (before
    /// reading, if the length was declared), [HttpFailure.TooLate], [HttpFailure.Malformed], [HttpFailure.Gone] or
    /// [HttpFailure.Cancelled]; after any of them the connection is closed.
    public byte[] body(int bytesMax) throws HttpFailure {
        return body(bytesMax, Allowance.EVERYTHING);
    }

    /// As [#body(int)], and throws what `allowance` throws.
    public byte[] body(int bytesMax, Allowance allowance) throws HttpFailure {
        try {
            byte[] all = body.all(bytesMax, allowance);
            giveBackIfRead();
            return all;
        } catch (HttpFailure failure) {
            close();
            throw failure;
        }
    }

    /// Reads the body as an event stream. The deadline of the exchange no longer holds: each event has its own.
    public EventStreamReader events(int eventBytesMax) {
        return events(eventBytesMax, Allowance.EVERYTHING);
    }

    /// As [#events(int)]; `allowance` is asked for each event that is not small.
    public EventStreamReader events(int eventBytesMax, Allowance allowance) {
        return new EventStreamReader(this, new EventParser(eventBytesMax, allowance));
    }

    /// As [#events(int)], but an event over the limit is left out, see [StreamEvent#leftOut], unless it is over
    /// `leftOutMax` as well.
    public EventStreamReader eventsLeavingOut(int eventBytesMax, int leftOutMax) {
        return new EventStreamReader(this, EventParser.leavingOut(eventBytesMax, leftOutMax));
    }

    /// From now on this is the deadline for the body.
    public void within(Duration left) {
        until = Watchdog.in(left);
    }

    /// Some more of the body, as it comes: how many bytes, or -1 after the last. The deadline of the exchange no longer
    /// holds.
    ///
    /// @param most how long nothing may come
    public int read(byte[] into, Duration most) throws HttpFailure {
        try {
            return some(into, Watchdog.in(most));
        } catch (HttpFailure failure) {
            close();
            throw failure;
        }
    }

    int some(byte[] into, long deadline) throws HttpFailure {
        until = deadline;
        int count = body.some(into, 0, into.length);
        giveBackIfRead();
        return count;
    }

    void patience(Duration most) throws HttpFailure {
        connection.wire().patience(most);
    }

    void pause() {
        connection.wire().readUntil(Watchdog.NEVER);
    }

    private void giveBackIfRead() {
        if (body.finished() && over.compareAndSet(false, true)) {
            boolean free = cancellation.over();
            if (free && head.keepAlive() && !connection.wire().input().isReadable()) {
                pool.keep(connection);
            } else {
                pool.discard(connection);
                pool.leave();
            }
        }
    }

    /// Ends the exchange. If the body was not read to its end, the connection is closed, and a thread that is
    /// blocked reading it wakes with [HttpFailure.Cancelled]. Does nothing otherwise.
    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            connection.wire().cancel();
            cancellation.over();
            pool.discard(connection);
            pool.leave();
        }
    }
}
