package io.tidegate.upstream;

import io.tidegate.http.Cancellation;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.HttpFailure;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonWriter;
import io.tidegate.limit.Holding;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// What does a server of the older era say unasked, in which session? A GET stream for each session that waits for
/// something: the gateway's own for changes of lists, a caller's for the resources that it watches.
final class SessionFeeds implements AutoCloseable {
    private static final Duration REPLY = Duration.ofSeconds(5);

    /// So many callers may have a stream only for what a server asks in the midst of their calls; the others' servers
    /// can ask on the stream of the call.
    private static final int ASIDE_MAX = 1_024;

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
    private final Link link;
    private final Map<HttpSessions.Key, Held> feeds = new ConcurrentHashMap<>();
    private final Shares aside = new Shares(ASIDE_MAX);

    /// What is under way meanwhile.
    record Calls(UnderWay underWay, RandomGenerator random) {}

    SessionFeeds(HttpWire wire, HttpSessions sessions, Unasked unasked, Link link, Calls calls) {
        this.wire = wire;
        this.sessions = sessions;
        this.unasked = unasked;
        this.link = link;
        this.calls = calls;
    }

    /// One session's stream.
    final class Held {
        private final Feed feed;
        private final Optional<Shares.Share> share;
        private volatile boolean kept;
        private volatile boolean awaited;
        private volatile Instant used = wire.clock().instant();

        private Held(Feed feed, Optional<Shares.Share> share) {
            this.feed = feed;
            this.share = share;
        }

        /// It stays until it is dropped, whether there are calls or not.
        void keep() {
            kept = true;
        }

        /// Only the first call waits: a server that says nothing until there is something would delay each.
        private void awaitOnce() {
            if (!awaited) {
                awaited = true;
                feed.awaitOpen(OPENING);
            }
        }

        /// Waits until it is open, or can't be, but not for long: some servers say nothing until there is something.
        void awaitOpen() {
            feed.awaitOpen(WATCHING);
        }

        private void close() {
            feed.close();
            share.ifPresent(Shares.Share::close);
        }
    }

    /// From now on this session has a stream.
    Held want(Asker asker) {
        return feeds.computeIfAbsent(HttpSessions.Key.of(asker), key -> new Held(feed(asker, key), Optional.empty()));
    }

    private Feed feed(Asker asker, HttpSessions.Key key) {
        return Feed.start(asker.session(), new InSession(asker, key), wire.room(), calls.random());
    }

    /// Makes sure that a server which asks on the stream of the session, and not on that of the call, is heard. Waits a
    /// moment for the stream to be there.
    void hearAside(Asker asker) {
        if (asker.isGateway() || asker.capabilities().asked().isEmpty()) {
            return;
        }
        Held held = feeds.computeIfAbsent(HttpSessions.Key.of(asker), key -> aside.take(asker.payer(), 1)
                .map(share -> new Held(feed(asker, key), Optional.of(share)))
                .orElse(null));
        if (held != null) {
            held.used = wire.clock().instant();
            held.awaitOnce();
        }
    }

    /// Whether there is a stream of this session now.
    boolean isHeard(Asker asker) {
        Held held = feeds.get(HttpSessions.Key.of(asker));
        return held != null && held.feed.isOpen();
    }

    /// The session is another one now.
    void renew(Asker asker) {
        Held held = feeds.get(HttpSessions.Key.of(asker));
        if (held != null) {
            held.feed.again();
        }
    }

    void drop(String session) {
        feeds.forEach((key, held) -> {
            if (key.session().equals(session) && feeds.remove(key, held)) {
                held.close();
            }
        });
    }

    /// Asks the server to tell when the resource changes, or no more.
    void subscribe(String method, Asker asker, String uri, Instant deadline) throws LinkFailed {
        JsonDocument params =
                new JsonWriter().object().member("uri", uri).endObject().document();
        Question question = Question.own(method, params, asker, deadline);
        try (Holding _ = question.holding()) {
            if (!(Step.answer(link.ask(question)) instanceof Message.Result)) {
                throw new LinkFailed(LinkFailed.Why.MALFORMED, "the server does not tell of changes");
            }
        }
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
                for (String uri : Watched.uris(unasked.watches().of(asker.session()))) {
                    subscribe(Method.SUBSCRIBE, asker, uri, deadline);
                }
            }
            last = Optional.of(now); // only once all is subscribed to again: what failed is tried again
            return wire.listen(last, anew ? Optional.empty() : lastEvent, deadline, calledOff);
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
                case Message.Notification notice -> unasked.take(notice, List.of(asker.session()));
                case Message.Request request -> reply(request);
                case Message.Result _, Message.Failure _ -> {
                    // nothing was asked on this stream
                }
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
                wire.tell(
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
        feeds.forEach((key, held) -> {
            boolean idle =
                    !held.kept && held.used.isBefore(old) && !calls.underWay().any(key);
            if (idle && feeds.remove(key, held)) {
                held.close();
            }
        });
    }

    @Override
    public void close() {
        feeds.values().forEach(Held::close);
    }
}
