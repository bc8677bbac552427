package io.tidegate.audit;

import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does the trail take records, and if it no longer does, why? Once it failed it stays so; the log says so, once.
final class TrailLife {
    private static final Logger LOG = LoggerFactory.getLogger(TrailLife.class);

    private final Path directory;
    private volatile State state = new Running();

    private sealed interface State {}

    private record Running() implements State {}

    private record Failed(Throwable cause) implements State {}

    private record Closed() implements State {}

    TrailLife(Path directory) {
        this.directory = directory;
    }

    boolean running() {
        return state instanceof Running;
    }

    /// The end that nobody wanted. Only the first cause counts.
    synchronized void fail(Throwable cause) {
        if (state instanceof Running) {
            state = new Failed(cause);
            // Told by another thread: whoever fails it may hold the trail's lock.
            Thread.ofVirtual().name("trail-failed").start(() -> tell(cause));
        }
    }

    private void tell(Throwable cause) {
        LOG.error(
                "the trail in {} can't be written any more, so every call is refused: {} {}; look at the disk"
                        + " (is it full, is the folder still there, may we write to it?), then start the gateway again",
                directory,
                cause.getClass().getSimpleName(),
                cause.getMessage());
    }

    synchronized void close() {
        state = new Closed();
    }

    /// @throws TrailUnavailable when it takes no records
    void check() {
        switch (state) {
            case Running _ -> {}
            case Failed(var cause) -> throw over(cause);
            case Closed _ -> throw new TrailUnavailable("the trail is closed");
        }
    }

    /// As `check`, but while it is being closed what was appended still goes to the disk.
    void checkDisk() {
        switch (state) {
            case Running _, Closed _ -> {}
            case Failed(var cause) -> throw over(cause);
        }
    }

    /// Whether it was closed before.
    boolean closed() {
        return state instanceof Closed;
    }

    static TrailUnavailable over(Throwable cause) {
        return new TrailUnavailable(
                "the trail cannot be written, so nothing is let through; check the disk and start again", cause);
    }
}
