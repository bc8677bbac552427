package io.tidegate.http;

import java.time.Duration;
import java.util.Optional;

/// Which event comes next on an answer of `text/event-stream`? For one thread; [ClientResponse#close] from another
/// wakes it.
public final class EventStreamReader {
    private static final Duration FOREVER = Duration.ofDays(365);
    private static final int READ_BYTES = 8 << 10;

    private final ClientResponse response;
    private final EventParser parser;
    private final byte[] bytes = new byte[READ_BYTES];

    EventStreamReader(ClientResponse response, int eventBytesMax, Allowance allowance) {
        this.response = response;
        this.parser = new EventParser(eventBytesMax, allowance);
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

    /// Nobody waits for the next event until it is asked for: until then no deadline ends the exchange.
    public void pause() {
        response.pause();
    }
}
