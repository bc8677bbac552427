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
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ProtocolVersion;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The answer to one POST: JSON where the answer is all there is to say, an event stream from the first notice on.
///
/// Once it streams, the status is 200, whatever comes. Only a `Release` can be written.
///
/// In a session of 2025-11-25 what is streamed is kept as well, for a client that loses the stream.
final class Reply implements Outlet {
    private static final Headers NONE = Headers.none();

    private final HttpExchange exchange;
    private final Heard.Asked asked;
    private final Speech speech;
    private final Challenge challenge;
    private final boolean mayStream;
    private final Holding holding;
    private final Supplier<Optional<KeptStream>> keeping;
    private final ReentrantLock lock = new ReentrantLock();
    private final Rising rising = new Rising();
    private Optional<EventStream> stream = Optional.empty();
    private Optional<KeptStream> kept = Optional.empty();
    private boolean lost; // nothing more can be written here
    private boolean done;

    /// How things are said, and what is told about getting in.
    record Manner(Speech speech, Challenge challenge) {}

    /// @param holding of the call whose answer this is
    /// @param keeping a place where what is streamed is kept
    Reply(
            HttpExchange exchange,
            Heard.Asked asked,
            Manner manner,
            Holding holding,
            Supplier<Optional<KeptStream>> keeping) {
        this.exchange = exchange;
        this.asked = asked;
        this.speech = manner.speech();
        this.challenge = manner.challenge();
        this.holding = holding;
        this.keeping = keeping;
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
                say(message, KeptStream.Weight.NOTICE);
            }
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
                say(message, KeptStream.Weight.NEEDED);
            }
            return !done;
        } finally {
            lock.unlock();
        }
    }

    /// Begins to stream although there is nothing to say yet, so that nobody on the way takes a slow call for dead.
    void begin() {
        lock.lock();
        try {
            if (!done && mayStream && stream.isEmpty()) {
                EventStream begun = streaming(NONE);
                if (kept.isEmpty()) {
                    begun.comment();
                }
            }
        } catch (HttpFailure gone) {
            lose();
        } finally {
            lock.unlock();
        }
    }

    /// Whether a client that loses the stream can go on with it.
    boolean canBeResumed() {
        return mayStream
                && !Offering.isListed(asked.request().method()) // it can be asked for again
                && asked.version() == ProtocolVersion.V2025_11_25
                && !asked.scope().isEmpty()
                && asked.opened().isEmpty();
    }

    /// The server ended its stream for now; a client that can go on later gets the same from us (SEP-1699). Its
    /// connection is closed, since it may be used for nothing else while the call runs.
    @Override
    public void rests() {
        if (!canBeResumed()) {
            return;
        }
        lock.lock();
        try {
            if (done) {
                return;
            }
            if (!lost) {
                EventStream begun = streaming(Headers.of("Connection", "close"));
                if (kept.isEmpty()) {
                    return; // what came later could not be had
                }
                lost = true;
                begun.hangUp();
            }
            kept.ifPresent(KeptStream::rest);
        } catch (HttpFailure gone) {
            lose();
        } finally {
            lock.unlock();
        }
    }

    private void say(byte[] message, KeptStream.Weight weight) {
        try {
            EventStream open = streaming(NONE);
            Optional<String> id = kept.map(stream -> stream.add(message, weight));
            if (!lost && kept.map(stream -> stream.isTold(0)).orElse(true)) {
                open.send(message, id, Optional.empty());
            }
        } catch (HttpFailure gone) {
            lose();
        }
    }

    /// The client is not there any more. It may come back for what is kept; else nothing more need be said.
    private void lose() {
        lost = true;
        done = kept.isEmpty();
        kept.ifPresent(stream -> stream.leave(0));
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
                say(message, KeptStream.Weight.NEEDED);
                if (!lost) {
                    stream.get().close();
                }
            } else {
                exchange.respond(status(release), headers(release), message);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Nothing more will be said. What is kept stays for a while.
    void over() {
        lock.lock();
        try {
            kept.ifPresent(KeptStream::end);
        } finally {
            lock.unlock();
        }
    }

    private EventStream streaming(Headers more) throws HttpFailure {
        if (stream.isEmpty()) {
            Headers headers = session(Headers.of("X-Accel-Buffering", "no"));
            for (int at = 0; at < more.size(); at++) {
                headers = headers.and(more.name(at), more.value(at));
            }
            EventStream opened = exchange.events(headers);
            stream = Optional.of(opened);
            if (canBeResumed()) {
                kept = keeping.get();
            }
            if (kept.isPresent()) {
                opened.prime(kept.get().first(), Replays.RETRY);
            }
        }
        return stream.get();
    }

    private Headers headers(Release release) {
        Headers headers = Headers.of("Content-Type", "application/json", "Cache-Control", "no-store");
        if (!(release.body() instanceof Release.Body.Denied(var refusal, var _))) {
            return session(headers);
        }
        Headers answered = challenge.with(headers, exchange, refusal);
        return refusal.retryAfterSeconds()
                .map(seconds -> answered.and("Retry-After", Long.toString(seconds)))
                .orElse(answered);
    }

    private Headers session(Headers headers) {
        return asked.opened().map(id -> headers.and("Mcp-Session-Id", id)).orElse(headers);
    }

    private int status(Release release) {
        return Refusals.status(release, asked.version());
    }
}
