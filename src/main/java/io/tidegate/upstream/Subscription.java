package io.tidegate.upstream;

import io.tidegate.http.Cancellation;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.HttpFailure;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What does a server of 2026-07-28 say unasked? One `subscriptions/listen` for all of the gateway: every change of a
/// list, and every resource that any session watches.
///
/// What is listened to can't be changed: whoever wants more opens another stream, and the one before is closed when the
/// server has said that it tells on the new one.
final class Subscription implements AutoCloseable {
    private static final String RESOURCES = "resourceSubscriptions";
    private static final String TASKS = "taskIds";
    static final String ID = MetaKey.RESERVED_PREFIX + "subscriptionId";

    private final HttpWire wire;
    private final Unasked unasked;
    private final RandomGenerator random;
    private final AtomicLong ids;
    private final ReentrantLock changing = new ReentrantLock(); // held while a stream is opened, with a deadline
    private @Nullable Listening current;
    private volatile boolean closed;

    /// @param ids for the requests
    Subscription(HttpWire wire, Unasked unasked, AtomicLong ids, RandomGenerator random) {
        this.wire = wire;
        this.unasked = unasked;
        this.ids = ids;
        this.random = random;
    }

    /// Listens for changes of lists only, until somebody wants more. Does not wait.
    void begin() {
        changing.lock();
        try {
            if (current == null && !closed) {
                current = new Listening(unasked.watches().all());
            }
        } finally {
            changing.unlock();
        }
    }

    /// Listens for what is watched now. Waits until the server says that it tells.
    ///
    /// @throws LinkFailed if it does not tell of this resource
    void cover(String uri, Instant deadline) throws LinkFailed {
        try {
            if (!changing.tryLock(wire.left(deadline).toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LinkFailed(LinkFailed.Why.SLOW, "the server takes long to say what it tells of");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new LinkFailed(LinkFailed.Why.CANCELLED, "stopped while waiting");
        }
        try {
            Listening before = current;
            if (before != null && before.tells(uri)) {
                return;
            }
            Listening next = new Listening(unasked.watches().all());
            if (!next.awaitTelling(uri, wire.left(deadline))) {
                next.feed.close();
                throw new LinkFailed(LinkFailed.Why.MALFORMED, "the server does not tell of changes of this resource");
            }
            current = next;
            if (before != null) {
                before.feed.close();
            }
        } finally {
            changing.unlock();
        }
    }

    /// The params of `subscriptions/listen`, but for `_meta`.
    ///
    /// @param names URIs, and tasks as [Watched] names them
    static JsonDocument filter(Set<String> names) {
        JsonWriter out = new JsonWriter()
                .object()
                .name("notifications")
                .object()
                .member("toolsListChanged", true)
                .member("promptsListChanged", true)
                .member("resourcesListChanged", true);
        list(out, RESOURCES, Watched.uris(names));
        list(out, TASKS, Watched.tasks(names));
        return out.endObject().endObject().document();
    }

    private static void list(JsonWriter out, String member, Set<String> values) {
        if (!values.isEmpty()) {
            out.name(member).array();
            values.stream().sorted().forEach(out::text);
            out.endArray();
        }
    }

    /// The question, asked by one who knows of tasks where it is about any.
    static Question question(Set<String> names, Instant deadline) {
        Asker asker = Watched.tasks(names).isEmpty() ? Asker.GATEWAY : Asker.GATEWAY.withTasks();
        return Question.own(Method.LISTEN, filter(names), asker, deadline);
    }

    /// The resources and tasks that the server says it tells of.
    static Set<String> honoured(Message.Notification notice) {
        Set<String> names = new HashSet<>(honoured(notice, RESOURCES));
        honoured(notice, TASKS).forEach(id -> names.add(Watched.task(id)));
        return names;
    }

    private static List<String> honoured(Message.Notification notice, String member) {
        List<String> values = new ArrayList<>();
        notice.params()
                .root()
                .get("notifications")
                .flatMap(honoured -> honoured.get(member))
                .map(JsonValue::elements)
                .orElse(List.of())
                .forEach(value -> {
                    if (value.is(JsonKind.STRING)) {
                        values.add(value.text());
                    }
                });
        return values;
    }

    static Optional<RequestId> subscription(Message.Notification notice) {
        return notice.params()
                .root()
                .get(MetaKey.META)
                .flatMap(meta -> meta.get(ID))
                .flatMap(RequestId::of);
    }

    private final class Listening implements Feed.Source {
        private final Set<String> uris;
        private final CountDownLatch acknowledged = new CountDownLatch(1);
        private final Feed feed;
        private volatile Set<String> told = Set.of();
        private volatile Optional<RequestId> id = Optional.empty();

        Listening(Set<String> uris) {
            this.uris = uris;
            this.feed = Feed.start(this, wire.room(), random);
        }

        @Override
        public ClientResponse open(Optional<String> lastEvent, Instant deadline, Cancellation calledOff)
                throws HttpFailure, LinkFailed {
            RequestId mine = RequestId.of(ids.incrementAndGet());
            id = Optional.of(mine);
            Question listen = question(uris, deadline);
            byte[] body = Envelope.request(mine, Method.LISTEN, Dialect.STATELESS.params(listen, Optional.empty()));
            return wire.post(wire.stateless().and("Mcp-Method", Method.LISTEN), body, deadline, calledOff);
        }

        /// Called where the server answers with something else than a stream: then nobody need wait for its word.
        @Override
        public boolean goesOn(int status) {
            acknowledged.countDown();
            if (status == 400) {
                unasked.events().looksOlder();
            }
            return status != 404 && status != 405;
        }

        @Override
        public void leftOut(long count) {
            unasked.events().leftOut(count);
        }

        @Override
        public void take(Message message) {
            switch (message) {
                case Message.Notification notice -> take(notice);
                case Message.Request request -> unasked.events().unsolicited(request.method());
                case Message.Result result -> answered(Optional.of(result.id()));
                case Message.Failure failure -> answered(failure.id());
            }
        }

        /// Its own answer ends it, or says that it does not tell; there is no other question on this stream.
        private void answered(Optional<RequestId> which) {
            if (which.equals(id)) {
                acknowledged.countDown();
            } else {
                unasked.events().unsolicited(Upstreams.ANSWER);
            }
        }

        /// INVARIANT: only what names this very subscription is taken.
        private void take(Message.Notification notice) {
            if (!subscription(notice).equals(id)) {
                return;
            }
            if (notice.method().equals(Method.LISTENING)) {
                told = honoured(notice);
                acknowledged.countDown();
            } else {
                unasked.take(notice);
            }
        }

        boolean tells(String uri) {
            return told.contains(uri);
        }

        boolean awaitTelling(String uri, Duration most) {
            try {
                return acknowledged.await(most.toMillis(), TimeUnit.MILLISECONDS) && tells(uri);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        Listening last = current;
        if (last != null) {
            last.feed.close();
        }
    }
}
