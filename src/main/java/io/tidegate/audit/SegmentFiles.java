package io.tidegate.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/// Segments as files. Every block is written once with zeros before use, so that a full disk shows here, ahead of need,
/// and a force writes nothing but data (on file systems that overwrite in place).
record SegmentFiles(TrailDirectory directory, int segmentBytes) implements Segments {
    // Forced one by one: calls wait for the same disk, and 16 MiB at once made them wait 20 ms.
    private static final int CHUNK_BYTES = 256 << 10;

    @Override
    public Segment prepare(long number) throws IOException {
        Path path = directory.segment(number);
        Files.deleteIfExists(path); // a spare of another size, or one half made; never one that was begun
        Files.createFile(path, TrailDirectory.OWNER_ONLY);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            byte[] zeros = new byte[Math.min(CHUNK_BYTES, segmentBytes)];
            for (int left = segmentBytes; left > 0; left -= zeros.length) {
                file.write(zeros, 0, Math.min(left, zeros.length));
                file.getChannel().force(false);
            }
            file.getFD().sync();
        }
        directory.force();
        return new FileSegment(path);
    }

    @Override
    public Segment reopen(long number) throws IOException {
        return new FileSegment(directory.segment(number));
    }
}
