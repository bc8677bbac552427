package io.tidegate.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is stopped right now? One line a stop in a file, which any process may change; read again at most every 200 ms.
///
/// A file that can't be read or understood stops everything: it was written by somebody in a hurry.
public final class Stops {
    private static final Logger LOG = LoggerFactory.getLogger(Stops.class);
    private static final long FRESH_NANOS = 200_000_000;
    private static final int BYTES_MAX = 1 << 20;

    private final Path file;
    private final LongSupplier nanos;
    private volatile Seen seen;

    private record Seen(Set<Stop> stops, long at) {}

    public Stops(Path file, LongSupplier nanos) {
        this.file = file;
        this.nanos = nanos;
        this.seen = new Seen(read(), nanos.getAsLong());
    }

    /// The stops in force, at most 200 ms old.
    public Set<Stop> now() {
        Seen known = seen;
        long time = nanos.getAsLong();
        long age = time - known.at();
        if (age >= 0 && age < FRESH_NANOS) {
            return known.stops();
        }
        Set<Stop> current = read();
        seen = new Seen(current, time);
        return current;
    }

    /// The stops in force this moment.
    public Set<Stop> fresh() {
        return read();
    }

    /// What is noted of changes from now on.
    public StopChanges changes() {
        return new StopChanges(file);
    }

    private Set<Stop> read() {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new IOException("too large");
            }
            Set<Stop> stops = new HashSet<>();
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank()) {
                    stops.add(Stop.of(line.strip()).orElseThrow(() -> new IOException("a line that is no stop")));
                }
            }
            return Set.copyOf(stops);
        } catch (NoSuchFileException none) {
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? unreadable("a link that leads nowhere") : Set.of();
        } catch (IOException failed) {
            return unreadable(String.valueOf(failed.getMessage()));
        }
    }

    private static Set<Stop> unreadable(String why) {
        LOG.error("the file of stops can't be read, so everything is stopped: {}", why);
        return Set.of(new Stop.Everything());
    }

    /// Writes the file anew, so that readers see the old or the new one.
    public static void write(Path file, Set<Stop> stops) throws IOException {
        List<String> lines =
                List.copyOf(new TreeSet<>(stops.stream().map(Stop::text).toList()));
        Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.write(
                next, lines, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
