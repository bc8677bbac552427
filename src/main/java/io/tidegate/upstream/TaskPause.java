package io.tidegate.upstream;

import io.tidegate.mcp.RequestId;
import java.time.Duration;
import java.util.Map;

/// A call whose client waits for a task without knowing of it: whatever ends the wait ends the task.
final class TaskPause implements Pause {
    private final Pause inner;
    private final Runnable cancelling;

    TaskPause(Pause inner, Runnable cancelling) {
        this.inner = inner;
        this.cancelling = cancelling;
    }

    /// The same step, where a pause ends the task when it is given up.
    static Step over(Step step, Runnable cancelling) {
        return switch (step) {
            case Step.Answered _, Step.NotTaken _ -> step;
            case Step.Asked(var requests, Pause pause) -> new Step.Asked(requests, new TaskPause(pause, cancelling));
        };
    }

    @Override
    public Step goOn(Map<RequestId, Reply> replies, Question question) throws LinkFailed {
        try {
            return over(inner.goOn(replies, question), cancelling);
        } catch (LinkFailed failure) {
            cancelling.run();
            throw failure;
        }
    }

    @Override
    public void giveUp() {
        inner.giveUp();
        cancelling.run();
    }

    @Override
    public Duration most() {
        return inner.most();
    }
}
