package io.tidegate.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Which stops were set and lifted since the last look? Also those of which the file of stops shows nothing any more.
///
/// The verb writes each change behind the last; whoever changes the file of stops by hand leaves none here. It is a
/// hint to look at, not the truth: what is stopped says the file of stops alone.
///
/// For one reader, and for one writer at a time.
public final class StopChanges {
    /// Then the writer begins anew.
    private static final int BYTES_MAX = 64 << 10;

    private final Path file;
    private long read;

    /// From now on: what stands there already is not told.
    public StopChanges(Path stops) {
        this.file = beside(stops);
        this.read = size(file);
    }

    /// One change.
    public record Change(Stop stop, Kind kind) {}

    /// What happened to a stop.
    public enum Kind {
        SET('+'),
        LIFTED('-');

        private final char sign;

        Kind(char sign) {
            this.sign = sign;
        }
    }

    private static Path beside(Path stops) {
        return stops.resolveSibling(stops.getFileName() + ".changes");
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException none) {
            return 0;
        }
    }

    /// Notes a change, once the file of stops has it.
    ///
    /// @param stops the file of stops
    public static void note(Path stops, Change change) throws IOException {
        Path file = beside(stops);
        if (size(file) > BYTES_MAX) {
            Files.delete(file);
        }
        Files.writeString(
                file,
                change.kind().sign + change.stop().text() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /// What was noted since the last time, the oldest first. Lines that say nothing are passed over.
    public List<Change> next() {
        long size = size(file);
        if (size == read) {
            return List.of();
        }
        long from = size < read ? 0 : read; // smaller than it was: begun anew
        try {
            byte[] lines = lines(from);
            read = from + lines.length;
            List<Change> changes = new ArrayList<>();
            new String(lines, StandardCharsets.UTF_8).lines().forEach(line -> change(line)
                    .ifPresent(changes::add));
            return changes;
        } catch (IOException gone) {
            return List.of(); // the next look finds it
        }
    }

    /// The whole lines from there on, and no more than a good deal of them.
    private byte[] lines(long from) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            byte[] bytes = new byte[2 * BYTES_MAX];
            int count = channel.read(ByteBuffer.wrap(bytes), from);
            int end = count;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            boolean noLine = end == 0 && count == bytes.length;
            return Arrays.copyOf(bytes, noLine ? count : Math.max(0, end));
        }
    }

    private static Optional<Change> change(String line) {
        for (Kind kind : Kind.values()) {
            if (!line.isEmpty() && line.charAt(0) == kind.sign) {
                return Stop.of(line.substring(1)).map(stop -> new Change(stop, kind));
            }
        }
        return Optional.empty();
    }
}
