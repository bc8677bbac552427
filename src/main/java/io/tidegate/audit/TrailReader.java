package io.tidegate.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// What stands in the trail? Reads records in order, also while they are written, with bounded memory.
/// Checks the chain from record to record, not the signatures: that is the verifier's.
public final class TrailReader implements AutoCloseable {
    private final TrailDirectory directory;
    private long number;
    private long offset = SegmentHeader.BYTES;
    private Optional<SegmentFile> current = Optional.empty();

    private TrailReader(TrailDirectory directory, long number) {
        this.directory = directory;
        this.number = number;
    }

    /// Reads from the first record that is there.
    public static TrailReader fromStart(Path directory) throws IOException {
        TrailDirectory trail = new TrailDirectory(directory);
        var segments = trail.segments();
        return new TrailReader(trail, segments.isEmpty() ? 1 : segments.firstKey());
    }

    /// Reads from `records` before the end, or fewer if the last two segments have fewer.
    public static TrailReader fromEnd(Path directory, int records) throws IOException {
        TrailReader reader = new TrailReader(new TrailDirectory(directory), nearEnd(directory));
        record Mark(long number, long offset) {}
        Deque<Mark> marks = new ArrayDeque<>();
        Mark mark = new Mark(reader.number, reader.offset);
        while (reader.next().isPresent()) {
            marks.add(new Mark(reader.number, reader.offset));
            if (marks.size() > records) {
                mark = marks.remove();
            }
        }
        reader.seek(mark.number, mark.offset);
        return reader;
    }

    private static long nearEnd(Path directory) throws IOException {
        TrailDirectory trail = new TrailDirectory(directory);
        List<Long> begun = new ArrayList<>();
        for (var entry : trail.segments().entrySet()) {
            try (SegmentFile file = SegmentFile.open(entry.getKey(), entry.getValue())) {
                if (file.head() instanceof SegmentFile.Begun) {
                    begun.add(entry.getKey());
                }
            }
        }
        return begun.isEmpty() ? 1 : begun.get(Math.max(0, begun.size() - 2));
    }

    /// The records of the call `id`, oldest first; none if there is no such call.
    public static List<TrailRecord> find(Path directory, String id) throws IOException {
        List<TrailRecord> found = new ArrayList<>();
        try (TrailReader reader = fromStart(directory)) {
            Optional<TrailRecord> record = reader.next();
            while (record.isPresent()) {
                byte[] json = record.get().json().getBytes(StandardCharsets.UTF_8);
                if (About.call(json).equals(Optional.of(id))) {
                    found.add(record.get());
                }
                record = reader.next();
            }
        }
        return found;
    }

    /// The next record; empty if there is none yet, and then worth asking again while a process writes.
    /// Throws `TrailDamaged` where the chain does not hold.
    public Optional<TrailRecord> next() throws IOException {
        while (true) {
            if (!opened()) {
                return Optional.empty();
            }
            SegmentFile file = current.orElseThrow();
            Optional<Frame> frame = frame(file);
            if (frame.isPresent()) {
                offset = frame.get().end();
                Frame here = frame.get();
                RecordKind kind = RecordKind.of(here.kind())
                        .orElseThrow(() -> new TrailDamaged(
                                "record " + here.sequence() + " of the trail is of a kind that needs a newer program"));
                return Optional.of(here.record(kind, file.window()));
            }
            if (!turn()) {
                return Optional.empty();
            }
        }
    }

    private Optional<Frame> frame(SegmentFile file) throws IOException {
        Optional<Frame> frame = Frame.at(file.window(), offset);
        if (frame.isEmpty() || !holds(frame.get(), file)) {
            file.window().refresh(); // perhaps it was being written while it was read
            frame = Frame.at(file.window(), offset);
        }
        if (frame.isPresent() && !holds(frame.get(), file)) {
            throw new TrailDamaged("record " + frame.get().sequence() + " in segment " + number
                    + " of the trail is not as it was written; run `tidegate trail verify`");
        }
        return frame;
    }

    private static boolean holds(Frame frame, SegmentFile file) throws IOException {
        // The hash of the record before, or of the header, stands right before a record.
        return frame.plausible()
                && frame.follows(file.window().digest(frame.offset() - io.tidegate.crypto.Digest.SIZE), file.window());
    }

    private boolean opened() throws IOException {
        if (current.isPresent()) {
            return true;
        }
        Path path = directory.segment(number);
        if (!Files.exists(path)) {
            return false;
        }
        SegmentFile file = SegmentFile.open(number, path);
        if (!(file.head() instanceof SegmentFile.Begun)) {
            file.close();
            return false;
        }
        current = Optional.of(file);
        return true;
    }

    /// Goes to the next segment if that is begun; then this one gets no more records.
    private boolean turn() throws IOException {
        Path path = directory.segment(number + 1);
        if (!Files.exists(path)) {
            return false;
        }
        SegmentFile next = SegmentFile.open(number + 1, path);
        boolean begun = next.head() instanceof SegmentFile.Begun;
        next.close();
        // Between our last look and the beginning of the next segment, records may have been added to this one.
        SegmentFile file = current.orElseThrow();
        file.window().refresh();
        if (begun && Frame.at(file.window(), offset).isEmpty()) {
            seek(number + 1, SegmentHeader.BYTES);
            return true;
        }
        return begun;
    }

    private void seek(long segment, long place) throws IOException {
        close();
        number = segment;
        offset = place;
    }

    @Override
    public void close() throws IOException {
        if (current.isPresent()) {
            current.get().close();
            current = Optional.empty();
        }
    }
}
