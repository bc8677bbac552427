package io.tidegate.upstream;

import io.tidegate.limit.MessageMemory;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.RequestId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/// Messages on a pipe: one a line, ended by a newline (MCP, stdio transport), each within a limit and within the memory
/// that there is for answers.
final class Lines {
    private static final int FIRST_BYTES = 16 << 10;

    private final InputStream in;
    private final Intake.Room room;
    private final Allotment allotment;
    private byte[] buffer = new byte[FIRST_BYTES];
    private int start;
    private int end;

    /// Gives memory for lines that are not small.
    interface Allotment {
        /// What a line holds at first: nothing.
        Shares.Share none();

        /// Memory for a line of up to so many bytes in all, or false where there is none: then the line is dropped.
        /// Nothing else of this server is read meanwhile, so it must not take long.
        boolean grow(Shares.Share held, int bytes);

        /// A line that is not small has begun. Closed at its end; until then nothing else of this server can come.
        Overdue begun();
    }

    Lines(InputStream in, Intake.Room room, Allotment allotment) {
        this.in = in;
        this.room = room;
        this.allotment = allotment;
    }

    sealed interface Line {
        record Whole(byte[] bytes) implements Line {}

        /// One that is not small, and the memory that is held for it.
        record Large(byte[] bytes, Shares.Share held) implements Line {}

        /// A line that was read to its end and thrown away.
        ///
        /// @param id whose answer it was, where that was seen
        record Dropped(LinkFailed.Why why, Optional<RequestId> id) implements Line {}
    }

    /// The next line that isn't empty; nothing at the end of the stream. An unfinished last line is no line.
    Optional<Line> next() throws IOException {
        int searched = start;
        while (true) {
            int newline = newline(searched);
            if (newline >= 0) {
                Optional<byte[]> line = cut(newline);
                if (line.isPresent()) {
                    return Optional.of(new Line.Whole(line.get()));
                }
                searched = start;
                continue;
            }
            if (end - start > MessageMemory.FREE_BYTES) {
                return large();
            }
            searched = end - compact();
            if (!fill(MessageMemory.FREE_BYTES)) {
                return Optional.empty();
            }
        }
    }

    private Optional<Line> large() throws IOException {
        Shares.Share held = allotment.none();
        boolean kept = false;
        try (Overdue _ = allotment.begun()) {
            Optional<Line> line = whole(held);
            kept = line.isPresent() && line.get() instanceof Line.Large;
            return line;
        } finally {
            if (!kept) {
                held.close();
            }
            restart();
        }
    }

    /// INVARIANT: what is held grows with what has come, never by what may come: a server that stops in the middle of a
    /// line takes from the others only what it has filled.
    private Optional<Line> whole(Shares.Share held) throws IOException {
        int searched = start;
        int allowed = MessageMemory.FREE_BYTES;
        while (true) {
            int newline = newline(searched);
            if (newline >= 0) {
                return cut(newline).map(line -> {
                    held.shrink(MessageMemory.held(line.length));
                    return new Line.Large(line, held);
                });
            }
            if (end - start > room.bytesMax()) {
                return dropped(LinkFailed.Why.TOO_LARGE);
            }
            searched = end - compact();
            if (end >= allowed && allowed < room.bytesMax()) {
                allowed = (int) Math.min(room.bytesMax(), end * 2L);
                if (!allotment.grow(held, allowed)) {
                    return dropped(LinkFailed.Why.NO_MEMORY);
                }
            }
            if (!fill(allowed)) {
                return Optional.empty();
            }
        }
    }

    private Optional<Line> dropped(LinkFailed.Why why) throws IOException {
        IdScan scan = new IdScan();
        while (true) {
            int newline = newline(start);
            scan.feed(buffer, start, newline < 0 ? end : newline);
            start = newline < 0 ? end : newline + 1;
            if (newline >= 0) {
                restart();
                return Optional.of(new Line.Dropped(why, scan.id()));
            }
            compact();
            if (!fill(0)) {
                return Optional.empty();
            }
        }
    }

    private int newline(int from) {
        for (int at = from; at < end; at++) {
            if (buffer[at] == '\n') {
                return at;
            }
        }
        return -1;
    }

    /// The bytes up to there, which are then taken out; nothing where the line is empty.
    private Optional<byte[]> cut(int newline) {
        int from = start;
        start = newline + 1;
        int to = newline > from && buffer[newline - 1] == '\r' ? newline - 1 : newline;
        return to > from ? Optional.of(Arrays.copyOfRange(buffer, from, to)) : Optional.empty();
    }

    /// Moves what is in the buffer to its front; returns by how much.
    private int compact() {
        int moved = start;
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        return moved;
    }

    /// Reads what there is, into a buffer that grows where it is full, for a line of up to so many bytes.
    private boolean fill(int lineBytes) throws IOException {
        if (end == buffer.length) {
            long next = Math.min(buffer.length * 2L, lineBytes + (long) FIRST_BYTES);
            buffer = Arrays.copyOf(buffer, (int) Math.max(next, buffer.length + (long) FIRST_BYTES));
        }
        int count = in.read(buffer, end, buffer.length - end);
        end += Math.max(0, count);
        return count >= 0;
    }

    /// What the buffer takes; for tests.
    int bufferBytes() {
        return buffer.length;
    }

    /// Gives the memory of a large line back.
    private void restart() {
        if (buffer.length > 2 * MessageMemory.FREE_BYTES) {
            byte[] rest = Arrays.copyOfRange(buffer, start, end);
            buffer = Arrays.copyOf(rest, Math.max(FIRST_BYTES, rest.length));
            end = rest.length;
            start = 0;
        }
    }
}
