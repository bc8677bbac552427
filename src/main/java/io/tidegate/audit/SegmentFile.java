package io.tidegate.audit;

import io.tidegate.crypto.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.OptionalLong;

/// What is in the file of a segment? Opened for reading only.
///
/// @param number the number in the file's name
/// @param head its first 256 bytes, fewer if the file is shorter
record SegmentFile(long number, Window window, Head head, FileChannel channel) implements AutoCloseable {
    /// What the head of a segment's file is.
    sealed interface Head {}

    /// A segment that is begun; `stands` is the hash in the header, `should` the one it has.
    record Begun(SegmentHeader.Reading reading, Digest stands, Digest should) implements Head {}

    /// Prepared and not begun. With `bytes` over 0, a power cut lost its header and kept some of what came after.
    record Spare(long bytes) implements Head {}

    /// Not begun, and yet not empty.
    record Soiled(long offset) implements Head {}

    static SegmentFile open(long number, Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            Window window = new Window(channel::read, channel.size());
            return new SegmentFile(number, window, head(window), channel);
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    static Head head(Window window) throws IOException {
        byte[] bytes =
                Arrays.copyOf(window.bytes(0, (int) Math.min(SegmentHeader.BYTES, window.size())), SegmentHeader.BYTES);
        if (!window.zero(0, Math.min(Integer.BYTES, window.size()))) {
            return new Begun(SegmentHeader.read(bytes), SegmentHeader.storedHash(bytes), SegmentHeader.hash(bytes));
        }
        OptionalLong dirty = window.firstNonZero(0, window.size());
        if (dirty.isEmpty()) {
            return new Spare(0);
        }
        return LostSector.start(window, 0)
                ? new Spare(window.lastNonZero(dirty.getAsLong()) + 1)
                : new Soiled(dirty.getAsLong());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
