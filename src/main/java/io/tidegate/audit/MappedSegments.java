package io.tidegate.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;

/// Segments as mapped files. Every block is written once with zeros before use, so that a full disk shows here and not
/// as a fault in mapped memory (which holds on file systems that overwrite in place).
record MappedSegments(TrailDirectory directory, int segmentBytes) implements Segments {
    private static final int CHUNK_BYTES = 1 << 20;

    @Override
    public Segment prepare(long number) throws IOException {
        Path file = directory.segment(number);
        Files.deleteIfExists(file); // a spare of another size, or one half made; never one that was begun
        FileChannel channel = TrailDirectory.open(
                file, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
        try {
            ByteBuffer zeros = ByteBuffer.allocate(Math.min(CHUNK_BYTES, segmentBytes));
            for (long left = segmentBytes; left > 0; left -= zeros.limit()) {
                zeros.clear().limit((int) Math.min(left, zeros.capacity()));
                TrailDirectory.writeFully(channel, zeros);
            }
            channel.force(true);
            directory.force();
            return new MappedSegment(channel, segmentBytes);
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    @Override
    public Segment reopen(long number) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.segment(number), StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            return new MappedSegment(channel, channel.size());
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }
}
