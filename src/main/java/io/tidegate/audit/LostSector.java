package io.tidegate.audit;

import java.io.IOException;
import java.util.Optional;

/// Did a crash keep a part of a record from the file? What never arrived reads as zeros, in whole sectors: a killed
/// process stops between pages, and a power cut loses sectors.
///
/// Someone who writes zeros looks the same, which is why nothing that is signed for is ever excused so.
final class LostSector {
    private static final int SECTOR_BYTES = 512;
    private static final int SHORTEST = 8; // fewer zeros than that occur in records
    private static final int WRITTEN_MIN = 32; // a lone changed byte is no remainder of a record
    private static final int LENGTH_END = Frame.LENGTH_AT + Integer.BYTES;
    private static final int SEQUENCE_END = Frame.SEQUENCE_AT + Long.BYTES;

    private LostSector() {}

    /// Whether the record `sequence`, which belongs at `offset`, is there but for some sectors.
    static boolean at(Window window, long offset, long sequence) throws IOException {
        return end(window, offset, sequence) || start(window, offset) || middle(window, offset);
    }

    /// The record begins rightly and stops at a sector's border, with nothing behind.
    private static boolean end(Window window, long offset, long sequence) throws IOException {
        long last = window.lastNonZero(offset);
        long border = (last / SECTOR_BYTES + 1) * SECTOR_BYTES;
        if (border - last > SHORTEST || !begins(window, offset, border, sequence)) {
            return false;
        }
        if (border - offset < LENGTH_END) {
            return true;
        }
        int length = window.i32(offset + Frame.LENGTH_AT);
        return length >= 0 && length <= Frame.PAYLOAD_BYTES_MAX && offset + Frame.FIXED_BYTES + length > border;
    }

    private static boolean begins(Window window, long offset, long border, long sequence) throws IOException {
        for (int at = 0; at < SEQUENCE_END && offset + at < Math.min(border, window.size()); at++) {
            int expected = window.u8(offset + at);
            if (at < Frame.LENGTH_AT) {
                expected = (Frame.MARKER >>> (Byte.SIZE * (Frame.LENGTH_AT - 1 - at))) & 0xff;
            } else if (at >= Frame.SEQUENCE_AT) {
                expected = (int) (sequence >>> (Byte.SIZE * (SEQUENCE_END - 1 - at))) & 0xff;
            }
            if (window.u8(offset + at) != expected) {
                return false;
            }
        }
        return true;
    }

    /// The first sectors are gone; what follows begins at a sector's border.
    static boolean start(Window window, long offset) throws IOException {
        long dirty = window.firstNonZero(offset, window.size()).orElse(offset);
        long border = dirty / SECTOR_BYTES * SECTOR_BYTES;
        if (border <= offset || dirty - border >= SHORTEST) {
            return false;
        }
        long to = Math.min(window.size(), dirty + 4 * WRITTEN_MIN);
        int written = 0;
        for (long place = dirty; place < to; place++) {
            written += window.u8(place) == 0 ? 0 : 1;
        }
        return written >= WRITTEN_MIN;
    }

    /// A whole sector's worth of the record is zeros, or its end from a border on.
    private static boolean middle(Window window, long offset) throws IOException {
        Optional<Frame> frame = Frame.at(window, offset);
        if (frame.isEmpty()) {
            return false;
        }
        long end = frame.get().end();
        long from = offset;
        while (from < end) {
            long to = Math.min(end, (from / SECTOR_BYTES + 1) * SECTOR_BYTES);
            boolean whole = to - from >= SHORTEST || (to == end && from > offset);
            if (whole && window.zero(from, to)) {
                return true;
            }
            from = to;
        }
        return false;
    }
}
