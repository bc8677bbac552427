package io.tidegate.limit;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Is there memory for one more message? Asked before the message is held, and answered at once.
///
/// It counts what messages may cost at most, not what they do cost. Small messages are not counted: how many there may
/// be at a time bounds those.
public final class Room {
    static final int SMALL_BYTES_MAX = 4 << 10;

    // For each byte of a message, while it is examined: itself, its parts, the list of its values, what was mended, and
    // the tree that is held against a schema. Lists of one-digit numbers cost the most.
    private static final int COST = 24;

    private final long bytes;
    private final AtomicLong free;

    /// @param bytes of memory that messages may take up together
    public Room(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a room holds something");
        }
        this.bytes = bytes;
        this.free = new AtomicLong(bytes);
    }

    /// What was taken; closing gives it back, once.
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /// A place for a message of up to so many bytes, or nothing where there is none now. What would never fit has its
    /// place when it is alone.
    public Optional<Place> take(long messageBytes) {
        if (messageBytes <= SMALL_BYTES_MAX) {
            return Optional.of(() -> {});
        }
        long cost = messageBytes > bytes / COST ? bytes : messageBytes * COST;
        long before = free.getAndUpdate(left -> left >= cost ? left - cost : left);
        if (before < cost) {
            return Optional.empty();
        }
        AtomicLong held = new AtomicLong(cost);
        return Optional.of(() -> free.addAndGet(held.getAndSet(0)));
    }
}
