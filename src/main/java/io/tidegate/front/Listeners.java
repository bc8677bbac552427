package io.tidegate.front;

import io.tidegate.call.Caller;
import io.tidegate.call.Release;
import io.tidegate.catalog.Server;
import io.tidegate.gate.Gate;
import io.tidegate.gate.Watching;
import io.tidegate.http.EventStream;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import io.tidegate.json.JsonDocument;
import io.tidegate.limit.MessageMemory;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.Offering;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/// Who is told things unasked, and on which stream? Kept by this process only.
public final class Listeners {
    private static final int WATCHED_MAX = 100_000;
    private static final int WATCHED_EACH_MAX = 1_000;

    /// For what servers logged and nobody was told yet.
    private static final long LOG_BYTES_MAX = 8 << 20;

    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    static final Set<Offering> EVERY_LIST = Set.of(Offering.TOOL, Offering.PROMPT, Offering.RESOURCE);

    private final Shares places;
    private final Shares watched = new Shares(WATCHED_MAX);
    private final Shares logs = new Shares(LOG_BYTES_MAX);
    private final Map<String, Listener> open = new ConcurrentHashMap<>();
    private final Map<Watched, Shares.Share> held = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private record Watched(String session, String uri) {}

    /// @param most streams open at a time; nobody alone gets more than half of them, see [Shares]
    public Listeners(int most) {
        this.places = new Shares(most);
    }

    /// A place for one more stream of `who`; nothing where there is none, or not for them.
    Optional<Shares.Share> place(String who) {
        return places.take(who, 1);
    }

    /// Whether nobody gets another one now.
    boolean isFull() {
        return places.free() < 1;
    }

    /// The session's one listener, from now on.
    Listener of(Caller caller, String profile, Set<Offering> kinds) {
        return open.computeIfAbsent(caller.session(), _ -> new Listener(caller, profile, kinds));
    }

    /// How its stream is written.
    ///
    /// @param words how news are said
    /// @param welcome whether the client may still listen
    /// @param look tells how a task is, by the id that the listener has for it
    record Manner(Function<Release, byte[]> words, Welcome welcome, Function<String, Release> look) {}

    /// One stream of a listener, from before its client knows of it until it is closed. Whoever opens it holds a place
    /// meanwhile.
    final class Line implements AutoCloseable {
        private final Listener listener;
        private final Listener.Stream mine = new Listener.Stream();
        private volatile boolean gone;

        private Line(HttpExchange exchange, Listener listener) {
            this.listener = listener;
            exchange.onDisconnect(() -> {
                gone = true;
                mine.end();
            });
            listener.open(mine);
            if (closed) {
                mine.end(); // it came while the gateway was told to stop
            }
        }

        /// Tells what there is, until the client goes away or is let in no more, the listener is ended or the gateway
        /// stops. Returns whether it was not the client that ended it.
        boolean serve(EventStream stream, Manner manner) throws HttpFailure {
            try {
                while (!mine.isOver() && manner.welcome().lasts()) {
                    if (listener.isTold(mine)) {
                        listener.looks().begin(manner.look(), this::looked);
                    }
                    if (!tell(stream, listener, mine, manner)) {
                        Duration most = manner.welcome().untilAsked();
                        Duration pause =
                                listener.isTold(mine) ? listener.looks().untilNext(most) : most;
                        boolean _ = mine.news().tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS);
                        mine.news().drainPermits();
                    }
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return !gone;
        }

        private void looked(String task, Release state) {
            listener.mail().task(task, state);
            listener.wake();
        }

        @Override
        public void close() {
            listener.leave(mine);
            open.computeIfPresent(listener.caller().session(), (_, known) -> known.isIdle() ? null : known);
        }
    }

    Line line(HttpExchange exchange, Listener listener) {
        return new Line(exchange, listener);
    }

    /// Whether there was something to tell.
    private static boolean tell(EventStream stream, Listener listener, Listener.Stream mine, Manner manner)
            throws HttpFailure {
        Optional<Mailbox.Letter> letter =
                listener.isTold(mine) ? listener.mail().take() : Optional.empty();
        if (letter.isEmpty()) {
            return false;
        }
        try {
            Optional<Release> release =
                    switch (letter.get()) {
                        case Mailbox.Letter.News(var _, Release news, boolean _) -> Optional.of(news);
                        case Mailbox.Letter.Log(var judged, var _) -> judged.get();
                    };
            if (release.isPresent() && !(release.get().body() instanceof Release.Body.Denied)) {
                stream.send(manner.words().apply(release.get()));
            }
        } catch (HttpFailure lost) {
            listener.mail().putBack(letter.get());
            throw lost;
        } finally {
            letter.get().told();
        }
        return true;
    }

    static EventStream stream(HttpExchange exchange) throws HttpFailure {
        return exchange.events(Headers.of("X-Accel-Buffering", "no"));
    }

    /// What came of noting that a listener wants to hear of a resource.
    enum Noted {
        NEW,
        KNOWN,
        TOO_MANY
    }

    /// Notes that the listener wants to hear of a resource.
    Noted watch(Listener listener, String uri, Gate gate) {
        forgetOld(gate);
        Watched what = new Watched(listener.caller().session(), uri);
        if (held.containsKey(what)) {
            return Noted.KNOWN;
        }
        Optional<Shares.Share> share = listener.watched() >= WATCHED_EACH_MAX
                ? Optional.empty()
                : watched.take(listener.caller().principal().key(), 1);
        if (share.isEmpty()) {
            return Noted.TOO_MANY;
        }
        if (held.putIfAbsent(what, share.get()) != null) {
            share.get().close();
            return Noted.KNOWN;
        }
        boolean _ = listener.add(uri);
        return Noted.NEW;
    }

    void unwatch(String session, String uri) {
        Shares.Share share = held.remove(new Watched(session, uri));
        if (share != null) {
            share.close();
        }
        open.computeIfPresent(session, (_, listener) -> {
            boolean _ = listener.remove(uri);
            return listener.isIdle() ? null : listener;
        });
    }

    /// Ends all that is kept for a session, here and at servers.
    void end(String session, Gate gate) {
        Listener listener = open.remove(session);
        if (listener != null) {
            listener.end();
        }
        held.keySet().removeIf(what -> {
            boolean mine = what.session().equals(session);
            if (mine) {
                Optional.ofNullable(held.get(what)).ifPresent(Shares.Share::close);
            }
            return mine;
        });
        gate.forget(session);
    }

    /// A session whose client went away without a word is not kept for ever.
    private void forgetOld(Gate gate) {
        List<String> old = open.values().stream()
                .filter(listener -> listener.isForgotten(FORGOTTEN_AFTER.toNanos()))
                .map(listener -> listener.caller().session())
                .toList();
        old.forEach(session -> end(session, gate));
    }

    /// Tells everybody that every list may have changed.
    public void changed() {
        open.values().forEach(listener -> listener.changed(EVERY_LIST));
    }

    /// Tells those at these endpoints that these lists changed.
    ///
    /// @param profiles which endpoints, by their profile
    public void changed(Predicate<String> profiles, Set<Offering> kinds) {
        open.values().stream()
                .filter(listener -> profiles.test(listener.profile()))
                .forEach(listener -> listener.changed(kinds));
    }

    /// Tells a session of a resource that it wanted to hear of, as far as it may.
    public void updated(Gate gate, Server server, String session, JsonDocument params) {
        Listener listener = open.get(session);
        if (listener == null) {
            return;
        }
        Optional<Watching.News> news =
                gate.updated(listener.caller(), listener.profile(), server, params, listener::watches);
        news.ifPresent(told -> {
            listener.mail().updated(server.name(), told.uri(), told.release());
            listener.wake();
        });
    }

    /// Tells a session what a server logs in it, on its stream, as far as it wants to know and there is room. Returns
    /// whether it has a stream.
    public boolean logged(Gate gate, Server server, String session, JsonDocument params) {
        Optional<Listener> listening = listening(session);
        Optional<Shares.Share> held = listening
                .filter(listener -> listener.wantsLog(params))
                .flatMap(listener ->
                        logs.take(listener.caller().principal().key(), MessageMemory.held(params.length())));
        held.ifPresent(share -> {
            Listener listener = listening.orElseThrow();
            listener.logged(
                    server.name(),
                    new Mailbox.Letter.Log(
                            () -> gate.logged(listener.caller(), listener.profile(), server, params), share));
        });
        return listening.isPresent();
    }

    /// From now on a session is told what servers log from this level on.
    void level(String session, LogLevel level) {
        Optional.ofNullable(open.get(session)).ifPresent(listener -> listener.level(level));
    }

    /// Tells a session that a page is done that it was sent to.
    public void completed(Gate gate, Server server, String session, String id) {
        Listener listener = open.get(session);
        if (listener != null) {
            gate.completed(server, id).ifPresent(told -> {
                listener.mail().updated(server.name(), "elicitation " + id, told);
                listener.wake();
            });
        }
    }

    /// Ends the streams of a session that is told no more of something that it watches, so that its client notices.
    public void lost(String session) {
        Listener listener = open.get(session);
        if (listener != null) {
            listener.end();
        }
    }

    /// Tells a session that something may have come of a task that it wanted to hear of.
    ///
    /// @param own the server's own id of it
    public void task(Gate gate, Server server, String session, String own) {
        Listener listener = open.get(session);
        if (listener == null) {
            return;
        }
        for (String id : listener.names()) {
            if (gate.means(listener.caller(), listener.profile(), id, server, own)) {
                listener.looks().add(id);
                listener.wake();
                return;
            }
        }
    }

    /// The session's listener, where it has a stream open.
    Optional<Listener> listening(String session) {
        return Optional.ofNullable(open.get(session)).filter(Listener::isListening);
    }

    void close() {
        closed = true;
        open.values().forEach(Listener::end);
    }
}
