package io.tidegate.upstream;

import io.tidegate.http.Cancellation;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.HttpFailure;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonWriter;
import io.tidegate.limit.Holding;
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

    private final HttpWire wire;
    private final HttpSessions sessions;
    private final Unasked unasked;
    private final RandomGenerator random;
    private final Link link;
    private final Map<String, Feed> feeds = new ConcurrentHashMap<>();

    SessionFeeds(HttpWire wire, HttpSessions sessions, Unasked unasked, Link link, RandomGenerator random) {
        this.wire = wire;
        this.sessions = sessions;
        this.unasked = unasked;
        this.link = link;
        this.random = random;
    }

    /// From now on this session has a stream.
    void want(Asker asker) {
        feeds.computeIfAbsent(
                asker.session(), _ -> Feed.start(asker.session(), new InSession(asker), wire.room(), random));
    }

    /// The session is another one now.
    void renew(String session) {
        Feed feed = feeds.get(session);
        if (feed != null) {
            feed.again();
        }
    }

    void drop(String session) {
        Feed feed = feeds.remove(session);
        if (feed != null) {
            feed.close();
        }
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
        private Optional<HttpSessions.Session> last = Optional.empty();

        InSession(Asker asker) {
            this.asker = asker;
        }

        @Override
        public ClientResponse open(Optional<String> lastEvent, Instant deadline, Cancellation calledOff)
                throws HttpFailure, LinkFailed {
            HttpSessions.Session now = sessions.of(asker, deadline);
            boolean anew = last.isPresent() && !last.get().equals(now);
            last = Optional.of(now);
            if (anew) {
                for (String uri : Watched.uris(unasked.watches().of(asker.session()))) {
                    subscribe(Method.SUBSCRIBE, asker, uri, deadline);
                }
            }
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

        /// Nothing can be asked of a client outside of its calls.
        private void reply(Message.Request request) {
            Reply reply = Reply.atOnce(request, Asker.GATEWAY).orElseGet(Reply::unsupported);
            try {
                wire.tell(
                        reply.message(request.id()),
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
    }

    @Override
    public void close() {
        feeds.values().forEach(Feed::close);
    }
}
