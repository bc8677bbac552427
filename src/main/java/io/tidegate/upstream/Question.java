package io.tidegate.upstream;

import io.tidegate.call.Cancellation;
import io.tidegate.json.JsonDocument;
import io.tidegate.limit.Holding;
import io.tidegate.mcp.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// One request to a server and what comes with it.
///
/// @param name the tool's, prompt's or resource's name or the task's id, for the `Mcp-Name` header of 2026-07-28
/// @param notices takes progress and log notifications that belong to this request; none where nobody wants them
/// @param traceparent of the call's span; replaces the caller's
/// @param desk takes what the server asks meanwhile; where there is none the question pauses until that is answered
/// @param holding what memory is held for the answer, until whoever asked is done with it
record Question(
        String method,
        Optional<String> name,
        JsonDocument params,
        Optional<Course> notices,
        Optional<String> traceparent,
        Asker asker,
        Instant deadline,
        Cancellation cancellation,
        Holding holding,
        Optional<Desk> desk) {
    /// A question of the gateway's own. Whoever asks it closes its holding when the answer is dealt with.
    static Question own(String method, JsonDocument params, Instant deadline) {
        return own(method, params, Asker.GATEWAY, deadline);
    }

    /// A question of the gateway's own in somebody's session.
    static Question own(String method, JsonDocument params, Asker asker, Instant deadline) {
        return new Question(
                method,
                Optional.empty(),
                params,
                Optional.empty(),
                Optional.empty(),
                asker,
                deadline,
                new Cancellation(),
                new Holding(),
                Optional.empty());
    }

    /// Puts it, and notes where the server may have done something, or may be at it when nobody waits any more.
    TaskPlaces.Asking noted(InstantSource clock, TaskPlaces.Asking asking) {
        return () -> {
            boolean untouched = false;
            try {
                return asking.ask();
            } catch (LinkFailed failure) {
                untouched = failure.isUntouched();
                if (failure.why() == LinkFailed.Why.CANCELLED && !untouched) {
                    Runnable _ = givenUp(clock);
                }
                throw failure;
            } finally {
                if (!untouched) {
                    holding.reached();
                }
            }
        };
    }

    /// Nobody waits for its answer any more, and the server may be at it: what the call has of limits it keeps until
    /// what is returned is run, and as long as it might have taken at most.
    Runnable givenUp(InstantSource clock) {
        Duration left = Duration.between(clock.instant(), deadline);
        return holding.givenUp(left.isNegative() ? Duration.ZERO : left);
    }

    /// Whether it waits for a task: then for as long as that takes, and what the server asks meanwhile says for which.
    boolean waitsForTask() {
        return method.equals(Method.TASKS_RESULT);
    }

    /// Whether a caller waits for its answer, so that what the server says meanwhile may belong to it.
    boolean isCallers() {
        return notices.isPresent() || waitsForTask();
    }

    /// Whose memory the answer counts as.
    String payer() {
        return asker.payer();
    }
}
