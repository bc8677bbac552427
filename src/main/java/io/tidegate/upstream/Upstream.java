package io.tidegate.upstream;

import io.tidegate.catalog.Offers;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.limit.Holding;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One server: keeps a link to it, renews it with growing pauses, and knows its tools.
///
/// All of that happens on a thread of its own: a server that is slow to start delays nobody.
final class Upstream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);
    private static final Duration PAUSE_FIRST = Duration.ofMillis(200);
    private static final Duration PAUSE_LAST = Duration.ofSeconds(30);
    /// A server that says without end that its list changed is asked for it only so often.
    private static final Duration LISTS_APART = Duration.ofSeconds(1);
    private static final int PAGES_MAX = 64;

    private final UpstreamSettings settings;
    private final Connector connector;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Semaphore free;
    private final Semaphore wake = new Semaphore(0);
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Complaints unusable = new Complaints(System::nanoTime);
    private volatile @Nullable Link link;
    private volatile ServerState state = ServerState.STARTING;
    private volatile String trouble = "";
    private volatile boolean closed;
    private Consumer<Offers> listener = _ -> {};
    private Optional<Offers> known = Optional.empty();

    Upstream(UpstreamSettings settings, Connector connector, InstantSource clock, RandomGenerator random) {
        this.settings = settings;
        this.connector = connector;
        this.clock = clock;
        this.random = random;
        this.free = new Semaphore(settings.concurrency());
    }

    void start() {
        Thread.ofVirtual().name("server-" + settings.server().name()).start(this::keep);
    }

    UpstreamSettings settings() {
        return settings;
    }

    ServerState state() {
        return state;
    }

    /// Why it isn't ready, for operators; empty where it is.
    String trouble() {
        return trouble;
    }

    /// Puts a question where there is a link and room for it.
    Message ask(Question question) throws LinkFailed {
        Link current = link;
        if (current == null || !current.alive()) {
            throw new LinkFailed(LinkFailed.Why.GONE, trouble.isEmpty() ? "it is being started" : trouble);
        }
        if (!free.tryAcquire()) {
            throw new LinkFailed(LinkFailed.Why.SLOW, "as many calls run as it may have at a time");
        }
        try {
            return current.ask(question);
        } finally {
            free.release();
        }
    }

    private void keep() {
        Duration pause = PAUSE_FIRST;
        while (!closed) {
            Instant started = clock.instant();
            try (Link opened = connector.connect()) {
                if (closed) {
                    return;
                }
                opened.onChange(wake::release);
                refresh(opened);
                link = opened;
                become(ServerState.READY, "");
                stay(opened);
            } catch (LinkFailed failure) {
                become(ServerState.DOWN, String.valueOf(failure.getMessage()));
                tried();
            } finally {
                link = null;
            }
            boolean lasted = Duration.between(started, clock.instant()).compareTo(PAUSE_LAST) > 0;
            pause = lasted ? PAUSE_FIRST : pause;
            rest(pause);
            pause = pause.multipliedBy(2).compareTo(PAUSE_LAST) > 0 ? PAUSE_LAST : pause.multipliedBy(2);
        }
    }

    /// Renews the list when the server says that it changed, until the server goes away.
    private void stay(Link opened) throws LinkFailed {
        while (!closed && opened.alive() && !Thread.currentThread().isInterrupted()) {
            if (woken() && opened.alive() && !closed) {
                refresh(opened);
                pauseAfterList();
            }
        }
        if (!closed) {
            become(ServerState.DOWN, "the server went away");
        }
    }

    private void pauseAfterList() {
        try {
            if (ending.await(LISTS_APART.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("server {} is being ended", settings.server().name());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean woken() {
        try {
            boolean changed = wake.tryAcquire(1, TimeUnit.SECONDS);
            wake.drainPermits(); // many changes at once are one
            return changed;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void refresh(Link opened) throws LinkFailed {
        ToolList tools = new ToolList();
        Optional<JsonValue> cursor = Optional.empty();
        for (int page = 0; page < PAGES_MAX && !tools.isFull(); page++) {
            JsonDocument params = cursor.map(Upstream::from).orElse(Message.NO_PARAMS);
            Instant deadline = clock.instant().plus(settings.startDeadline());
            Question list = Question.own(Method.TOOLS_LIST, params, deadline);
            try (Holding _ = list.holding()) {
                cursor = page(opened.ask(list), tools);
            }
            if (cursor.isEmpty()) {
                break;
            }
        }
        if (tools.leftOut() > 0) {
            unusable.add(_ -> LOG.warn(
                    "server {} has {} tools that are left out: name or schema unusable, too many, or too large",
                    settings.server().name(),
                    tools.leftOut()));
        }
        publish(Offers.ofTools(tools.tools()));
    }

    /// Takes the tools of one page; returns where the next one begins. A server without tools answers with an error.
    private Optional<JsonValue> page(Message answer, ToolList tools) {
        if (!(answer instanceof Message.Result result)) {
            return Optional.empty();
        }
        result.result()
                .root()
                .get("tools")
                .map(JsonValue::elements)
                .orElse(List.of())
                .forEach(tools::add);
        return result.result().root().get("nextCursor").filter(value -> value.is(JsonKind.STRING));
    }

    /// From now on `listener` is told what the server offers; at once where that is known.
    synchronized void onOffers(Consumer<Offers> next) {
        listener = next;
        known.ifPresent(next);
    }

    /// A server that could not be reached has no tools, for now; nobody need wait for it any longer.
    private synchronized void tried() {
        if (known.isEmpty()) {
            publish(Offers.NONE);
        }
    }

    private synchronized void publish(Offers offers) {
        known = Optional.of(offers);
        listener.accept(offers);
    }

    private static JsonDocument from(JsonValue cursor) {
        return new JsonWriter()
                .object()
                .name("cursor")
                .value(cursor)
                .endObject()
                .document();
    }

    private void become(ServerState next, String why) {
        if (state != next || !trouble.equals(why)) {
            LOG.info("server {} is {}{}", settings.server().name(), next.id(), why.isEmpty() ? "" : ": " + why);
        }
        trouble = why;
        state = next;
    }

    private void rest(Duration pause) {
        try {
            wake.drainPermits();
            long jittered = (long) (pause.toMillis() * (0.75 + random.nextDouble() / 2));
            wake.tryAcquire(closed ? 0 : jittered, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        ending.countDown();
        become(ServerState.STOPPED, "");
        Link current = link;
        if (current != null) {
            current.close();
        }
        wake.release();
    }
}
