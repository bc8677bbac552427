package io.tidegate.audit;

import io.tidegate.crypto.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Tampers with the files of a trail, as an attacker or a broken disk would.
final class TrailFiles {
    private TrailFiles() {}

    static Path segment(Path directory, long number) {
        return new TrailDirectory(directory).segment(number);
    }

    static byte[] read(Path directory, long number) throws IOException {
        return Files.readAllBytes(segment(directory, number));
    }

    static void write(Path directory, long number, byte[] bytes) throws IOException {
        Files.write(segment(directory, number), bytes);
    }

    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /// Where the records of a segment stand.
    static List<Frame> frames(byte[] segment) throws IOException {
        Window window = window(segment);
        List<Frame> frames = new ArrayList<>();
        Optional<Frame> frame = Frame.at(window, SegmentHeader.BYTES);
        while (frame.isPresent()) {
            frames.add(frame.get());
            frame = Frame.at(window, frame.get().end());
        }
        return frames;
    }

    static Window window(byte[] bytes) {
        return new Window(
                (ByteBuffer target, long offset) -> {
                    int length = (int) Math.min(target.remaining(), bytes.length - offset);
                    target.put(bytes, (int) offset, length);
                    return length;
                },
                bytes.length);
    }

    /// Zeros the first segment from the last sector's border that lies inside a record on, as a crash would.
    static Finding.TornTail tear(Path directory) throws IOException {
        byte[] bytes = read(directory, 1);
        for (Frame frame : frames(bytes).reversed()) {
            int border = (int) (frame.offset() / 512 + 1) * 512;
            if (border < frame.end() - Digest.SIZE) {
                Arrays.fill(bytes, border, bytes.length, (byte) 0);
                write(directory, 1, bytes);
                return new Finding.TornTail(1, frame.offset(), border - frame.offset());
            }
        }
        throw new AssertionError("no record lies across a border");
    }

    /// The segment with its records in the order that `picks` names; the rest is zeros.
    static byte[] rearranged(byte[] segment, List<Frame> picks) {
        byte[] result = new byte[segment.length];
        System.arraycopy(segment, 0, result, 0, SegmentHeader.BYTES);
        int to = SegmentHeader.BYTES;
        for (Frame frame : picks) {
            int length = (int) (frame.end() - frame.offset());
            System.arraycopy(segment, (int) frame.offset(), result, to, length);
            to += length;
        }
        return result;
    }
}
