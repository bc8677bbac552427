package io.tidegate.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// What is made on a thread of its own while the start goes on? Whoever needs it waits for it.
final class Beside<T> {
    private final FutureTask<T> task;

    private Beside(FutureTask<T> task) {
        this.task = task;
    }

    static <T> Beside<T> start(String name, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().name(name).start(task);
        return new Beside<>(task);
    }

    /// What was made. May be asked more than once.
    ///
    /// @throws Unable if it failed, or the start is given up
    T result() throws Unable {
        try {
            return task.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Unable(List.of("stopped while starting"));
        } catch (ExecutionException failed) {
            throw new Unable(List.of("the start failed: " + failed.getCause()));
        }
    }
}
