package io.tidegate.audit;

import io.tidegate.crypto.Digest;
import java.io.IOException;
import java.util.Optional;

/// Where does the next record begin, when one is broken? A record proves itself by the hash that stands before it, or
/// by the record after it. Someone can make up such records; they are not signed.
final class Resync {
    private static final int FIRST = Frame.MARKER >>> 24;
    private static final int WORK_FACTOR = 4; // hashing no more than this many times the file, however it is laid out

    private final Window window;
    private long budget;

    Resync(Window window) {
        this.window = window;
        budget = window.size() * WORK_FACTOR;
    }

    /// The first record after `offset` that proves itself.
    Optional<Frame> after(long offset) throws IOException {
        for (long place = offset + 1; window.has(place, Frame.FIXED_BYTES) && budget > 0; place++) {
            if (window.u8(place) != FIRST) {
                continue;
            }
            Optional<Frame> frame = Frame.at(window, place);
            if (frame.isPresent() && frame.get().plausible() && proven(frame.get())) {
                return frame;
            }
        }
        return Optional.empty();
    }

    private boolean proven(Frame frame) throws IOException {
        budget -= frame.payloadBytes() + Frame.FIXED_BYTES;
        if (frame.follows(window.digest(frame.offset() - Digest.SIZE), window)) {
            return true;
        }
        Optional<Frame> next = Frame.at(window, frame.end());
        if (next.isEmpty()) {
            return false;
        }
        budget -= next.get().payloadBytes() + Frame.FIXED_BYTES;
        return next.get().follows(frame.stored(), window);
    }
}
