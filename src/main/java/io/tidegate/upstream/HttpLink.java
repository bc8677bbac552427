package io.tidegate.upstream;

import io.tidegate.http.Headers;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.limit.Holding;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.ErrorCode;
import io.tidegate.mcp.HeaderText;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ParamHeaders;
import io.tidegate.mcp.RequestId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Questions to a server over Streamable HTTP, one POST each, answered by JSON or by an event stream.
///
/// In the older era every caller gets a session of its own at the server, so that callers share no state there.
final class HttpLink implements Link {
    private static final int SESSIONS_MAX = 4_096;

    /// Longer values make no header: few servers would take it.
    private static final int PARAM_MAX = 8_000;

    private static final Set<String> OF_THE_NEWER_ERA =
            Set.of(Integer.toString(ErrorCode.HEADER_MISMATCH), Integer.toString(ErrorCode.UNSUPPORTED_VERSION));

    /// What is said to `initialize` where there is no such thing.
    private static final Set<String> WITHOUT_SESSIONS = Set.of(
            Integer.toString(ErrorCode.METHOD_NOT_FOUND),
            Integer.toString(ErrorCode.HEADER_MISMATCH),
            Integer.toString(ErrorCode.UNSUPPORTED_VERSION));

    private final HttpWire wire;
    private final RandomGenerator random;
    private final Dialect dialect;
    private volatile Greeting greeting;
    private final HttpSessions sessions;
    private final StatefulSubscriptions subscriptions;
    private final UnderWay underWay = new UnderWay();
    private final AtomicLong ids = new AtomicLong();
    private volatile boolean alive = true;
    private volatile Optional<Unasked> unasked = Optional.empty();
    private volatile Optional<SessionFeeds> feeds = Optional.empty();
    private volatile Optional<Subscription> subscription = Optional.empty();
    private volatile Map<String, ParamHeaders> declared = Map.of();

    /// @param greeting of a server of 2026-07-28; one of the older era says it when a session begins
    HttpLink(HttpWire wire, Dialect dialect, Greeting greeting, RandomGenerator random) {
        this.wire = wire;
        this.random = random;
        this.dialect = dialect;
        this.greeting = greeting;
        this.sessions = new HttpSessions(SESSIONS_MAX, new AtServer(), wire.clock());
        this.subscriptions = new StatefulSubscriptions(this::ask, wire.clock());
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
    public void greeted(Greeting anew) {
        greeting = anew;
    }

    @Override
    public boolean alive() {
        return alive;
    }

    /// Over HTTP a server that goes away is noticed by the next question.
    @Override
    public void attach(Unasked told) {
        unasked = Optional.of(told);
        switch (dialect) {
            case STATEFUL ->
                feeds = Optional.of(new SessionFeeds(
                        wire, sessions, told, subscriptions, new SessionFeeds.Calls(underWay, random)));
            case STATELESS -> subscription = Optional.of(new Subscription(wire, told, ids, random));
        }
    }

    @Override
    public void listen() {
        feeds.ifPresent(all -> all.want(Asker.GATEWAY));
        subscription.ifPresent(Subscription::begin);
    }

    @Override
    public void declared(Map<String, ParamHeaders> headers) {
        declared = headers;
    }

    @Override
    public void watch(Asker asker, String uri, Instant deadline) throws LinkFailed {
        if (subscription.isPresent() && wire.isPersonal()) {
            throw new LinkFailed(
                    LinkFailed.Why.MALFORMED, "what one user may see is not listened to with the token of another");
        }
        if (subscription.isPresent()) {
            subscription.get().cover(uri, deadline);
        }
        if (feeds.isPresent()) {
            SessionFeeds.Held feed = feeds.get().want(asker.kept());
            if (Watched.taskOf(uri).isEmpty()) {
                subscriptions.subscribe(asker, uri, deadline);
            } // of tasks it tells without being asked
            feed.awaitOpen();
        }
    }

    @Override
    public void unwatch(Asker asker, String uri) {
        if (feeds.isEmpty()) {
            return; // it is told, and dropped here, until something else is watched
        }
        feeds.get().release(asker.session());
        if (Watched.taskOf(uri).isEmpty()) {
            subscriptions.unsubscribe(
                    asker,
                    uri,
                    () -> sessions.now(asker).isEmpty()
                            || watched(asker.session()).contains(uri));
        }
    }

    private Set<String> watched(String session) {
        return unasked.map(told -> told.watches().in(session)).orElse(Set.of());
    }

    @Override
    public void tend() {
        feeds.ifPresent(SessionFeeds::tend);
        sessions.tend();
    }

    @Override
    public void forget(String session) {
        feeds.ifPresent(all -> all.drop(session));
        sessions.forget(session);
    }

    @Override
    public Step ask(Question question) throws LinkFailed {
        if (dialect == Dialect.STATELESS) {
            return put(question, Optional.empty());
        }
        Step step = askInSession(question);
        if (step instanceof Step.Answered(Message answer)) {
            endIfOfTheOtherEra(answer, OF_THE_NEWER_ERA);
        }
        return step;
    }

    /// Which era a server speaks is found out anew when it says itself that it is another one now.
    private void endIfOfTheOtherEra(Message answer, Set<String> codes) {
        if (answer instanceof Message.Failure failure
                && failure.error()
                        .root()
                        .get("code")
                        .filter(code -> codes.contains(code.json()))
                        .isPresent()) {
            alive = false;
        }
    }

    private Step askInSession(Question question) throws LinkFailed {
        HttpSessions.Session session = sessions.of(question.asker(), question.deadline());
        if (question.notices().isPresent()) {
            feeds.ifPresent(all -> all.hearAside(question.asker().kept(), session));
        }
        try {
            return put(question, Optional.of(session));
        } catch (LinkFailed lost) {
            if (lost.why() != LinkFailed.Why.SESSION_LOST) {
                throw lost;
            }
            // The server says that it does not know the session, so it did not act: asking once more is safe.
            sessions.lost(question.asker(), session);
            HttpSessions.Session next = sessions.of(question.asker(), question.deadline());
            feeds.ifPresent(all -> all.renew(question.asker()));
            return put(question, Optional.of(next));
        }
    }

    /// Once more where the server did not take the token, and there may be a better one: it did nothing.
    private Step put(Question question, Optional<HttpSessions.Session> session) throws LinkFailed {
        HttpWire its = wire.as(question.asker().bearer());
        Headers headers = headers(its, question, session);
        try {
            return put(its, headers, question, session);
        } catch (LinkFailed refused) {
            if (!its.mayKnowBetter(headers, refused)) {
                throw refused;
            }
            return put(its, headers(its, question, session), question, session);
        }
    }

    private Step put(HttpWire its, Headers headers, Question question, Optional<HttpSessions.Session> session)
            throws LinkFailed {
        RequestId id = RequestId.of(ids.incrementAndGet());
        Optional<RequestId> token = question.notices().map(_ -> id);
        byte[] body = Envelope.request(id, question.method(), dialect.params(question, token));
        return new HttpCall(its, new Setting(question, session), id).begin(question, headers, body);
    }

    private Headers headers(HttpWire its, Question question, Optional<HttpSessions.Session> session) throws LinkFailed {
        if (dialect == Dialect.STATEFUL) {
            return its.headers(session);
        }
        Headers headers = its.stateless().and("Mcp-Method", question.method());
        if (question.name().isEmpty()) {
            return headers;
        }
        String name = question.name().get();
        ParamHeaders params = question.method().equals(Method.TOOLS_CALL)
                ? declared.getOrDefault(name, ParamHeaders.NONE)
                : ParamHeaders.NONE;
        return withParams(headers.and("Mcp-Name", HeaderText.encoded(name)), params, question);
    }

    /// INVARIANT: made of what was judged and is sent in the body, never of what a client put into its own headers.
    private static Headers withParams(Headers headers, ParamHeaders params, Question question) {
        Headers all = headers;
        Optional<JsonValue> arguments = params.paths().isEmpty()
                ? Optional.empty()
                : question.params().root().get("arguments");
        for (String header : arguments.isPresent() ? params.paths().keySet() : Set.<String>of()) {
            Optional<String> text = params.value(header, arguments.get())
                    .map(HeaderText::encoded)
                    .filter(value -> value.length() <= PARAM_MAX);
            if (text.isPresent()) {
                all = all.and(ParamHeaders.PREFIX + header, text.get());
            }
        }
        return all;
    }

    private final class Setting implements HttpSetting {
        private final Question question;
        private final Asker asker;
        private final Optional<HttpSessions.Session> session;

        Setting(Question question, Optional<HttpSessions.Session> session) {
            this.question = question;
            this.asker = question.asker();
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
            unasked.ifPresent(told -> told.take(notice, List.of(asker.session())));
        }

        @Override
        public void unsolicited(String method) {
            unasked.ifPresent(told -> told.events().unsolicited(method));
        }

        @Override
        public void looksOlder() {
            if (dialect == Dialect.STATELESS) {
                unasked.ifPresent(told -> told.events().looksOlder());
            }
        }

        /// Only where there is a stream on which the server could ask.
        @Override
        public boolean began(HttpCall call) {
            if (!question.isCallers()) {
                return false;
            }
            underWay.begin(asker, call); // first: from now on the stream is not ended
            return session.isPresent() && feeds.map(all -> all.isHeard(asker)).orElse(false);
        }

        @Override
        public void ended(HttpCall call) {
            underWay.end(asker, call);
        }

        @Override
        public Optional<LogLevel> log() {
            return question.notices().flatMap(_ -> asker.log());
        }
    }

    private final class AtServer implements HttpSessions.Door {
        @Override
        public HttpSessions.Session open(Asker asker, Instant deadline) throws LinkFailed {
            HttpWire its = wire.as(asker.bearer());
            Headers headers = its.headers(Optional.empty());
            try {
                return open(its, headers, asker, deadline);
            } catch (LinkFailed refused) {
                if (!its.mayKnowBetter(headers, refused)) {
                    throw refused;
                }
                return open(its, its.headers(Optional.empty()), asker, deadline);
            }
        }

        private HttpSessions.Session open(HttpWire its, Headers headers, Asker asker, Instant deadline)
                throws LinkFailed {
            JsonDocument params = JsonDocument.of(new String(Dialect.initialize(asker), StandardCharsets.UTF_8));
            Question question = Question.own(Method.INITIALIZE, params, deadline);
            RequestId id = RequestId.of(ids.incrementAndGet());
            HttpCall call = new HttpCall(its, new Setting(question, Optional.empty()), id);
            HttpSessions.Session session;
            try (Holding _ = question.holding()) {
                byte[] body = Envelope.request(id, Method.INITIALIZE, params.bytes());
                Message answer = Step.answer(call.begin(question, headers, body));
                endIfOfTheOtherEra(answer, WITHOUT_SESSIONS);
                session = new HttpSessions.Session(
                        call.opened(),
                        Connector.agreedVersion(answer),
                        Greeting.of(answer),
                        asker.kept().bearer());
            }
            byte[] ready = Envelope.notification(Method.INITIALIZED, Message.NO_PARAMS.bytes());
            its.tell(ready, Optional.of(session), deadline);
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
            HttpWire its = wire.as(session.bearer());
            try (Holding _ = question.holding()) {
                Optional<HttpSessions.Session> in = Optional.of(session);
                Step.answer(put(its, headers(its, question, in), question, in));
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
        feeds.ifPresent(SessionFeeds::close);
        subscription.ifPresent(Subscription::close);
        sessions.endAll();
    }
}
