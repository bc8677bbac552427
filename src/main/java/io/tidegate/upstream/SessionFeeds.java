package io.tidegate.upstream;

import io.tidegate.http.Cancellation;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.HttpFailure;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ServerCapabilities;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// What does a server of the older era say unasked, in which session? A GET stream for each session that waits for
/// something: the gateway's own for changes of lists, a caller's for the resources that it watches.
final class SessionFeeds implements AutoCloseable {
    private static final Duration REPLY = Duration.ofSeconds(5);

    /// So many callers may have a stream only for what a server asks in the midst of their calls; the others' servers
    /// can ask on the stream of the call.
    private static final int ASIDE_MAX = 1_024;

    /// And so many only for what a server logs there.
    private static final int LOGGED_MAX = 512;

    /// How long such a stream outlives the calls of its session.
    private static final Duration ASIDE = Duration.ofMinutes(1);

    /// How long somebody who wants to be told of things waits for it to be opened: what comes before is lost.
    private static final Duration WATCHING = Duration.ofSeconds(1);

    /// How long a call waits for it to be opened.
    private static final Duration OPENING = Duration.ofMillis(300);

    private final HttpWire wire;
    private final HttpSessions sessions;
    private final Unasked unasked;
    private final Calls calls;
    private final StatefulSubscriptions subscriptions;
    private final Map<HttpSessions.Key, Held> feeds = new ConcurrentHashMap<>();
    private final Shares aside = new Shares(ASIDE_MAX);
    private final Shares logged = new Shares(LOGGED_MAX);

    /// What is under way meanwhile.
    record Calls(UnderWay underWay, RandomGenerator random) {}

    SessionFeeds(
            HttpWire wire, HttpSessions sessions, Unasked unasked, StatefulSubscriptions subscriptions, Calls calls) {
        this.wire = wire;
        this.sessions = sessions;
        this.unasked = unasked;
        this.subscriptions = subscriptions;
        this.calls = calls;
    }

    /// One session's stream.
    final class Held {
        private final Feed feed;
        private final Optional<Shares.Share> share;
        private volatile Instant used = wire.clock().instant();
        private Optional<Instant> awaited = Optional.empty(); // guarded by this

        private Held(Feed feed, Optional<Shares.Share> share) {
            this.feed = feed;
            this.share = share;
        }

        /// Waits until it is open, or can't be, but not for long: some servers say nothing until there is something.
        /// Whoever comes later waits no longer than who came first.
        void awaitOpen() {
            awaitOpen(WATCHING);
        }

        private void awaitOpen(Duration most) {
            Duration left = Duration.between(wire.clock().instant(), since().plus(most));
            if (left.isPositive()) {
                feed.awaitOpen(left);
            }
        }

        private synchronized Instant since() {
            Instant first = awaited.orElseGet(wire.clock()::instant);
            awaited = Optional.of(first);
            return first;
        }

        private void close() {
            feed.close();
            share.ifPresent(Shares.Share::close);
        }
    }

    /// From now on this session has a stream, while anything is watched in it. The gateway's own lasts.
    Held want(Asker asker) {
        return feeds.computeIfAbsent(HttpSessions.Key.of(asker), key -> new Held(feed(asker, key), Optional.empty()));
    }

    private Feed feed(Asker asker, HttpSessions.Key key) {
        return Feed.start(new InSession(asker, key), wire.room(), calls.random());
    }

    /// Makes sure that a server which asks or logs on the stream of the session, and not on that of the call, is heard.
    /// Waits a moment for the stream to be there.
    void hearAside(Asker asker, HttpSessions.Session session) {
        boolean asks = !asker.capabilities().asked().isEmpty();
        boolean logs =
                asker.log().isPresent() && session.greeting().capabilities().can(ServerCapabilities.Able.LOGGING);
        if (asker.isGateway() || !(asks || logs)) {
            return;
        }
        Held held = feeds.computeIfAbsent(HttpSessions.Key.of(asker), key -> (asks ? aside : logged)
                .take(asker.payer(), 1)
                .map(share -> new Held(feed(asker, key), Optional.of(share)))
                .orElse(null));
        if (held != null) {
            held.used = wire.clock().instant();
            held.awaitOpen(OPENING);
        }
    }

    /// Whether there is a stream of this session, or may be soon.
    boolean isHeard(Asker asker) {
        Held held = feeds.get(HttpSessions.Key.of(asker));
        return held != null && held.feed.maySpeak();
    }

    /// The session is another one now.
    void renew(Asker asker) {
        Held held = feeds.get(HttpSessions.Key.of(asker));
        if (held != null) {
            held.feed.again();
        }
    }

    /// Less is watched in that session: where nothing is, its stream lasts only as long as calls may need it.
    void release(String session) {
        feeds.forEach((key, held) -> {
            if (key.session().equals(session)) {
                held.used = wire.clock().instant();
                closeUnlessWanted(key, _ -> true);
            }
        });
    }

    /// INVARIANT: whether it is wanted is asked within the map, so who wants it meanwhile finds it open, or opens it.
    private void closeUnlessWanted(HttpSessions.Key key, Predicate<Held> may) {
        feeds.computeIfPresent(key, (_, held) -> {
            boolean wanted = key.session().isEmpty()
                    || unasked.watches().anyIn(key.session())
                    || calls.underWay().any(key);
            if (wanted || !may.test(held)) {
                return held;
            }
            held.close();
            return null;
        });
    }

    void drop(String session) {
        feeds.forEach((key, held) -> {
            if (key.session().equals(session) && feeds.remove(key, held)) {
                held.close();
            }
        });
    }

    private final class InSession implements Feed.Source {
        private final Asker asker;
        private final HttpSessions.Key key;
        private Optional<HttpSessions.Session> last = Optional.empty();

        InSession(Asker asker, HttpSessions.Key key) {
            this.asker = asker;
            this.key = key;
        }

        @Override
        public ClientResponse open(Optional<String> lastEvent, Instant deadline, Cancellation calledOff)
                throws HttpFailure, LinkFailed {
            HttpSessions.Session now = sessions.of(asker, deadline);
            boolean anew = last.isPresent() && !last.get().equals(now);
            if (anew) {
                for (String uri : Watched.uris(unasked.watches().in(asker.session()))) {
                    subscriptions.subscribe(asker, uri, deadline);
                }
            }
            last = Optional.of(now); // only once all is subscribed to again: what failed is tried again
            return wire.as(asker.bearer()).listen(last, anew ? Optional.empty() : lastEvent, deadline, calledOff);
        }

        @Override
        public boolean goesOn(int status) {
            if (status == 404) {
                last.ifPresent(gone -> sessions.lost(asker, gone));
            }
            return status != 405;
        }

        @Override
        public void take(Message message) {
            sessions.keep(asker);
            switch (message) {
                case Message.Notification notice when notice.method().equals(Method.LOG) -> log(notice);
                case Message.Notification notice -> unasked.take(notice, List.of(asker.session()));
                case Message.Request request -> reply(request);
                // nothing is asked on this stream
                case Message.Result _, Message.Failure _ -> unasked.events().unsolicited(Upstreams.ANSWER);
            }
        }

        @Override
        public boolean batches() {
            return Batch.may(last);
        }

        @Override
        public void leftOut(long count) {
            unasked.events().leftOut(count);
        }

        /// For the session's client where that listens; else, as what is asked, for the one call that is under way.
        private void log(Message.Notification notice) {
            if (!unasked.events().logged(asker.session(), Notices.ofNobody(notice))) {
                calls.underWay().only(key).ifPresent(call -> call.hearLog(notice));
            }
        }

        /// What is asked here names no call. It belongs to the one that is under way in this session, where there is
        /// one and no more: then the server can mean no other.
        private void reply(Message.Request request) {
            Optional<Reply> reply = Reply.atOnce(request, asker);
            if (reply.isEmpty()) {
                Optional<HttpCall> only = calls.underWay().only(key);
                if (only.filter(call -> call.hear(request)).isPresent()) {
                    return;
                }
                reply = Optional.of(calls.underWay().any(key) ? Reply.ambiguous() : Reply.unsupported());
            }
            if (!request.method().equals(Method.PING)
                    && Reply.rootless(request, asker).isEmpty()) {
                unasked.events().unsolicited(request.method());
            }
            try {
                wire.as(asker.bearer())
                        .tell(
                                reply.get().message(request.id()),
                                last,
                                wire.clock().instant().plus(REPLY));
            } catch (LinkFailed gone) {
                return; // nobody waits for it
            }
        }
    }

    /// Keeps the sessions that have a stream from counting as idle.
    void tend() {
        unasked.watches().askers().forEach(sessions::keep);
        sessions.keep(Asker.GATEWAY);
        Instant old = wire.clock().instant().minus(ASIDE);
        feeds.keySet().forEach(key -> closeUnlessWanted(key, held -> held.used.isBefore(old)));
    }

    @Override
    public void close() {
        feeds.values().forEach(Held::close);
    }
}
