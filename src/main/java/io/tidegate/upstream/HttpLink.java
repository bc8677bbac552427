package io.tidegate.upstream;

import io.tidegate.call.Cancellation;
import io.tidegate.config.Server.Reach;
import io.tidegate.http.ClientRequest;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.EventStreamReader;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpClient;
import io.tidegate.http.HttpFailure;
import io.tidegate.http.StreamEvent;
import io.tidegate.json.JsonDocument;
import io.tidegate.limit.Holding;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Questions to a server over Streamable HTTP, one POST each, answered by JSON or by an event stream.
///
/// In the older era every caller gets a session of its own at the server, so that callers share no state there.
final class HttpLink implements Link {
    private static final byte[] NOTHING = new byte[0];

    private final Reach.Remote how;
    private final HttpClient client;
    private final Intake.Room room;
    private final InstantSource clock;
    private final Dialect dialect;
    private final HttpSessions sessions;
    private final AtomicLong ids = new AtomicLong();
    private volatile boolean alive = true;

    HttpLink(Reach.Remote how, HttpClient client, Intake.Room room, Dialect dialect) {
        this.how = how;
        this.client = client;
        this.room = room;
        this.clock = room.clock();
        this.dialect = dialect;
        this.sessions = new HttpSessions(this::initialize, clock);
    }

    @Override
    public Era era() {
        return dialect.era();
    }

    @Override
    public boolean alive() {
        return alive;
    }

    /// Over HTTP a server that goes away is noticed by the next question; changes of its list by listing again.
    @Override
    public void onChange(Runnable action) {}

    @Override
    public Message ask(Question question) throws LinkFailed {
        if (dialect == Dialect.STATELESS) {
            return put(question, Optional.empty()).message();
        }
        HttpSessions.Session session = sessions.of(question.session(), question.deadline());
        try {
            return put(question, Optional.of(session)).message();
        } catch (LinkFailed lost) {
            if (lost.why() != LinkFailed.Why.SESSION_LOST) {
                throw lost;
            }
            // The server says that it does not know the session, so it did not act: asking once more is safe.
            sessions.forget(question.session(), session);
            return put(question, Optional.of(sessions.of(question.session(), question.deadline())))
                    .message();
        }
    }

    /// What came back: the message, and the session that the server opened with it.
    private record Reply(Message message, Optional<String> session) {}

    private HttpSessions.Session initialize(Instant deadline) throws LinkFailed {
        JsonDocument params = JsonDocument.of(new String(Dialect.initialize(), StandardCharsets.UTF_8));
        Question question = Question.own(Method.INITIALIZE, params, deadline);
        HttpSessions.Session session;
        try (Holding _ = question.holding()) {
            Reply reply = put(question, Optional.empty());
            session = new HttpSessions.Session(reply.session(), Connector.agreedVersion(reply.message()));
        }
        tell(Method.INITIALIZED, Message.NO_PARAMS.bytes(), Optional.of(session), deadline);
        return session;
    }

    private Reply put(Question question, Optional<HttpSessions.Session> session) throws LinkFailed {
        RequestId id = RequestId.of(ids.incrementAndGet());
        Optional<RequestId> token = question.notices().map(_ -> id);
        byte[] params = question.method().equals(Method.INITIALIZE)
                ? question.params().bytes()
                : dialect.params(question.params(), token, question.traceparent());
        byte[] body = Envelope.request(id, question.method(), params);
        io.tidegate.http.Cancellation calledOff = new io.tidegate.http.Cancellation();
        try (Intake intake = new Intake(room, question);
                Cancellation.Registration _ = question.cancellation().onRequest(() -> {
                    giveUp(id, session, question.deadline());
                    calledOff.cancel();
                });
                ClientResponse response =
                        client.send(request(question, session, body), left(question.deadline()), calledOff)) {
            Optional<String> opened = response.headers().first("Mcp-Session-Id");
            Message answer = read(response, id, new Asked(question, session.isPresent()), intake);
            intake.keep();
            return new Reply(answer, opened);
        } catch (HttpFailure failure) {
            throw failed(failure);
        }
    }

    private ClientRequest request(Question question, Optional<HttpSessions.Session> session, byte[] body) {
        Headers headers = headers(session);
        if (dialect == Dialect.STATELESS) {
            headers = headers.and("Mcp-Method", question.method());
            if (question.name().isPresent()) {
                headers = headers.and("Mcp-Name", question.name().get());
            }
        }
        return new ClientRequest("POST", UpstreamSettings.url(how), headers, body);
    }

    private Headers headers(Optional<HttpSessions.Session> session) {
        Headers headers =
                Headers.of("Content-Type", "application/json", "Accept", "application/json, text/event-stream");
        if (dialect == Dialect.STATELESS) {
            headers = headers.and("MCP-Protocol-Version", ProtocolVersion.LATEST_STATELESS.id());
        }
        if (session.isPresent()) {
            headers =
                    headers.and("MCP-Protocol-Version", session.get().version().id());
            if (session.get().id().isPresent()) {
                headers = headers.and("Mcp-Session-Id", session.get().id().get());
            }
        }
        for (Map.Entry<String, String> extra : UpstreamSettings.headers(how).entrySet()) {
            headers = headers.and(extra.getKey(), extra.getValue());
        }
        return headers;
    }

    /// @param inSession whether it was put in a session that the server may have forgotten
    private record Asked(Question question, boolean inSession) {}

    private Message read(ClientResponse response, RequestId id, Asked asked, Intake intake)
            throws HttpFailure, LinkFailed {
        int status = response.status();
        if (status == 404 && asked.inSession()) {
            throw new LinkFailed(LinkFailed.Why.SESSION_LOST, "the server does not know the session");
        }
        if (status == 401 || status == 403) {
            throw new LinkFailed(LinkFailed.Why.CREDENTIAL, "the server answered with status " + status);
        }
        String type = response.headers().first("Content-Type").orElse("");
        if (status == 200 && type.startsWith("text/event-stream")) {
            return stream(response.events(room.bytesMax(), intake), id, asked.question(), intake);
        }
        if (!type.startsWith("application/json")) {
            throw new LinkFailed(LinkFailed.Why.MALFORMED, "the server answered with status " + status);
        }
        Message message = intake.read(response.body(room.bytesMax(), intake));
        if (!answers(message, id, status)) {
            throw new LinkFailed(LinkFailed.Why.MALFORMED, "the server answered something that was not asked");
        }
        return message;
    }

    /// An error may come without the id, since a server that can't read a request doesn't know it.
    private static boolean answers(Message message, RequestId id, int status) {
        return switch (message) {
            case Message.Result result -> status == 200 && result.id().equals(id);
            case Message.Failure failure -> failure.id().map(id::equals).orElse(status >= 400);
            case Message.Request _, Message.Notification _ -> false;
        };
    }

    private Message stream(EventStreamReader events, RequestId id, Question question, Intake intake)
            throws HttpFailure, LinkFailed {
        while (true) {
            StreamEvent event = events.next(left(question.deadline()), left(question.deadline()))
                    .orElseThrow(() ->
                            new LinkFailed(LinkFailed.Why.GONE, "the server ended its answer before it was complete"));
            byte[] data = event.data().orElse(NOTHING);
            if (data.length == 0) {
                continue; // primes the stream (2025-11-25)
            }
            switch (intake.read(data)) {
                case Message.Result result
                when result.id().equals(id) -> {
                    return result;
                }
                case Message.Failure failure
                when failure.id().map(id::equals).orElse(false) -> {
                    return failure;
                }
                case Message.Notification notice -> {
                    intake.pass();
                    question.notices().ifPresent(listener -> listener.accept(notice));
                }
                case Message ignored -> {
                    // Not asked, or asks for what was not declared: a server gets no answer to that.
                }
            }
            intake.drop();
            if (!clock.instant().isBefore(question.deadline())) {
                throw new LinkFailed(LinkFailed.Why.SLOW, "no answer in time");
            }
        }
    }

    /// In the older era a closed connection means nothing, so the server is told; in the newer one it means just this.
    private void giveUp(RequestId id, Optional<HttpSessions.Session> session, Instant deadline) {
        if (dialect == Dialect.STATEFUL) {
            Thread.ofVirtual().start(() -> {
                try {
                    tell(Method.CANCELLED, Dialect.cancelled(id), session, deadline);
                } catch (LinkFailed gone) {
                    // then there is nothing left to cancel
                }
            });
        }
    }

    private void tell(String method, byte[] params, Optional<HttpSessions.Session> session, Instant deadline)
            throws LinkFailed {
        ClientRequest request = new ClientRequest(
                "POST", UpstreamSettings.url(how), headers(session), Envelope.notification(method, params));
        try (ClientResponse response = client.send(request, left(deadline))) {
            response.body(64 << 10);
        } catch (HttpFailure failure) {
            throw failed(failure);
        }
    }

    private Duration left(Instant deadline) {
        Duration left = Duration.between(clock.instant(), deadline);
        return left.isPositive() ? left : Duration.ofMillis(1);
    }

    private static LinkFailed failed(HttpFailure failure) {
        LinkFailed.Why why =
                switch (failure) {
                    case HttpFailure.TooLate _ -> LinkFailed.Why.SLOW;
                    case HttpFailure.TooLarge _ -> LinkFailed.Why.TOO_LARGE;
                    case HttpFailure.Malformed _, HttpFailure.BadEvent _ -> LinkFailed.Why.MALFORMED;
                    case HttpFailure.Gone _ -> LinkFailed.Why.GONE;
                    case HttpFailure.NoRoom _ -> LinkFailed.Why.SLOW;
                    case HttpFailure.NoMemory _ -> LinkFailed.Why.NO_MEMORY;
                    case HttpFailure.Cancelled _ -> LinkFailed.Why.CANCELLED;
                };
        return new LinkFailed(why, String.valueOf(failure.getMessage()));
    }

    @Override
    public void close() {
        alive = false;
    }
}
