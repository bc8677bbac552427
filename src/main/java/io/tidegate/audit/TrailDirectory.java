package io.tidegate.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which files make up a trail? Segments `segment-0000000001.trail` and on, `head`, and `lock`; all of mode 0600.
record TrailDirectory(Path path) {
    private static final Pattern SEGMENT = Pattern.compile("segment-([0-9]{10})\\.trail");
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");
    private static final int HEAD_BYTES_MAX = 4096;

    static TrailDirectory make(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return new TrailDirectory(path);
    }

    Path segment(long number) {
        return path.resolve("segment-%010d.trail".formatted(number));
    }

    Path lock() {
        return path.resolve("lock");
    }

    private Path headFile() {
        return path.resolve("head");
    }

    /// The segment files by the number in their name. Other files are not looked at.
    SortedMap<Long, Path> segments() throws IOException {
        SortedMap<Long, Path> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Matcher name = SEGMENT.matcher(file.getFileName().toString());
                if (name.matches()) {
                    found.put(Long.parseLong(name.group(1)), file);
                }
            }
        }
        return found;
    }

    /// The checkpoint in `head`; empty if there is none or it is malformed.
    Optional<Checkpoint> head() throws IOException {
        try {
            if (Files.size(headFile()) > HEAD_BYTES_MAX) {
                return Optional.empty();
            }
            return Checkpoint.parse(Files.readAllBytes(headFile()));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /// Replaces `head` in one step that a crash leaves done or not done.
    void writeHead(Checkpoint checkpoint) throws IOException {
        Path temporary = path.resolve("head.new");
        try (FileChannel channel = open(
                temporary,
                EnumSet.of(
                        StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING))) {
            writeFully(channel, ByteBuffer.wrap(checkpoint.json()));
            channel.force(true);
        }
        Files.move(temporary, headFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Makes the names in the directory durable.
    void force() throws IOException {
        try (FileChannel folder = FileChannel.open(path, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    static FileChannel open(Path file, Set<StandardOpenOption> options) throws IOException {
        return FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(OWNER));
    }

    static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Writes who holds the lock into it, for people.
    static void sign(FileChannel lock) throws IOException {
        byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
        lock.truncate(0);
        writeFully(lock, ByteBuffer.wrap(pid));
    }
}
