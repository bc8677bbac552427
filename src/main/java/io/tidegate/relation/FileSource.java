package io.tidegate.relation;

import io.tidegate.cedar.Value;
import io.tidegate.config.Fault;
import io.tidegate.config.RelationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Relations in a file, held in memory. Whoever asks sees at most once a second whether it changed.
///
/// A file that can't be read, or has a mistake, never replaces what was read before. One that was written less than a
/// second ago is looked at again later: it may be half written, and half a list says something else.
final class FileSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(FileSource.class);
    private static final Duration STILL = Duration.ofSeconds(1);

    private final String relation;
    private final Path file;
    private final Times times;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile Map<String, Value.Many> texts;

    // Touched only by who holds the lock.
    private Optional<Stamp> seen;
    private long lookedAt;

    /// By what one state of a file is told from another.
    private record Stamp(Instant written, long size, Optional<Object> key) {
        static Optional<Stamp> of(Path file) {
            try {
                BasicFileAttributes its = Files.readAttributes(file, BasicFileAttributes.class);
                return Optional.of(
                        new Stamp(its.lastModifiedTime().toInstant(), its.size(), Optional.ofNullable(its.fileKey())));
            } catch (IOException _) {
                return Optional.empty();
            }
        }

        boolean isStill(Instant now) {
            return written.isAfter(now) || !written.plus(STILL).isAfter(now);
        }
    }

    private FileSource(String relation, Path file, Times times, Optional<Stamp> seen, Map<String, Value.Many> texts) {
        this.relation = relation;
        this.file = file;
        this.times = times;
        this.seen = seen;
        this.lookedAt = times.nanoTime().getAsLong();
        this.texts = texts;
    }

    /// @throws RelationsBroken with every mistake, if it can't be used
    static FileSource open(String relation, Path file, Times times) throws RelationsBroken {
        Optional<Stamp> stamp = Stamp.of(file);
        RelationFile.Read read = RelationFile.read(file);
        if (!read.faults().isEmpty()) {
            throw new RelationsBroken(
                    read.faults().stream().map(Fault::toString).toList());
        }
        return new FileSource(relation, file, times, stamp, values(read));
    }

    private static Map<String, Value.Many> values(RelationFile.Read read) {
        Map<String, Value.Many> values = HashMap.newHashMap(read.texts().size());
        read.texts().forEach((user, its) -> values.put(user, Texts.of(its)));
        return Map.copyOf(values);
    }

    @Override
    public Value.Many ask(String user) {
        if (looking.tryLock()) {
            try {
                look();
            } finally {
                looking.unlock();
            }
        }
        return Objects.requireNonNullElse(texts.get(user), Texts.NONE);
    }

    private void look() {
        long now = times.nanoTime().getAsLong();
        if (now - lookedAt < STILL.toNanos()) {
            return;
        }
        lookedAt = now;
        Optional<Stamp> stamp = Stamp.of(file);
        boolean isNew = !stamp.equals(seen)
                && stamp.map(its -> its.isStill(times.clock().instant())).orElse(true);
        if (!isNew) {
            return;
        }
        RelationFile.Read read = RelationFile.read(file);
        if (!Stamp.of(file).equals(stamp)) {
            return; // it is being written: it is looked at again
        }
        seen = stamp;
        List<Fault> faults = read.faults();
        if (faults.isEmpty()) {
            texts = values(read);
            LOG.info("the relation `{}` was read again", relation);
        } else {
            faults.forEach(fault -> LOG.error("{}", fault));
            LOG.error("the relation `{}` stays as it was before its file changed", relation);
        }
    }

    @Override
    public void close() {
        // nothing is open
    }
}
