package io.tidegate.upstream;

import io.tidegate.http.Cancellation;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.EventStreamReader;
import io.tidegate.http.HttpFailure;
import io.tidegate.http.StreamEvent;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.MalformedJson;
import io.tidegate.limit.MessageMemory;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.NotAMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One stream of what a server says unasked, read on a thread of its own and opened again as often as it breaks off,
/// after growing pauses, until nobody wants it any more.
final class Feed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final Duration SILENCE_MAX = Duration.ofMinutes(30);
    private static final Duration PAUSE_FIRST = Duration.ofSeconds(1);
    private static final Duration PAUSE_LAST = Duration.ofSeconds(60);
    private static final Duration OPENING = Duration.ofSeconds(10);

    /// A server that says more than so much in a second is read no faster, so that others get their turn.
    private static final int AT_ONCE_MAX = 500;

    private static final Duration APART = Duration.ofSeconds(1);

    /// What is over the limit is read to its end up to this, so that what follows it is heard.
    private static final int LEFT_OUT_MAX = 16 << 20;

    /// Where the stream comes from, and where what it says goes.
    interface Source {
        /// @param lastEvent where the last one broke off
        ClientResponse open(Optional<String> lastEvent, Instant deadline, Cancellation calledOff)
                throws HttpFailure, LinkFailed;

        void take(Message message);

        /// Whether several messages may come at once.
        default boolean batches() {
            return false;
        }

        /// So many things were said since this was last called that are too large to be told.
        void leftOut(long count);

        /// Whether such a stream is to be had: a server may have none, for now or at all.
        boolean goesOn(int status);
    }

    private final Source source;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final JsonLimits limits;
    private final Complaints tooMuch = new Complaints(System::nanoTime);
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile boolean wanted = true;
    private volatile Cancellation calledOff = new Cancellation();
    private Optional<String> lastEvent = Optional.empty();
    private boolean tooLarge; // the last stream ended with an event over the limit

    private Feed(Source source, Intake.Room room, RandomGenerator random) {
        this.source = source;
        this.clock = room.clock();
        this.limits = room.limits();
        this.random = random;
    }

    static Feed start(Source source, Intake.Room room, RandomGenerator random) {
        Feed feed = new Feed(source, room, random);
        Thread.ofVirtual().name("feed").start(feed::run);
        return feed;
    }

    private void run() {
        Duration pause = PAUSE_FIRST;
        while (wanted && !ended()) {
            Instant began = clock.instant();
            wanted = read();
            boolean lasted = Duration.between(began, clock.instant()).compareTo(PAUSE_LAST) > 0;
            pause = lasted || tooLarge ? PAUSE_FIRST : pause;
            rest(pause);
            pause = pause.multipliedBy(2).compareTo(PAUSE_LAST) > 0 ? PAUSE_LAST : pause.multipliedBy(2);
        }
    }

    /// Reads one stream to its end. False where there is none to be had.
    private boolean read() {
        Cancellation mine = new Cancellation();
        calledOff = mine;
        tooLarge = false;
        if (ended()) {
            return false;
        }
        try (ClientResponse response = source.open(lastEvent, clock.instant().plus(OPENING), mine)) {
            boolean streams = response.status() == 200
                    && response.headers().first("Content-Type").orElse("").startsWith("text/event-stream");
            if (!streams) {
                return source.goesOn(response.status());
            }
            opened.countDown();
            read(response.eventsLeavingOut(MessageMemory.FREE_BYTES, LEFT_OUT_MAX));
            return true;
        } catch (HttpFailure.TooLarge one) {
            tooLarge = true; // one event is no reason to hear nothing for long
            return true;
        } catch (HttpFailure | LinkFailed broken) {
            return true; // it may be back later
        } catch (RuntimeException defect) {
            LOG.error(
                    "a stream of a server broke off by a defect of ours: {}",
                    defect.getClass().getSimpleName());
            LOG.debug("the defect", defect);
            return true;
        } finally {
            opened.countDown();
        }
    }

    private void read(EventStreamReader events) throws HttpFailure {
        Instant since = clock.instant();
        int taken = 0;
        for (Optional<StreamEvent> event = events.next(SILENCE_MAX);
                event.isPresent() && !ended();
                event = events.next(SILENCE_MAX)) {
            event.get().id().filter(id -> !id.isEmpty()).ifPresent(id -> lastEvent = Optional.of(id));
            if (event.get().leftOut()) {
                tooMuch.add(source::leftOut);
            } else {
                byte[] data = event.get().data().orElse(Message.NO_PARAMS.bytes());
                List<Message> said = messages(data);
                said.forEach(source::take);
                taken += said.size();
            }
            taken++;
            if (taken >= AT_ONCE_MAX) {
                await(Duration.between(clock.instant(), since.plus(APART)));
                since = clock.instant();
                taken = 0;
            }
        }
    }

    private List<Message> messages(byte[] data) {
        try {
            return Batch.of(JsonDocument.parse(data, limits), source.batches());
        } catch (MalformedJson | NotAMessage garbage) {
            return List.of(); // nothing waits for it
        }
    }

    private void rest(Duration pause) {
        await(Duration.ofMillis((long) (pause.toMillis() * (0.75 + random.nextDouble() / 2))));
    }

    /// Waits so long, or until nobody wants it any more.
    private void await(Duration pause) {
        try {
            boolean _ = over.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            over.countDown();
        }
    }

    /// Waits until it was opened once, or could not be.
    void awaitOpen(Duration most) {
        try {
            boolean _ = opened.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether something may come on it: it is open, or may be soon. Some servers begin it with the first thing that
    /// they have to say.
    boolean maySpeak() {
        return wanted && !ended();
    }

    private boolean ended() {
        return over.getCount() == 0;
    }

    /// Opens it anew: what it was opened in is over.
    void again() {
        calledOff.cancel();
    }

    @Override
    public void close() {
        over.countDown();
        calledOff.cancel();
    }
}
