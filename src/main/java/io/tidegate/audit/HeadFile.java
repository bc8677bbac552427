package io.tidegate.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Up to where, at least, must the trail reach? The file `head`: two slots of 512 bytes, each a checkpoint as JSON,
/// filled up with spaces, written in turn.
///
/// A slot is one sector, which a disk writes whole or not at all; if not, the other slot still stands.
final class HeadFile implements AutoCloseable {
    private static final int SLOT_BYTES = 512;
    private static final int SLOTS = 2;

    private final FileChannel channel;
    private int next;

    private HeadFile(FileChannel channel, int next) {
        this.channel = channel;
        this.next = next;
    }

    /// Opens the file for writing; its first write goes over the older slot.
    static HeadFile open(Path file) throws IOException {
        int older = slot(read(file), 0).map(Checkpoint::covers).orElse(0L)
                        > slot(read(file), 1).map(Checkpoint::covers).orElse(0L)
                ? 1
                : 0;
        FileChannel channel =
                TrailDirectory.open(file, EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        return new HeadFile(channel, older);
    }

    /// Returns when `checkpoint` is on the disk.
    void write(Checkpoint checkpoint) throws IOException {
        byte[] slot = new byte[SLOT_BYTES];
        Arrays.fill(slot, (byte) ' ');
        byte[] json = checkpoint.json();
        System.arraycopy(json, 0, slot, 0, json.length);
        slot[SLOT_BYTES - 1] = '\n';
        if (channel.size() == 0) {
            put(slot, 0); // a new file gets the same in both slots, so that an empty one is never right
            put(slot, 1);
        } else {
            put(slot, next);
        }
        next = 1 - next;
        channel.force(false);
    }

    private void put(byte[] slot, int place) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(slot);
        while (bytes.hasRemaining()) {
            channel.write(bytes, (long) place * SLOT_BYTES + bytes.position());
        }
    }

    /// The two checkpoints, the later one first; none if the file is gone or a slot holds none.
    static List<Checkpoint> both(Path file) throws IOException {
        byte[] bytes = read(file);
        Optional<Checkpoint> first = slot(bytes, 0);
        Optional<Checkpoint> second = slot(bytes, 1);
        if (first.isEmpty() || second.isEmpty()) {
            return List.of();
        }
        return Stream.of(first.get(), second.get())
                .sorted(Comparator.comparingLong(Checkpoint::covers).reversed())
                .toList();
    }

    private static byte[] read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) != SLOTS * SLOT_BYTES) {
            return new byte[0];
        }
        return Files.readAllBytes(file);
    }

    private static Optional<Checkpoint> slot(byte[] file, int place) {
        if (file.length != SLOTS * SLOT_BYTES) {
            return Optional.empty();
        }
        String text = new String(file, place * SLOT_BYTES, SLOT_BYTES, StandardCharsets.ISO_8859_1);
        String json = text.stripTrailing();
        boolean filled = json.length() < SLOT_BYTES
                && text.substring(json.length()).equals(" ".repeat(SLOT_BYTES - json.length() - 1) + "\n");
        return filled ? Checkpoint.parse(json.getBytes(StandardCharsets.ISO_8859_1)) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
