package io.tidegate.audit;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/// Is the next segment ready? Made ahead of need by a thread of its own, since filling a file with zeros takes a while.
final class SpareSegment {
    private final Segments segments;
    private final Consumer<Optional<IOException>> done;
    private Optional<Segment> ready = Optional.empty();
    private Optional<Thread> maker = Optional.empty();
    private boolean closed;

    /// `done` hears when a spare is ready, or why it never will be.
    SpareSegment(Segments segments, Consumer<Optional<IOException>> done) {
        this.segments = segments;
        this.done = done;
    }

    /// Begins to make segment `number`.
    synchronized void prepare(long number) {
        maker = Optional.of(Thread.ofPlatform().daemon().name("trail-spare").start(() -> make(number)));
    }

    /// The spare, once.
    synchronized Optional<Segment> take() {
        Optional<Segment> taken = ready;
        ready = Optional.empty();
        return taken;
    }

    synchronized boolean ready() {
        return ready.isPresent();
    }

    private void make(long number) {
        try {
            keep(segments.prepare(number));
            done.accept(Optional.empty());
        } catch (IOException failed) {
            done.accept(Optional.of(failed));
        }
    }

    private synchronized void keep(Segment made) throws IOException {
        if (closed) {
            made.close();
        } else {
            ready = Optional.of(made);
        }
    }

    /// Closes the spare and waits for one that is being made; its file stays for the next start.
    void close() throws IOException {
        Optional<Thread> running;
        synchronized (this) {
            closed = true;
            running = maker;
            Optional<Segment> unused = take();
            if (unused.isPresent()) {
                unused.get().close();
            }
        }
        if (running.isPresent()) {
            try {
                running.get().join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
