package io.tidegate.upstream;

import io.tidegate.call.Answer;
import io.tidegate.json.JsonDocument;
import io.tidegate.limit.Shares;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Predicate;

/// Waits until something has come of a task, by asking its server now and then: never more often than the server wants,
/// and less often the longer it takes.
final class TaskWait {
    private static final int WAITS_MAX = 1_024;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PAUSE_LEAST = Duration.ofMillis(100);
    private static final Duration PAUSE_MOST = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final Shares waits = new Shares(WAITS_MAX);

    TaskWait(InstantSource clock) {
        this.clock = clock;
    }

    /// Tells how a task is.
    interface Look {
        JsonDocument now() throws LinkFailed, Unanswered;
    }

    /// The server answers with an error.
    static final class Unanswered extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Answer answer;

        Unanswered(Answer answer) {
            super("the server answers with an error", null, false, false);
            this.answer = answer;
        }

        Answer answer() {
            return answer;
        }
    }

    /// The first state of the task that is not waited out.
    ///
    /// @param goesOn whether to wait on
    /// @throws LinkFailed if that does not come by then, or the caller gives up
    JsonDocument until(Way way, Look look, Predicate<JsonDocument> goesOn, Instant until)
            throws LinkFailed, Unanswered {
        String who = way.call().caller().principal().key();
        try (Shares.Share _ = waits.take(who, 1)
                .orElseThrow(() -> new LinkFailed(LinkFailed.Why.BUSY, "as many wait for tasks as may"))) {
            Instant began = clock.instant();
            JsonDocument task = look.now();
            while (goesOn.test(task)) {
                rest(way, pause(task, Duration.between(began, clock.instant())), until);
                task = look.now();
            }
            return task;
        }
    }

    private static Duration pause(JsonDocument task, Duration waited) {
        Duration wanted = TaskForm.pause(task).orElse(PAUSE);
        Duration slower = waited.dividedBy(16);
        Duration pause = slower.compareTo(wanted) > 0 ? slower : wanted;
        if (pause.compareTo(PAUSE_LEAST) < 0) {
            return PAUSE_LEAST;
        }
        return pause.compareTo(PAUSE_MOST) > 0 ? PAUSE_MOST : pause;
    }

    private void rest(Way way, Duration pause, Instant until) throws LinkFailed {
        if (clock.instant().plus(pause).isAfter(until)) {
            throw new LinkFailed(LinkFailed.Why.SLOW, "the task did not end in time");
        }
        Rest.unlessGivenUp(way.call().cancellation(), pause);
    }
}
