package io.tidegate.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Optional;

/// What follows the head of one message? Reads it from the wire, whole or as it comes.
///
/// Allocates by what has arrived, never by what was announced. Belongs to the thread that owns the wire.
final class Body {
    /// When must the next bytes be there, if so many have been received? In [Watchdog#now] time.
    interface Pace {
        long deadline(long received);
    }

    private static final int FIRST_BYTES = 16 << 10;
    private static final byte[] EMPTY = new byte[0];

    private final Wire wire;
    private final Decoder decoder;
    private final Framing framing;
    private final Pace pace;

    private long received;
    private boolean finished;
    private boolean broken;
    private byte[] chunk = EMPTY;
    private int chunkAt;

    Body(Wire wire, Decoder decoder, Framing framing, Pace pace) {
        this.wire = wire;
        this.decoder = decoder;
        this.framing = framing;
        this.pace = pace;
        this.finished = framing instanceof Framing.None;
    }

    /// True once nothing of this message is left on the wire.
    boolean finished() {
        return finished;
    }

    /// True once reading it has failed: where it ends is not known any more.
    boolean broken() {
        return broken;
    }

    /// The whole body. A declared length over `bytesMax` is refused before anything is read.
    byte[] all(int bytesMax) throws HttpFailure {
        return all(bytesMax, Allowance.EVERYTHING);
    }

    /// The whole body. `allowance` is asked before more of it is held than it leaves free.
    byte[] all(int bytesMax, Allowance allowance) throws HttpFailure {
        return switch (framing) {
            case Framing.None _ -> EMPTY;
            case Framing.Fixed(long bytes) -> fixed(bytes, bytesMax, allowance);
            case Framing.Chunked _, Framing.UntilClose _ -> growing(bytesMax, allowance);
        };
    }

    private byte[] fixed(long bytes, int bytesMax, Allowance allowance) throws HttpFailure {
        if (bytes > bytesMax) {
            throw new HttpFailure.TooLarge(bytesMax);
        }
        if (bytes > allowance.free() && bytes > allowance.upTo((int) bytes)) {
            throw new HttpFailure.TooLarge(bytesMax);
        }
        byte[] body = new byte[(int) Math.min(bytes, FIRST_BYTES)];
        int length = 0;
        while (length < bytes) {
            if (length == body.length) {
                body = Arrays.copyOf(body, (int) Math.min(bytes, body.length * 2L));
            }
            length += required(some(body, length, body.length - length));
        }
        return body;
    }

    private byte[] growing(int bytesMax, Allowance allowance) throws HttpFailure {
        byte[] body = EMPTY;
        int length = 0;
        int most = Math.min(bytesMax, allowance.free()); // what may be held before the allowance is asked again
        while (true) {
            if (length > bytesMax) {
                throw new HttpFailure.TooLarge(bytesMax);
            }
            if (length > most) {
                most = allowance.more(length, bytesMax);
            }
            if (length == body.length) {
                long next = Math.max(FIRST_BYTES, body.length * 2L);
                body = Arrays.copyOf(body, (int) Math.min(most + 1L, next));
            }
            int count = some(body, length, body.length - length);
            if (count < 0) {
                return Arrays.copyOf(body, length);
            }
            length += count;
        }
    }

    /// Up to `length` bytes as they come; -1 after the last, 0 where the wire's patience was over.
    int some(byte[] into, int offset, int length) throws HttpFailure {
        if (finished) {
            return -1;
        }
        wire.readUntil(pace.deadline(received));
        // INVARIANT: until the read has worked out, the wire counts as unusable for another message
        broken = true;
        int count =
                switch (framing) {
                    case Framing.None _ -> -1;
                    case Framing.Fixed(long bytes) -> someFixed(into, offset, (int) Math.min(length, bytes - received));
                    case Framing.Chunked _ -> someChunked(into, offset, length);
                    case Framing.UntilClose _ -> someRest(into, offset, length);
                };
        broken = false;
        if (count > 0) {
            received += count;
        }
        if (framing instanceof Framing.Fixed(long bytes) && received == bytes) {
            finished = true;
        }
        if (finished) {
            wire.readUntil(Watchdog.NEVER);
        }
        return count;
    }

    private int someFixed(byte[] into, int offset, int length) throws HttpFailure {
        int count = buffered(into, offset, length);
        return count > 0 ? count : required(wire.receive(into, offset, length));
    }

    private int someRest(byte[] into, int offset, int length) throws HttpFailure {
        int count = buffered(into, offset, length);
        if (count == 0) {
            count = wire.receive(into, offset, length);
        }
        finished = count < 0;
        return count;
    }

    private int someChunked(byte[] into, int offset, int length) throws HttpFailure {
        while (chunkAt == chunk.length) {
            Optional<byte[]> next = decoder.chunk(wire.input());
            if (next.isPresent()) {
                chunk = next.get();
                chunkAt = 0;
            } else if (decoder.ended()) {
                finished = true;
                return -1;
            } else {
                int came = required(wire.fill());
                wire.readUntil(pace.deadline(received));
                if (came == 0) {
                    return 0;
                }
            }
        }
        int count = Math.min(length, chunk.length - chunkAt);
        System.arraycopy(chunk, chunkAt, into, offset, count);
        chunkAt += count;
        return count;
    }

    private int buffered(byte[] into, int offset, int length) {
        ByteBuf input = wire.input();
        int count = Math.min(length, input.readableBytes());
        input.readBytes(into, offset, count);
        return count;
    }

    private static int required(int count) throws HttpFailure.Gone {
        if (count < 0) {
            throw new HttpFailure.Gone("the peer ended the connection inside a message", true);
        }
        return count;
    }

    /// Reads and drops what is left, so that the connection can be used again. False if that is more than
    /// `bytesMax`.
    boolean drop(int bytesMax) throws HttpFailure {
        if (framing instanceof Framing.Fixed(long bytes) && bytes - received > bytesMax) {
            return false;
        }
        byte[] dropped = finished ? EMPTY : new byte[4 << 10];
        long dropMax = received + bytesMax;
        while (!finished) {
            int count = some(dropped, 0, dropped.length);
            if (count >= 0 && received > dropMax) {
                return false;
            }
        }
        return true;
    }
}
