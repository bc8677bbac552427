package io.tidegate.upstream;

import io.tidegate.http.Allowance;
import io.tidegate.http.Cancellation;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.EventStreamReader;
import io.tidegate.http.HttpFailure;
import io.tidegate.http.StreamEvent;
import io.tidegate.mcp.Era;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What comes next on the event stream of one question?
///
/// A stream that breaks off after it named an event is gone on with where it broke off, in the older era (2025-11-25,
/// Resumability), as often as is good for both; the question itself is never put a second time.
final class CallStream {
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration RETRY_LEAST = Duration.ofMillis(50);

    /// Of a stream that ends again and again without saying anything.
    private static final int RESUMED_MAX = 16;

    private final HttpWire wire;
    private final HttpSetting setting;
    private final Cancellation calledOff;
    private final Allowance allowance;
    private @Nullable ClientResponse response;
    private @Nullable EventStreamReader events;
    private Optional<String> lastEvent = Optional.empty();
    private Duration retry = RETRY;
    private boolean broken;
    private int resumed;

    CallStream(HttpWire wire, HttpSetting setting, Cancellation calledOff, Allowance allowance) {
        this.wire = wire;
        this.setting = setting;
        this.calledOff = calledOff;
        this.allowance = allowance;
    }

    /// From now on this answer is where events come from, if it is a stream.
    void on(ClientResponse came) {
        response = came;
    }

    void read(ClientResponse came) {
        events = came.events(wire.room().bytesMax(), allowance);
        broken = false;
    }

    Optional<ClientResponse> response() {
        return Optional.ofNullable(response);
    }

    /// Waits for the next event, wherever it comes from.
    StreamEvent next(Question question) throws HttpFailure, LinkFailed {
        while (true) {
            Optional<StreamEvent> event = available(question);
            if (event.isPresent()) {
                return noted(event.get());
            }
            resume(question);
        }
    }

    /// The next event, if it comes within this time; a stream that has ended or broken has none.
    Optional<StreamEvent> soon(Duration most) throws HttpFailure {
        if (events == null || isOver()) {
            return Optional.empty();
        }
        try {
            Optional<StreamEvent> event = events.soon(most);
            event.ifPresent(this::noted);
            return event;
        } catch (HttpFailure.Gone broke) {
            broken = true;
            if (lastEvent.isEmpty()) {
                throw broke;
            }
            return Optional.empty();
        }
    }

    /// Whether nothing more comes before it is gone on with.
    boolean isOver() {
        return broken || (events != null && events.ended());
    }

    private StreamEvent noted(StreamEvent event) {
        event.id().filter(name -> !name.isEmpty()).ifPresent(name -> lastEvent = Optional.of(name));
        event.retry().ifPresent(wanted -> retry = wanted.compareTo(RETRY_LEAST) < 0 ? RETRY_LEAST : wanted);
        resumed = event.data().filter(data -> data.length > 0).isPresent() ? 0 : resumed;
        return event;
    }

    /// Empty where the stream ended.
    private Optional<StreamEvent> available(Question question) throws HttpFailure {
        if (events == null || isOver()) {
            return Optional.empty();
        }
        Duration left = wire.left(question.deadline());
        try {
            return events.next(left, left);
        } catch (HttpFailure.Gone broke) {
            if (lastEvent.isEmpty()) {
                throw broke;
            }
            return Optional.empty();
        }
    }

    private void resume(Question question) throws HttpFailure, LinkFailed {
        resumed++;
        boolean can = setting.dialect().era() == Era.STATEFUL && lastEvent.isPresent() && resumed <= RESUMED_MAX;
        Instant again = wire.clock().instant().plus(retry);
        if (!can || again.isAfter(question.deadline())) {
            throw new LinkFailed(LinkFailed.Why.GONE, "the server ended its answer before it was complete");
        }
        end();
        question.notices().ifPresent(Course::rests);
        Rest.unlessGivenUp(question.cancellation(), retry);
        ClientResponse more = wire.listen(setting.session(), lastEvent, question.deadline(), calledOff);
        response = more;
        boolean streams = more.status() == 200
                && more.headers().first("Content-Type").orElse("").startsWith("text/event-stream");
        if (!streams) {
            throw new LinkFailed(LinkFailed.Why.GONE, "the server does not go on with its answer");
        }
        read(more);
    }

    /// Nobody reads until somebody waits for more.
    void pause() {
        if (events != null) {
            events.pause();
        }
    }

    void end() {
        if (response != null) {
            response.close();
        }
    }
}
