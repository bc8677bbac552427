package io.tidegate.front;

import io.tidegate.era.StatefulEra;
import io.tidegate.http.Cancellation;
import io.tidegate.http.ClientRequest;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpClient;
import io.tidegate.http.HttpFailure;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.HeaderText;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.NotAMessage;
import io.tidegate.mcp.RequestId;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// One client's way to a gateway over HTTP: the headers of its era, and its session, opened anew when it is lost.
final class GatewayLink {
    // The gateway has deadlines of its own, and streams when an answer takes long: this one only ends what hangs.
    static final Duration DEADLINE = Duration.ofMinutes(30);

    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final String VERSION_HEADER = "MCP-Protocol-Version";
    private static final byte[] NOTHING = new byte[0];
    private static final int DROPPED_BYTES_MAX = 1 << 20;
    private static final int LIST_BYTES_MAX = 16 << 20;
    private static final int PAGES_MAX = 100;

    private final URI url;
    private final Headers credential;
    private final HttpClient client;
    private final Repeating repeating = new Repeating();
    private final Standing standing = new Standing();
    private final AtomicLong own = new AtomicLong();
    // Held while the session is opened again, for some seconds at most: whoever else lost it waits for the new one.
    private final ReentrantLock reopening = new ReentrantLock();
    private volatile Optional<Session> session = Optional.empty();

    /// @param opening the params that opened it, to open it again
    record Session(Optional<String> id, String version, JsonDocument opening) {}

    GatewayLink(URI url, Headers credential, HttpClient client) {
        this.url = url;
        this.credential = credential;
        this.client = client;
    }

    URI url() {
        return url;
    }

    Optional<Session> session() {
        return session;
    }

    /// The version that a message of the stateless era claims for itself.
    static Optional<String> claimedVersion(JsonDocument params) {
        return params.root().get(MetaKey.META).flatMap(meta -> meta.string(MetaKey.VERSION));
    }

    /// Sends a request. A session that the gateway no longer knows is opened again, and the request sent once more: the
    /// gateway did nothing with it.
    ClientResponse ask(Message.Request request, byte[] body, Cancellation cancellation) throws HttpFailure {
        boolean opens = request.method().equals(Method.INITIALIZE);
        Optional<Session> used = opens ? Optional.empty() : session;
        ClientResponse response = post(headers(request, used), body, cancellation);
        boolean lost = response.status() == 404
                && used.isPresent()
                && claimedVersion(request.params()).isEmpty();
        if (!lost) {
            return response;
        }
        response.close();
        reopen(used.get());
        // A cancellation is for one exchange. Who gives this request up from now on says so to the gateway, as in its
        // era.
        return post(headers(request, session), body, new Cancellation());
    }

    private ClientResponse post(Headers headers, byte[] body, Cancellation cancellation) throws HttpFailure {
        return client.send(new ClientRequest("POST", url, headers, body), DEADLINE, cancellation);
    }

    /// Notes what an answer to `initialize` opened.
    void opened(ClientResponse response, Message.Request request, JsonDocument result) {
        session = result.root()
                .string("protocolVersion")
                .map(version ->
                        new Session(response.headers().only(StatefulEra.SESSION_HEADER), version, request.params()));
    }

    private void reopen(Session lost) throws HttpFailure {
        reopening.lock();
        try {
            if (session.filter(lost::equals).isPresent()) {
                open(lost);
            } // else another request has done it
        } finally {
            reopening.unlock();
        }
    }

    private void open(Session lost) throws HttpFailure {
        byte[] body =
                Envelope.request(ownId(), Method.INITIALIZE, lost.opening().bytes());
        try (ClientResponse response = client.send(new ClientRequest("POST", url, common(), body), SHORT)) {
            Optional<String> opened = response.headers().only(StatefulEra.SESSION_HEADER);
            response.body(DROPPED_BYTES_MAX);
            if (response.status() != 200 || opened.isEmpty()) {
                return; // what is asked next will tell
            }
            session = Optional.of(new Session(opened, lost.version(), lost.opening()));
        }
        tell(Envelope.notification(Method.INITIALIZED, Message.NO_PARAMS.bytes()));
        for (Message.Request asked : standing.all()) {
            tell(Envelope.request(ownId(), asked.method(), asked.params().bytes()));
        }
    }

    private RequestId ownId() {
        return RequestId.of("tidegate-connect-" + own.incrementAndGet());
    }

    /// Notes what was asked for once and holds for the rest of the session, and what lists say of headers.
    ///
    /// @param result of the request
    void answered(Message.Request request, JsonDocument result) {
        standing.note(request);
        if (request.method().equals(Method.TOOLS_LIST)) {
            repeating.learn(result.root());
        }
    }

    /// Asks for the tools, for a client that calls without having asked. Returns whether the request would have other
    /// headers now.
    boolean learn(Message.Request request) throws HttpFailure {
        Map<String, String> before = repeating.arguments(request);
        Optional<String> cursor = Optional.empty();
        int pages = 0;
        do {
            cursor = page(request, cursor);
            pages++;
        } while (cursor.isPresent() && pages < PAGES_MAX);
        return !repeating.arguments(request).equals(before);
    }

    /// Learns one page; returns the cursor of the next.
    private Optional<String> page(Message.Request asked, Optional<String> cursor) throws HttpFailure {
        JsonWriter params = new JsonWriter().object();
        cursor.ifPresent(at -> params.member("cursor", at));
        asked.params().root().get(MetaKey.META).ifPresent(meta -> params.name(MetaKey.META)
                .value(meta));
        Message.Request list = new Message.Request(
                ownId(), Method.TOOLS_LIST, params.endObject().document());
        byte[] body = Envelope.request(list.id(), list.method(), list.params().bytes());
        try (ClientResponse response = post(headers(list, Optional.empty()), body, new Cancellation())) {
            Message answer = Message.of(JsonDocument.parse(response.body(LIST_BYTES_MAX), JsonLimits.DEFAULT));
            if (answer instanceof Message.Result result) {
                repeating.learn(result.result().root());
                return result.result().root().string("nextCursor");
            }
        } catch (MalformedJson | NotAMessage other) {
            return Optional.empty(); // then nothing is learned
        }
        return Optional.empty();
    }

    /// Sends what has no answer, within the session.
    void tell(byte[] body) throws HttpFailure {
        Headers headers = inSession(common(), session);
        try (ClientResponse response = client.send(new ClientRequest("POST", url, headers, body), SHORT)) {
            response.body(DROPPED_BYTES_MAX);
        }
    }

    /// Opens the stream on which the gateway says what nobody asked for.
    ClientResponse listen(Cancellation cancellation) throws HttpFailure {
        Headers headers = inSession(credential.and("Accept", "text/event-stream"), session);
        ClientResponse response = client.send(new ClientRequest("GET", url, headers, NOTHING), SHORT, cancellation);
        if (response.status() == 404 && session.isPresent()) {
            response.close();
            reopen(session.get());
        }
        return response;
    }

    /// Ends the session, if the gateway is there to hear it.
    void end() throws HttpFailure {
        if (session.flatMap(Session::id).isEmpty()) {
            return;
        }
        Headers headers = inSession(credential, session);
        try (ClientResponse response =
                client.send(new ClientRequest("DELETE", url, headers, NOTHING), Duration.ofSeconds(1))) {
            response.body(DROPPED_BYTES_MAX);
        }
    }

    private Headers headers(Message.Request request, Optional<Session> used) {
        return claimedVersion(request.params())
                .map(version -> repeating.added(common().and(VERSION_HEADER, HeaderText.encoded(version)), request))
                .orElseGet(() -> inSession(common(), used));
    }

    private Headers common() {
        return credential.and("Content-Type", "application/json").and("Accept", "application/json, text/event-stream");
    }

    private static Headers inSession(Headers headers, Optional<Session> used) {
        if (used.isEmpty()) {
            return headers;
        }
        Headers versioned =
                headers.and(VERSION_HEADER, HeaderText.encoded(used.get().version()));
        return used.get()
                .id()
                .map(id -> versioned.and(StatefulEra.SESSION_HEADER, id))
                .orElse(versioned);
    }
}
