package io.tidegate.upstream;

import io.tidegate.limit.Shares;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What is kept of tasks between two requests of their callers, whichever configuration is in force.
record TaskKeeping(TaskQuestions questions, KeptResults kept) implements AutoCloseable {
    static TaskKeeping of(InstantSource clock, RandomGenerator random) {
        return new TaskKeeping(
                new TaskQuestions(clock, new Shares(TaskQuestions.BYTES_MAX)), new KeptResults(clock, random));
    }

    @Override
    public void close() {
        questions.close();
    }
}
