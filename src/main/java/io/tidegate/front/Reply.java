package io.tidegate.front;

import io.tidegate.call.Outlet;
import io.tidegate.call.Release;
import io.tidegate.era.Asks;
import io.tidegate.era.Heard;
import io.tidegate.era.Refusals;
import io.tidegate.era.Speech;
import io.tidegate.http.EventStream;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import io.tidegate.limit.Holding;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The answer to one POST: JSON where the answer is all there is to say, an event stream from the first notice on.
///
/// Once it streams, the status is 200, whatever comes. Only a `Release` can be written.
final class Reply implements Outlet {
    private final HttpExchange exchange;
    private final Heard.Asked asked;
    private final Speech speech;
    private final boolean mayStream;
    private final Holding holding;
    private final ReentrantLock lock = new ReentrantLock();
    private final Rising rising = new Rising();
    private Optional<EventStream> stream = Optional.empty();
    private boolean done;

    /// @param holding of the call whose answer this is
    Reply(HttpExchange exchange, Heard.Asked asked, Speech speech, Holding holding) {
        this.exchange = exchange;
        this.asked = asked;
        this.speech = speech;
        this.holding = holding;
        this.mayStream = exchange.headers().all("Accept").stream()
                .anyMatch(accept -> accept.contains("text/event-stream") || accept.contains("*/*"));
    }

    /// A client that takes no event stream gets no notices; one that went away is noticed by its disconnect.
    @Override
    public void send(Release notice) {
        if (!mayStream) {
            return;
        }
        byte[] message = speech.notice(notice);
        holding.examined(); // a client that is slow to read holds no more than what it gets
        lock.lock();
        try {
            if (!done && rising.passes(notice)) {
                streaming().send(message);
            }
        } catch (HttpFailure gone) {
            done = true;
        } finally {
            lock.unlock();
        }
    }

    /// Puts these questions to the client, on the stream of its call. Returns whether they went out.
    boolean ask(List<Asks.Question> questions) {
        return write(questions.stream()
                .map(question -> question.message(asked.version()))
                .toList());
    }

    /// Tells the client that the answers to these are not waited for any longer.
    void withdraw(List<Asks.Question> questions) {
        boolean _ = write(questions.stream().map(Asks.Question::withdrawal).toList());
    }

    private boolean write(List<byte[]> messages) {
        lock.lock();
        try {
            if (done || !mayStream) {
                return false;
            }
            for (byte[] message : messages) {
                streaming().send(message);
            }
            return true;
        } catch (HttpFailure gone) {
            done = true;
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Begins to stream although there is nothing to say yet, so that nobody on the way takes a slow call for dead.
    void begin() {
        lock.lock();
        try {
            if (!done && mayStream && stream.isEmpty()) {
                streaming().comment();
            }
        } catch (HttpFailure gone) {
            done = true;
        } finally {
            lock.unlock();
        }
    }

    void finish(Release release) throws HttpFailure {
        byte[] message = speech.answer(asked.request().id(), asked.request().method(), asked.version(), release);
        holding.examined();
        lock.lock();
        try {
            if (done) {
                return;
            }
            done = true;
            if (stream.isPresent()) {
                stream.get().send(message);
                stream.get().close();
            } else {
                exchange.respond(status(release), headers(release), message);
            }
        } finally {
            lock.unlock();
        }
    }

    private EventStream streaming() throws HttpFailure {
        if (stream.isEmpty()) {
            stream = Optional.of(
                    exchange.events(session(Headers.of("Cache-Control", "no-store", "X-Accel-Buffering", "no"))));
        }
        return stream.get();
    }

    private Headers headers(Release release) {
        Headers headers = Headers.of("Content-Type", "application/json", "Cache-Control", "no-store");
        boolean granted = !(release.body() instanceof Release.Body.Denied);
        Headers answered = granted ? session(headers) : headers;
        return release.body() instanceof Release.Body.Denied(var refusal, var _)
                        && refusal.retryAfter().isPresent()
                ? answered.and(
                        "Retry-After",
                        Long.toString(Math.max(1, refusal.retryAfter().get().toSeconds())))
                : answered;
    }

    private Headers session(Headers headers) {
        return asked.opened().map(id -> headers.and("Mcp-Session-Id", id)).orElse(headers);
    }

    private int status(Release release) {
        return Refusals.status(release, asked.version());
    }
}
