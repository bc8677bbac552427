package io.tidegate.upstream;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// A file that is held open, so that what was checked is what is started, whatever its name leads to by then.
///
/// On Linux it can be started by its descriptor (`/proc/PID/fd/N`). Elsewhere it can't: between check and start its
/// name
/// may be made to lead to another file.
final class HeldFile implements AutoCloseable {
    private static final Path OWN = Path.of("/proc/self/fd");
    private static final int TRIES = 3;
    private static final ReentrantLock FINDING = new ReentrantLock(); // over a few calls of the system

    private final FileChannel channel;
    private final Path path;

    private HeldFile(FileChannel channel, Path path) {
        this.channel = channel;
        this.path = path;
    }

    static HeldFile open(Path file) throws IOException {
        if (!Files.isDirectory(OWN)) {
            return new HeldFile(FileChannel.open(file, StandardOpenOption.READ), file);
        }
        for (int tried = 0; tried < TRIES; tried++) {
            Optional<HeldFile> held = held(file);
            if (held.isPresent()) {
                return held.get();
            }
        }
        throw new IOException("`" + file + "` can't be held open: is it being replaced?");
    }

    /// The descriptor is the one that is new, and of that very file.
    private static Optional<HeldFile> held(Path file) throws IOException {
        FINDING.lock();
        try {
            Map<String, Object> wanted = Files.readAttributes(file, "unix:dev,ino");
            Set<Path> before = Set.copyOf(leadingTo(wanted));
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            List<Path> found = leadingTo(wanted).stream()
                    .filter(each -> !before.contains(each))
                    .toList();
            if (found.size() != 1) {
                channel.close();
                return Optional.empty();
            }
            String number = found.getFirst().getFileName().toString();
            return Optional.of(new HeldFile(
                    channel,
                    Path.of("/proc", Long.toString(ProcessHandle.current().pid()), "fd", number)));
        } finally {
            FINDING.unlock();
        }
    }

    private static List<Path> leadingTo(Map<String, Object> file) throws IOException {
        try (Stream<Path> all = Files.list(OWN)) {
            return all.filter(each -> leadsTo(each, file)).toList();
        }
    }

    private static boolean leadsTo(Path descriptor, Map<String, Object> wanted) {
        try {
            return Files.readAttributes(descriptor, "unix:dev,ino").equals(wanted);
        } catch (IOException gone) {
            return false;
        }
    }

    /// By this it is read and started as long as it is held.
    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException closed) {
            return; // then it is held no more
        }
    }
}
