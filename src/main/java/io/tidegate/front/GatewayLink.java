package io.tidegate.front;

import io.tidegate.era.StatefulEra;
import io.tidegate.http.Cancellation;
import io.tidegate.http.ClientRequest;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpClient;
import io.tidegate.http.HttpFailure;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.RequestId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// One client's way to a gateway over HTTP: the headers of its era, and its session, opened anew when it is lost.
final class GatewayLink {
    // The gateway has deadlines of its own, and streams when an answer takes long: this one only ends what hangs.
    static final Duration DEADLINE = Duration.ofMinutes(30);

    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final String VERSION_HEADER = "MCP-Protocol-Version";
    private static final byte[] NOTHING = new byte[0];
    private static final int DROPPED_BYTES_MAX = 1 << 20;

    private final URI url;
    private final Headers credential;
    private final HttpClient client;
    private final AtomicLong reopened = new AtomicLong();
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
        if (session.filter(lost::equals).isEmpty()) {
            return; // another request has done it
        }
        RequestId id = RequestId.of("tidegate-connect-" + reopened.incrementAndGet());
        byte[] body = Envelope.request(id, Method.INITIALIZE, lost.opening().bytes());
        try (ClientResponse response = client.send(new ClientRequest("POST", url, common(), body), SHORT)) {
            Optional<String> opened = response.headers().only(StatefulEra.SESSION_HEADER);
            response.body(DROPPED_BYTES_MAX);
            if (response.status() == 200 && opened.isPresent()) {
                session = Optional.of(new Session(opened, lost.version(), lost.opening()));
            }
        }
        tell(Envelope.notification(Method.INITIALIZED, Message.NO_PARAMS.bytes()));
    }

    /// Sends what has no answer, within the session.
    void tell(byte[] body) throws HttpFailure {
        Headers headers = inSession(common(), session);
        try (ClientResponse response = client.send(new ClientRequest("POST", url, headers, body), SHORT)) {
            response.body(DROPPED_BYTES_MAX);
        }
    }

    /// Goes on with the stream of an answer that ended or broke off after this event.
    ClientResponse resume(String lastEvent) throws HttpFailure {
        Headers headers = inSession(credential.and("Accept", "text/event-stream"), session)
                .and("Last-Event-ID", lastEvent);
        return client.send(new ClientRequest("GET", url, headers, NOTHING), DEADLINE, new Cancellation());
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
        Optional<String> claimed = claimedVersion(request.params());
        if (claimed.isEmpty()) {
            return inSession(common(), used);
        }
        Headers headers = common().and(VERSION_HEADER, safe(claimed.get())).and("Mcp-Method", safe(request.method()));
        return name(request).map(name -> headers.and("Mcp-Name", safe(name))).orElse(headers);
    }

    /// What the header repeats for the methods that name something (MCP 2026-07-28, Streamable HTTP).
    private static Optional<String> name(Message.Request request) {
        JsonValue params = request.params().root();
        return switch (request.method()) {
            case Method.TOOLS_CALL, "prompts/get" -> params.string("name");
            case "resources/read" -> params.string("uri");
            default -> Optional.empty();
        };
    }

    /// A value as a header can hold it (SEP-2243).
    private static String safe(String value) {
        boolean plain = value.chars().allMatch(c -> c >= ' ' && c < 127)
                && value.equals(value.strip())
                && !value.startsWith("=?base64?");
        return plain
                ? value
                : "=?base64?" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    private Headers common() {
        return credential.and("Content-Type", "application/json").and("Accept", "application/json, text/event-stream");
    }

    private static Headers inSession(Headers headers, Optional<Session> used) {
        if (used.isEmpty()) {
            return headers;
        }
        Headers versioned = headers.and(VERSION_HEADER, safe(used.get().version()));
        return used.get()
                .id()
                .map(id -> versioned.and(StatefulEra.SESSION_HEADER, id))
                .orElse(versioned);
    }
}
