package io.tidegate.upstream;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonWriter;
import io.tidegate.limit.Holding;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ParamHeaders;
import io.tidegate.mcp.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Questions to a server of 2024-11-05 over HTTP with SSE: a stream for each caller, so that callers share no state
/// there.
final class SseLink implements Link {
    private static final int SESSIONS_MAX = 512; // each is a stream that stays open

    private final String server;
    private final HttpWire wire;
    private final HttpSessions sessions;
    private final StatefulSubscriptions subscriptions;
    private final Map<String, SseStream> streams = new ConcurrentHashMap<>();
    private final AtomicLong names = new AtomicLong();
    private volatile Optional<Unasked> unasked = Optional.empty();
    private volatile boolean closed;

    SseLink(String server, HttpWire wire) {
        this.server = server;
        this.wire = wire;
        this.sessions = new HttpSessions(SESSIONS_MAX, new AtServer(), wire.clock());
        this.subscriptions = new StatefulSubscriptions(this::ask, wire.clock());
    }

    @Override
    public Era era() {
        return Era.STATEFUL;
    }

    @Override
    public Greeting greeting(Instant deadline) throws LinkFailed {
        return sessions.of(Asker.GATEWAY, deadline).greeting();
    }

    /// Without the gateway's own stream nobody would hear that a list changed, so the server is begun with anew.
    /// It is of the older era, where a greeting is for a whole session.
    @Override
    public void greeted(Greeting anew) {}

    @Override
    public boolean alive() {
        return !closed && sessions.now(Asker.GATEWAY).map(this::lives).orElse(true);
    }

    private boolean lives(HttpSessions.Session session) {
        SseStream stream = streams.get(session.id().orElse(""));
        return stream != null && stream.alive();
    }

    @Override
    public Step ask(Question question) throws LinkFailed {
        return ask(question, session(question.asker(), question.deadline()));
    }

    private Step ask(Question question, HttpSessions.Session session) throws LinkFailed {
        SseStream stream = streams.get(session.id().orElse(""));
        if (stream == null) {
            throw new LinkFailed(LinkFailed.Why.GONE, "the server ended its stream");
        }
        return SharedCall.begin(stream.board(), wire.room(), Dialect.STATEFUL, question);
    }

    private HttpSessions.Session session(Asker asker, Instant deadline) throws LinkFailed {
        HttpSessions.Session session = sessions.of(asker, deadline);
        if (lives(session)) {
            return session;
        }
        sessions.lost(asker, session);
        streams.remove(session.id().orElse(""));
        return sessions.of(asker, deadline);
    }

    private final class Owner implements SseStream.Owner {
        private final Asker asker;

        Owner(Asker asker) {
            this.asker = asker;
        }

        @Override
        public Asker asker() {
            return asker;
        }

        @Override
        public void aside(Message.Notification notice) {
            unasked.ifPresent(told -> told.take(notice, List.of(asker.session())));
        }

        @Override
        public void unsolicited(String method) {
            unasked.ifPresent(told -> told.events().unsolicited(method));
        }
    }

    private final class AtServer implements HttpSessions.Door {
        @Override
        public HttpSessions.Session open(Asker asker, Instant deadline) throws LinkFailed {
            SseStream stream = SseStream.open(server, wire, deadline, new Owner(asker));
            JsonDocument params = JsonDocument.of(new String(Dialect.initialize(asker), StandardCharsets.UTF_8));
            Question question = Question.own(Method.INITIALIZE, params, deadline);
            boolean good = false;
            try (Holding _ = question.holding()) {
                Message answer = Step.answer(SharedCall.begin(stream.board(), wire.room(), Dialect.STATEFUL, question));
                String name = "stream-" + names.incrementAndGet();
                ProtocolVersion version = Connector.agreedVersion(answer);
                stream.board().agreed(version);
                HttpSessions.Session session =
                        new HttpSessions.Session(Optional.of(name), version, Greeting.of(answer));
                stream.board().write(Envelope.notification(Method.INITIALIZED, Message.NO_PARAMS.bytes()));
                streams.put(name, stream);
                good = true;
                return session;
            } finally {
                if (!good) {
                    stream.close();
                }
            }
        }

        @Override
        public void log(HttpSessions.Session session, LogLevel level, Instant deadline) {
            JsonDocument params = new JsonWriter()
                    .object()
                    .member("level", level.id())
                    .endObject()
                    .document();
            Question question = Question.own(Method.SET_LEVEL, params, deadline);
            try (Holding _ = question.holding()) {
                Step.answer(ask(question, session));
            } catch (LinkFailed unheard) {
                return; // then it logs as it likes
            }
        }

        @Override
        public void end(HttpSessions.Session session) {
            SseStream stream = streams.remove(session.id().orElse(""));
            if (stream != null) {
                stream.close();
            }
        }
    }

    @Override
    public void attach(Unasked told) {
        unasked = Optional.of(told);
    }

    /// Every stream tells without being asked.
    @Override
    public void listen() {}

    /// Unknown in this era.
    @Override
    public void declared(Map<String, ParamHeaders> headers) {}

    @Override
    public void watch(Asker asker, String uri, Instant deadline) throws LinkFailed {
        if (Watched.taskOf(uri).isEmpty()) {
            subscriptions.subscribe(asker, uri, deadline);
        }
    }

    @Override
    public void unwatch(Asker asker, String uri) {
        if (Watched.taskOf(uri).isPresent()) {
            return;
        }
        subscriptions.unsubscribe(
                asker,
                uri,
                () -> sessions.now(asker).isEmpty()
                        || unasked.map(told ->
                                        told.watches().in(asker.session()).contains(uri))
                                .orElse(false));
    }

    @Override
    public void forget(String session) {
        sessions.forget(session);
    }

    @Override
    public void tend() {
        unasked.ifPresent(told -> told.watches().askers().forEach(sessions::keep));
        sessions.keep(Asker.GATEWAY);
        sessions.tend();
    }

    @Override
    public void close() {
        closed = true;
        sessions.endAll();
        streams.values().forEach(SseStream::close);
    }
}
