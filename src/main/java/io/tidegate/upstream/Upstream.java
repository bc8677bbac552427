package io.tidegate.upstream;

import io.tidegate.catalog.Offers;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Offering;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One server: keeps a link to it, renews it with growing pauses, and knows what it offers.
///
/// All of that happens on a thread of its own: a server that is slow to start delays nobody.
final class Upstream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);
    private static final Duration PAUSE_FIRST = Duration.ofMillis(200);
    private static final Duration PAUSE_LAST = Duration.ofSeconds(30);
    /// A server that says without end that its list changed is asked for it only so often.
    private static final Duration LISTS_APART = Duration.ofSeconds(1);

    private final UpstreamSettings settings;
    private final Connector connector;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Semaphore free;
    private final Semaphore wake = new Semaphore(0);
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Lists lists;
    private final Set<Offering> changed = EnumSet.noneOf(Offering.class);
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
        this.lists = new Lists(settings.server().name(), settings.startDeadline(), clock, random);
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
    Step ask(Question question) throws LinkFailed {
        Link current = link;
        if (current == null || !current.alive()) {
            throw new LinkFailed(LinkFailed.Why.GONE, trouble.isEmpty() ? "it is being started" : trouble);
        }
        return within(() -> current.ask(question));
    }

    /// Goes on with a call that the server interrupted.
    Step goOn(Pause pause, Reply reply, Question question) throws LinkFailed {
        return within(() -> pause.goOn(reply, question));
    }

    /// Ends what a caller's session has at the server.
    void forget(String session) {
        Link current = link;
        if (current != null) {
            current.forget(session);
        }
    }

    private interface Asking {
        Step ask() throws LinkFailed;
    }

    private Step within(Asking asking) throws LinkFailed {
        if (!free.tryAcquire()) {
            throw new LinkFailed(LinkFailed.Why.SLOW, "as many calls run as it may have at a time");
        }
        try {
            return asking.ask();
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
                opened.onEvents(new Heard());
                lists.clear();
                takeChanged();
                publish(lists.renew(opened, EnumSet.allOf(Offering.class)));
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
            await();
            opened.tend();
            Set<Offering> changed = takeChanged();
            changed.addAll(lists.due());
            if (!changed.isEmpty() && opened.alive() && !closed) {
                publish(lists.renew(opened, changed));
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

    private void await() {
        try {
            if (wake.tryAcquire(1, TimeUnit.SECONDS)) {
                wake.drainPermits(); // many changes at once are one
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Set<Offering> takeChanged() {
        synchronized (changed) {
            Set<Offering> taken = EnumSet.copyOf(changed);
            changed.clear();
            return taken;
        }
    }

    /// What the server says unasked.
    private final class Heard implements Link.Events {
        @Override
        public void listChanged(String notification) {
            synchronized (changed) {
                changed.addAll(Lists.of(notification));
            }
            wake.release();
        }

        @Override
        public void updated(String session, String uri, JsonDocument params) {}

        @Override
        public void ended() {
            wake.release();
        }
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
