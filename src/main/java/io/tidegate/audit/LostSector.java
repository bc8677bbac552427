package io.tidegate.audit;

import java.io.IOException;
import java.util.Optional;

/// Did a power cut keep a part of a record from the disk? A sector that never arrived reads as zeros.
/// Someone who writes zeros looks the same, which is why nothing that is signed for is ever excused so.
final class LostSector {
    private static final int SECTOR_BYTES = 512;
    private static final int SHORTEST = 8; // fewer zeros than that occur in records
    private static final int WRITTEN_MIN = 32; // a lone changed byte is no remainder of a record

    private LostSector() {}

    /// Whether the record at `offset`, whose first byte that is not zero is at `dirty`, lost a sector.
    static boolean at(Window window, long offset, long dirty) throws IOException {
        if (dirty >= offset + Frame.MICROS_AT) {
            return beginsAtSector(window, dirty);
        }
        Optional<Frame> frame = Frame.at(window, offset);
        if (frame.isEmpty()) {
            return false;
        }
        long end = frame.get().end();
        long from = offset;
        while (from < end) {
            long to = Math.min(end, (from / SECTOR_BYTES + 1) * SECTOR_BYTES);
            if (to - from >= SHORTEST && window.zero(from, to)) {
                return true;
            }
            from = to;
        }
        return false;
    }

    private static boolean beginsAtSector(Window window, long dirty) throws IOException {
        if (dirty % SECTOR_BYTES >= SHORTEST) {
            return false;
        }
        long to = Math.min(window.size(), dirty + 4 * WRITTEN_MIN);
        int written = 0;
        for (long place = dirty; place < to; place++) {
            written += window.u8(place) == 0 ? 0 : 1;
        }
        return written >= WRITTEN_MIN;
    }
}
