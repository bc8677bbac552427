package io.tidegate.policy;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// Does what recurses over policies where there is room for it: on a thread with a large stack of its own, most of
/// which is never touched. How deep policies may be is bounded ([Nesting]); the stacks of other threads are too small
/// even for that, and where one ends within Cedar's library, the process ends.
final class Roomy {
    private static final long STACK_BYTES = 256L << 20;

    private Roomy() {}

    /// What `work` returns, or throws. Waits for it, also where whoever waits is interrupted.
    static <T> T done(Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread.ofPlatform().name("policies").daemon().stackSize(STACK_BYTES).start(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException("a supplier throws nothing else", failed);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
