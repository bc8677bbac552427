package io.tidegate.upstream;

import io.tidegate.http.Cancellation;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.HttpFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A question that was sent, and whose answer has not begun: on a thread of its own, so that whoever waits for it can
/// hear what the server asks elsewhere meanwhile. Only where it can ask elsewhere.
final class Posting {
    /// What is sent.
    interface Sending {
        ClientResponse send() throws HttpFailure;
    }

    private final FutureTask<ClientResponse> task;
    private final Cancellation calledOff;

    /// @param calledOff ends it
    Posting(Sending sending, Cancellation calledOff) {
        this.calledOff = calledOff;
        this.task = new FutureTask<>(sending::send);
        Thread.ofVirtual().name("posting").start(task);
    }

    /// The answer, if it begins within that time.
    Optional<ClientResponse> await(Duration most) throws HttpFailure {
        try {
            return Optional.of(task.get(most.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException notYet) {
            return Optional.empty();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof HttpFailure failure) {
                throw failure;
            }
            throw new IllegalStateException("a request could not be sent", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new HttpFailure.Cancelled();
        }
    }

    /// Nobody waits any more. Does not block.
    void abandon() {
        calledOff.cancel();
        Thread.ofVirtual().start(() -> {
            try {
                await(Duration.ofMinutes(1)).ifPresent(ClientResponse::close);
            } catch (HttpFailure ended) {
                return; // which is what was wanted
            }
        });
    }
}
