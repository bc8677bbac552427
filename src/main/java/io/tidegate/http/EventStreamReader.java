package io.tidegate.http;

import java.time.Duration;
import java.util.Optional;

/// Which event comes next on an answer of `text/event-stream`? For one thread; [ClientResponse#close] from another
/// wakes it.
public final class EventStreamReader {
    private static final Duration FOREVER = Duration.ofDays(365);
    /// How much longer than its patience a read may take before the connection counts as dead.
    private static final Duration LATE = Duration.ofSeconds(5);

    private static final int READ_BYTES = 8 << 10;

    private final ClientResponse response;
    private final EventParser parser;
    private final byte[] bytes = new byte[READ_BYTES];
    private boolean ended;

    EventStreamReader(ClientResponse response, EventParser parser) {
        this.response = response;
        this.parser = parser;
    }

    /// As [#next(Duration, Duration)] for whoever can wait without end.
    public Optional<StreamEvent> next(Duration silenceMax) throws HttpFailure {
        return next(silenceMax, FOREVER);
    }

    /// The next event, or empty at the proper end of the stream. Comments count as signs of life, not as events.
    ///
    /// Throws [HttpFailure.TooLate] if not a byte came within `silenceMax`, or no event within `waitMax` however
    /// many comments came, [HttpFailure.TooLarge], [HttpFailure.BadEvent], [HttpFailure.Malformed],
    /// [HttpFailure.Gone], [HttpFailure.Cancelled] or what the allowance throws; after any of them the connection
    /// is closed.
    public Optional<StreamEvent> next(Duration silenceMax, Duration waitMax) throws HttpFailure {
        long begun = System.nanoTime();
        Optional<StreamEvent> event = parser.next();
        try {
            while (event.isEmpty()) {
                int count = response.some(bytes, Watchdog.in(silenceMax));
                if (count < 0) {
                    return Optional.empty();
                }
                parser.feed(bytes, 0, count);
                if (System.nanoTime() - begun > waitMax.toNanos()) {
                    throw new HttpFailure.TooLate(true);
                }
                event = parser.next();
            }
        } catch (HttpFailure failure) {
            response.close();
            throw failure;
        }
        return event;
    }

    /// The next event, if it is whole within about that time. Where it is not, nothing is lost: what came of it
    /// stays, and the stream goes on. Empty at the proper end of the stream too, as then from every other method.
    ///
    /// Throws what [#next(Duration, Duration)] throws.
    public Optional<StreamEvent> soon(Duration most) throws HttpFailure {
        Optional<StreamEvent> event = parser.next();
        if (event.isPresent() || ended) {
            return event;
        }
        long until = System.nanoTime() + most.toNanos();
        try {
            response.patience(most);
            while (event.isEmpty() && System.nanoTime() < until) {
                int count = response.some(bytes, Watchdog.in(most.plus(LATE)));
                if (count < 0) {
                    ended = true;
                    return Optional.empty(); // the connection is another's now
                }
                parser.feed(bytes, 0, count);
                event = parser.next();
            }
            response.patience(Duration.ZERO);
        } catch (HttpFailure failure) {
            response.close();
            throw failure;
        }
        return event;
    }

    /// Whether [#soon] came to the proper end of the stream.
    public boolean ended() {
        return ended;
    }

    /// Nobody waits for the next event until it is asked for: until then no deadline ends the exchange.
    public void pause() {
        response.pause();
    }
}
