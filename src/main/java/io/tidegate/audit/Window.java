package io.tidegate.audit;

import io.tidegate.crypto.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;

/// What bytes stand where in a segment? Reads any place through one buffer of bounded size. Asking beyond the end is a
/// mistake of the caller; the file may still grow or change underneath.
final class Window {
    private static final int BUFFER_BYTES = 128 << 10;
    private static final byte[] ZEROS =
            new byte[BUFFER_BYTES]; // a look at 16 MiB byte by byte took a quarter of a start

    /// Where the bytes come from: a file, or an array in tests.
    interface Source {
        /// Reads into `target` from `offset`; the number of bytes read, negative at the end.
        int read(ByteBuffer target, long offset) throws IOException;
    }

    private final Source source;
    private final long size;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private ByteBuffer view = ByteBuffer.wrap(buffer);
    private long start;
    private int filled;

    Window(Source source, long size) {
        this.source = source;
        this.size = size;
    }

    long size() {
        return size;
    }

    /// Forgets what was read, so that changes are seen.
    void refresh() {
        filled = 0;
    }

    boolean has(long offset, long length) {
        return offset >= 0 && length >= 0 && length <= size && offset <= size - length;
    }

    int u8(long offset) throws IOException {
        return buffer[at(offset, 1)] & 0xff;
    }

    int i32(long offset) throws IOException {
        return view.getInt(at(offset, Integer.BYTES));
    }

    long i64(long offset) throws IOException {
        return view.getLong(at(offset, Long.BYTES));
    }

    byte[] bytes(long offset, int length) throws IOException {
        int from = at(offset, length);
        return Arrays.copyOfRange(buffer, from, from + length);
    }

    /// The 32 bytes at `offset`, as a digest.
    Digest digest(long offset) throws IOException {
        return Digest.stored(bytes(offset, Digest.SIZE));
    }

    /// SHA-256 of `previous` and `length` bytes from `offset`.
    Digest link(Digest previous, long offset, int length) throws IOException {
        int from = at(offset, length);
        return Digest.ofLink(previous, buffer, from, length);
    }

    /// The first byte that is not zero, in `[from, to)`.
    OptionalLong firstNonZero(long from, long to) throws IOException {
        long offset = from;
        while (offset < to) {
            int length = stretch(offset, to);
            int at = at(offset, length);
            int dirty = Arrays.mismatch(buffer, at, at + length, ZEROS, 0, length);
            if (dirty >= 0) {
                return OptionalLong.of(offset + dirty);
            }
            offset += length;
        }
        return OptionalLong.empty();
    }

    /// The last byte from `from` on that is not zero; `from` if there is none.
    long lastNonZero(long from) throws IOException {
        long end = size;
        while (end > from) {
            long offset = Math.max(from, end - ZEROS.length);
            int at = at(offset, (int) (end - offset));
            for (int byteAt = (int) (end - offset) - 1; byteAt >= 0; byteAt--) {
                if (buffer[at + byteAt] != 0) {
                    return offset + byteAt;
                }
            }
            end = offset;
        }
        return from;
    }

    /// How far a look from `offset` goes: what the buffer holds of it, else the next bufferful.
    private int stretch(long offset, long to) {
        long held = offset >= start ? start + filled - offset : 0;
        return (int) Math.min(held > 0 ? Math.min(held, ZEROS.length) : ZEROS.length, to - offset);
    }

    boolean zero(long from, long to) throws IOException {
        return firstNonZero(from, to).isEmpty();
    }

    private int at(long offset, int length) throws IOException {
        if (!has(offset, length)) {
            throw new IndexOutOfBoundsException("outside the segment");
        }
        if (offset < start || offset + length > start + filled) {
            load(offset, length);
        }
        return (int) (offset - start);
    }

    private void load(long offset, int length) throws IOException {
        if (length > buffer.length) {
            buffer = new byte[length]; // the caller has checked the length against the largest record
            view = ByteBuffer.wrap(buffer);
        }
        start = offset;
        filled = 0;
        int wanted = (int) Math.min(buffer.length, size - offset);
        ByteBuffer target = ByteBuffer.wrap(buffer, 0, wanted);
        while (target.hasRemaining()) {
            int read = source.read(target, offset + target.position());
            if (read <= 0) {
                throw new IOException("the segment became shorter while it was read");
            }
        }
        filled = wanted;
    }
}
