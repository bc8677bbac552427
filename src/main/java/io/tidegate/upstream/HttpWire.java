package io.tidegate.upstream;

import io.tidegate.config.Server.Reach;
import io.tidegate.http.Cancellation;
import io.tidegate.http.ClientRequest;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpClient;
import io.tidegate.http.HttpFailure;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.oauth.Bearer;
import io.tidegate.oauth.OauthFailed;
import io.tidegate.oauth.TokenSource;
import io.tidegate.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// How is something said to a server over HTTP: with which headers, and what does it mean when it fails?
final class HttpWire {
    private static final byte[] NOTHING = new byte[0];
    private static final int UNREAD_BYTES_MAX = 64 << 10;
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final int FAREWELLS_MAX = 32;

    private final Reach.Remote how;
    private final HttpClient client;
    private final Intake.Room room;
    private final InstantSource clock;
    private final Optional<TokenSource> tokens;
    private final Bearer bearer;
    private final Semaphore farewells;

    /// Says things for the gateway itself.
    HttpWire(Reach.Remote how, HttpClient client, Intake.Room room, Optional<TokenSource> tokens) {
        this.how = how;
        this.client = client;
        this.room = room;
        this.clock = room.clock();
        this.tokens = tokens;
        this.bearer = new Bearer.Itself();
        this.farewells = new Semaphore(FAREWELLS_MAX);
    }

    private HttpWire(HttpWire same, Bearer bearer) {
        this.how = same.how;
        this.client = same.client;
        this.room = same.room;
        this.clock = same.clock;
        this.tokens = same.tokens;
        this.bearer = bearer;
        this.farewells = same.farewells;
    }

    /// The same wire, with the token of whoever that is.
    HttpWire as(Bearer who) {
        return tokens.isEmpty() ? this : new HttpWire(this, who);
    }

    /// Ends the client that says things; only where it is this wire's alone.
    void close() {
        client.close();
    }

    /// Whether each caller has a token of its own, and so nothing at the server is shared.
    boolean isPersonal() {
        return tokens.filter(TokenSource::isPersonal).isPresent();
    }

    /// Whether there may be a better token now than the one that was sent with these headers and refused.
    boolean mayKnowBetter(Headers sent, LinkFailed failure) {
        if (tokens.isEmpty() || failure.refused().isEmpty()) {
            return false;
        }
        Optional<Secret> shown =
                sent.first("Authorization").map(text -> Secret.of(text.substring(text.indexOf(' ') + 1)));
        return tokens.get().refused(bearer, shown, failure.refused().get());
    }

    Intake.Room room() {
        return room;
    }

    InstantSource clock() {
        return clock;
    }

    /// The headers of every POST.
    Headers headers(Optional<HttpSessions.Session> session) throws LinkFailed {
        return headers(session, url());
    }

    private Headers headers(Optional<HttpSessions.Session> session, URI address) throws LinkFailed {
        Headers headers =
                Headers.of("Content-Type", "application/json", "Accept", "application/json, text/event-stream");
        return configured("POST", address, inSession(headers, session));
    }

    /// The headers of every POST to a server of 2026-07-28, but for those that name what is asked.
    Headers stateless() throws LinkFailed {
        return configured(
                "POST",
                url(),
                Headers.of(
                        "Content-Type",
                        "application/json",
                        "Accept",
                        "application/json, text/event-stream",
                        "MCP-Protocol-Version",
                        ProtocolVersion.LATEST_STATELESS.id()));
    }

    private static Headers inSession(Headers headers, Optional<HttpSessions.Session> session) {
        if (session.isEmpty()) {
            return headers;
        }
        Headers known =
                headers.and("MCP-Protocol-Version", session.get().version().id());
        Optional<String> id = session.get().id();
        return id.isPresent() ? known.and("Mcp-Session-Id", id.get()) : known;
    }

    /// A header that the configuration names like one of the transport's can't be there, so none stands twice.
    private Headers configured(String method, URI address, Headers headers) throws LinkFailed {
        Headers all = headers;
        Optional<TokenSource.Shown> token = token();
        if (token.isPresent()) {
            all = token.get().on(all, method, address);
        }
        for (Map.Entry<String, String> extra : UpstreamSettings.headers(how).entrySet()) {
            all = all.and(extra.getKey(), extra.getValue());
        }
        return all;
    }

    private Optional<TokenSource.Shown> token() throws LinkFailed {
        try {
            return tokens.isEmpty() ? Optional.empty() : tokens.get().token(bearer);
        } catch (OauthFailed none) {
            throw LinkFailed.of(none);
        }
    }

    ClientResponse post(Headers headers, byte[] body, Instant deadline, Cancellation calledOff) throws HttpFailure {
        return client.send(request("POST", headers, body), left(deadline), calledOff);
    }

    /// Opens a stream of what the server says unasked, or goes on with one that broke off.
    ///
    /// @param lastEvent where it broke off
    ClientResponse listen(
            Optional<HttpSessions.Session> session,
            Optional<String> lastEvent,
            Instant deadline,
            Cancellation calledOff)
            throws HttpFailure, LinkFailed {
        Headers headers = configured("GET", url(), inSession(Headers.of("Accept", "text/event-stream"), session));
        if (lastEvent.isPresent()) {
            headers = headers.and("Last-Event-ID", lastEvent.get());
        }
        return client.send(request("GET", headers, NOTHING), left(deadline), calledOff);
    }

    /// Says something that has no answer.
    void tell(byte[] message, Optional<HttpSessions.Session> session, Instant deadline) throws LinkFailed {
        try (ClientResponse response = post(headers(session), message, deadline, new Cancellation())) {
            int status = response.status();
            response.body(UNREAD_BYTES_MAX);
            if (status == 404 && session.isPresent()) {
                throw new LinkFailed(LinkFailed.Why.GONE, "the server does not know the session any more");
            }
        } catch (HttpFailure failure) {
            throw failed(failure);
        }
    }

    /// The last word in a call that is given up: many at once don't storm the server.
    void farewell(byte[] message, Optional<HttpSessions.Session> session) throws LinkFailed {
        try {
            if (!farewells.tryAcquire(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                return; // it will notice that its stream was closed
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            tell(message, session, clock.instant().plus(FAREWELL));
        } finally {
            farewells.release();
        }
    }

    /// Says something at another address of the server's, where it comes back in another way.
    void tellAt(URI address, byte[] message, Instant deadline) throws LinkFailed {
        ClientRequest request = new ClientRequest("POST", address, headers(Optional.empty(), address), message);
        try (ClientResponse response = client.send(request, left(deadline))) {
            int status = response.status();
            response.body(UNREAD_BYTES_MAX);
            if (status == 401 || status == 403) {
                throw LinkFailed.refused(status, response.headers());
            }
            if (status >= 300) {
                throw new LinkFailed(LinkFailed.Why.GONE, "the server answered with status " + status);
            }
        } catch (HttpFailure failure) {
            throw failed(failure);
        }
    }

    URI url() {
        return UpstreamSettings.url(how);
    }

    /// As [#tell] for whom it does not matter whether it arrives; nobody waits for it.
    void tellLater(String method, byte[] params, Optional<HttpSessions.Session> session) {
        Thread.ofVirtual().start(() -> {
            try {
                tell(
                        Envelope.notification(method, params),
                        session,
                        clock.instant().plus(FAREWELL));
            } catch (LinkFailed gone) {
                return; // then there is nobody left to tell
            }
        });
    }

    /// Ends a session at the server; nobody waits for it.
    void end(HttpSessions.Session session) {
        if (session.id().isEmpty()) {
            return;
        }
        Thread.ofVirtual().start(() -> {
            try (ClientResponse response = client.send(farewell(session), FAREWELL)) {
                response.body(UNREAD_BYTES_MAX);
            } catch (HttpFailure | LinkFailed gone) {
                return; // a server that is away has no session either, or will notice by itself
            }
        });
    }

    private ClientRequest farewell(HttpSessions.Session session) throws LinkFailed {
        HttpWire its = as(session.bearer());
        Headers headers = its.configured("DELETE", url(), inSession(Headers.none(), Optional.of(session)));
        return request("DELETE", headers, NOTHING);
    }

    private ClientRequest request(String method, Headers headers, byte[] body) {
        return new ClientRequest(method, UpstreamSettings.url(how), headers, body);
    }

    Duration left(Instant deadline) {
        Duration left = Duration.between(clock.instant(), deadline);
        return left.isPositive() ? left : Duration.ofMillis(1);
    }

    static LinkFailed failed(HttpFailure failure) {
        LinkFailed.Why why =
                switch (failure) {
                    case HttpFailure.TooLate _ -> LinkFailed.Why.SLOW;
                    case HttpFailure.TooLarge _ -> LinkFailed.Why.TOO_LARGE;
                    case HttpFailure.Malformed _, HttpFailure.BadEvent _ -> LinkFailed.Why.MALFORMED;
                    case HttpFailure.Gone _ -> LinkFailed.Why.GONE;
                    case HttpFailure.NoRoom _ -> LinkFailed.Why.BUSY;
                    case HttpFailure.NoMemory _ -> LinkFailed.Why.NO_MEMORY;
                    case HttpFailure.Cancelled _ -> LinkFailed.Why.CANCELLED;
                    case HttpFailure.NotTrusted distrust ->
                        switch (distrust.why()) {
                            case PINS -> LinkFailed.Why.CHANGED;
                            case CERTIFICATE, OURS -> LinkFailed.Why.GONE;
                        };
                };
        String what = String.valueOf(failure.getMessage());
        return mayHaveArrived(failure) ? new LinkFailed(why, what) : LinkFailed.unsent(why, what);
    }

    private static boolean mayHaveArrived(HttpFailure failure) {
        return switch (failure) {
            case HttpFailure.TooLate late -> late.mayHaveArrived();
            case HttpFailure.Gone gone -> gone.mayHaveArrived();
            case HttpFailure.NoRoom _ -> false;
            case HttpFailure.TooLarge _,
                    HttpFailure.Malformed _,
                    HttpFailure.BadEvent _,
                    HttpFailure.NoMemory _,
                    HttpFailure.Cancelled _,
                    HttpFailure.NotTrusted _ -> true;
        };
    }
}
