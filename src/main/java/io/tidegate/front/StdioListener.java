package io.tidegate.front;

import io.tidegate.http.Cancellation;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.EventStreamReader;
import io.tidegate.http.HttpFailure;
import io.tidegate.http.StreamEvent;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.NotAMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// What does the gateway say that nobody asked for? Keeps its stream open and passes it on, as long as the client
/// lives.
final class StdioListener {
    private static final Duration SILENCE_MAX = Duration.ofMinutes(30);
    private static final Duration PAUSE_FIRST = Duration.ofMillis(250);
    private static final Duration PAUSE_LAST = Duration.ofSeconds(15);
    private static final int METHOD_NOT_ALLOWED = 405;

    private final GatewayLink link;
    private final StdioPipe pipe;
    private final AnswerRoom room;
    private final CountDownLatch ended;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile Cancellation current = new Cancellation();

    StdioListener(GatewayLink link, StdioPipe pipe, AnswerRoom room, CountDownLatch ended) {
        this.link = link;
        this.pipe = pipe;
        this.room = room;
        this.ended = ended;
    }

    /// Begins to listen, once.
    void begin() {
        if (begun.compareAndSet(false, true)) {
            Thread.ofVirtual().name("listen").start(this::keep);
        }
    }

    void close() {
        current.cancel();
    }

    private void keep() {
        Duration pause = PAUSE_FIRST;
        boolean before = false;
        do {
            Cancellation mine = new Cancellation();
            current = mine;
            if (ended.getCount() == 0) {
                return;
            }
            try (ClientResponse response = link.listen(mine)) {
                if (response.status() == METHOD_NOT_ALLOWED) {
                    return; // it has nothing to say
                }
                if (response.status() == 200) {
                    pause = PAUSE_FIRST;
                    pass(response, before);
                    before = true;
                }
            } catch (HttpFailure gone) {
                before |= begun.get();
            }
            pause = pause.multipliedBy(2).compareTo(PAUSE_LAST) > 0 ? PAUSE_LAST : pause.multipliedBy(2);
        } while (!endedWithin(pause));
    }

    private void pass(ClientResponse response, boolean again) throws HttpFailure {
        if (again) {
            // While nobody listened, the tools may have changed.
            pipe.write(Envelope.notification(Method.TOOLS_CHANGED, Message.NO_PARAMS.bytes()));
        }
        try (AnswerRoom.Place place = room.place()) {
            EventStreamReader events = response.events(StdioPipe.LINE_BYTES_MAX, place);
            Optional<StreamEvent> event = events.next(SILENCE_MAX);
            while (event.isPresent()) {
                event.get().data().filter(StdioListener::isMessage).ifPresent(pipe::write);
                place.written();
                event = events.next(SILENCE_MAX);
            }
        }
    }

    private static boolean isMessage(byte[] data) {
        if (data.length == 0) {
            return false; // only primes the stream
        }
        try {
            return switch (Message.of(JsonDocument.parse(data, JsonLimits.DEFAULT))) {
                case Message.Request _, Message.Notification _ -> true;
                case Message.Result _, Message.Failure _ -> false; // nothing was asked here
            };
        } catch (MalformedJson | NotAMessage other) {
            return false;
        }
    }

    private boolean endedWithin(Duration time) {
        try {
            return ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
