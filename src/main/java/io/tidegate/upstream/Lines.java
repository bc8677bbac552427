package io.tidegate.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/// Messages on a pipe: one a line, ended by a newline (MCP, stdio transport), each within a limit.
final class Lines {
    private final InputStream in;
    private final int bytesMax;
    private byte[] buffer = new byte[16 << 10];
    private int start;
    private int end;

    Lines(InputStream in, int bytesMax) {
        this.in = in;
        this.bytesMax = bytesMax;
    }

    sealed interface Line {
        record Whole(byte[] bytes) implements Line {}

        /// A line beyond the limit; it was read to its end and thrown away.
        record TooLong() implements Line {}
    }

    /// The next line that isn't empty; nothing at the end of the stream. An unfinished last line is no line.
    Optional<Line> next() throws IOException {
        boolean tooLong = false;
        int searched = start;
        while (true) {
            for (int at = searched; at < end; at++) {
                if (buffer[at] == '\n') {
                    int from = start;
                    start = at + 1;
                    if (tooLong) {
                        return Optional.of(new Line.TooLong());
                    }
                    int to = at > from && buffer[at - 1] == '\r' ? at - 1 : at;
                    if (to > from) {
                        return Optional.of(new Line.Whole(Arrays.copyOfRange(buffer, from, to)));
                    }
                }
            }
            searched = start > searched ? start : end;
            if (end - start > bytesMax) {
                tooLong = true;
                start = end;
            }
            searched = Math.max(searched, start) - make();
            int count = in.read(buffer, end, buffer.length - end);
            if (count < 0) {
                return Optional.empty();
            }
            end += count;
        }
    }

    /// Makes room at the end of the buffer; returns by how much what is in it moved towards the front.
    private int make() {
        int moved = start;
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        return moved;
    }
}
