package io.tidegate.limit;

import java.util.Optional;

/// Is there memory for one more request? Asked before the request is held, and answered at once.
///
/// It counts what messages may cost at most, not what they do cost. Small messages are not counted: how many there may
/// be at a time bounds those. What would never fit has its place when it is alone.
public final class Room {
    static final int SMALL_BYTES_MAX = 4 << 10;

    // For each byte of a message, while it is examined: itself, its parts, the list of its values, what was mended, and
    // the tree that is held against a schema. Lists of one-digit numbers cost the most.
    private static final int COST = 24;

    private final Shares bytes;

    /// @param bytes of memory that messages may take up together
    public Room(long bytes) {
        this.bytes = new Shares(bytes);
    }

    /// A place for a message of up to so many bytes, or nothing where there is none now, or not for `who`. Closing it
    /// gives it back.
    public Optional<Shares.Share> take(String who, long messageBytes) {
        return bytes.take(who, cost(messageBytes));
    }

    /// Whether `take` was refused for want of room, not because of what `who` holds already.
    public boolean isFull(long messageBytes) {
        return bytes.free() < cost(messageBytes);
    }

    private long cost(long messageBytes) {
        if (messageBytes <= SMALL_BYTES_MAX) {
            return 0;
        }
        return messageBytes > bytes.total() / COST ? bytes.total() : messageBytes * COST;
    }
}
