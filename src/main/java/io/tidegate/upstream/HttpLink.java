package io.tidegate.upstream;

import io.tidegate.http.Headers;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonWriter;
import io.tidegate.limit.Holding;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.RequestId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Questions to a server over Streamable HTTP, one POST each, answered by JSON or by an event stream.
///
/// In the older era every caller gets a session of its own at the server, so that callers share no state there.
final class HttpLink implements Link {
    private final HttpWire wire;
    private final Dialect dialect;
    private final Greeting greeting;
    private final HttpSessions sessions;
    private final AtomicLong ids = new AtomicLong();
    private volatile boolean alive = true;
    private volatile Optional<Events> events = Optional.empty();

    /// @param greeting of a server of 2026-07-28; one of the older era says it when a session begins
    HttpLink(HttpWire wire, Dialect dialect, Greeting greeting) {
        this.wire = wire;
        this.dialect = dialect;
        this.greeting = greeting;
        this.sessions = new HttpSessions(new AtServer(), wire.clock());
    }

    @Override
    public Era era() {
        return dialect.era();
    }

    @Override
    public Greeting greeting(Instant deadline) throws LinkFailed {
        return dialect == Dialect.STATELESS
                ? greeting
                : sessions.of(Asker.GATEWAY, deadline).greeting();
    }

    @Override
    public boolean alive() {
        return alive;
    }

    /// Over HTTP a server that goes away is noticed by the next question.
    @Override
    public void onEvents(Events told) {
        events = Optional.of(told);
    }

    @Override
    public void tend() {
        sessions.tend();
    }

    @Override
    public void forget(String session) {
        sessions.forget(session);
    }

    @Override
    public Step ask(Question question) throws LinkFailed {
        if (dialect == Dialect.STATELESS) {
            return put(question, Optional.empty());
        }
        HttpSessions.Session session = sessions.of(question.asker(), question.deadline());
        try {
            return put(question, Optional.of(session));
        } catch (LinkFailed lost) {
            if (lost.why() != LinkFailed.Why.SESSION_LOST) {
                throw lost;
            }
            // The server says that it does not know the session, so it did not act: asking once more is safe.
            sessions.lost(question.asker(), session);
            return put(question, Optional.of(sessions.of(question.asker(), question.deadline())));
        }
    }

    private Step put(Question question, Optional<HttpSessions.Session> session) throws LinkFailed {
        RequestId id = RequestId.of(ids.incrementAndGet());
        Optional<RequestId> token = question.notices().map(_ -> id);
        byte[] body = Envelope.request(id, question.method(), dialect.params(question, token));
        return new HttpCall(wire, new Setting(session), id).begin(question, headers(question, session), body);
    }

    private Headers headers(Question question, Optional<HttpSessions.Session> session) {
        if (dialect == Dialect.STATEFUL) {
            return wire.headers(session);
        }
        Headers headers = wire.stateless().and("Mcp-Method", question.method());
        return question.name().isPresent()
                ? headers.and("Mcp-Name", question.name().get())
                : headers;
    }

    private final class Setting implements HttpCall.Setting {
        private final Optional<HttpSessions.Session> session;

        Setting(Optional<HttpSessions.Session> session) {
            this.session = session;
        }

        @Override
        public Dialect dialect() {
            return dialect;
        }

        @Override
        public Optional<HttpSessions.Session> session() {
            return session;
        }

        @Override
        public void aside(Message.Notification notice) {
            if (Lists.changed(notice.method())) {
                events.ifPresent(told -> told.listChanged(notice.method()));
            }
        }
    }

    private final class AtServer implements HttpSessions.Door {
        @Override
        public HttpSessions.Session open(Asker asker, Instant deadline) throws LinkFailed {
            JsonDocument params =
                    JsonDocument.of(new String(Dialect.initialize(asker.capabilities()), StandardCharsets.UTF_8));
            Question question = Question.own(Method.INITIALIZE, params, deadline);
            RequestId id = RequestId.of(ids.incrementAndGet());
            HttpCall call = new HttpCall(wire, new Setting(Optional.empty()), id);
            HttpSessions.Session session;
            try (Holding _ = question.holding()) {
                byte[] body = Envelope.request(id, Method.INITIALIZE, params.bytes());
                Message answer = Step.answer(call.begin(question, wire.headers(Optional.empty()), body));
                session = new HttpSessions.Session(call.opened(), Connector.agreedVersion(answer), Greeting.of(answer));
            }
            byte[] ready = Envelope.notification(Method.INITIALIZED, Message.NO_PARAMS.bytes());
            wire.tell(ready, Optional.of(session), deadline);
            return session;
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
                Step.answer(put(question, Optional.of(session)));
            } catch (LinkFailed unheard) {
                return; // then it logs as it likes
            }
        }

        @Override
        public void end(HttpSessions.Session session) {
            wire.end(session);
        }
    }

    @Override
    public void close() {
        alive = false;
        sessions.endAll();
    }
}
