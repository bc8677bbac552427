package io.tidegate.http;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// One request and its answer. Belongs to the handler's thread; only [EventStream] may be used from others.
public final class HttpExchange {
    private final ServerConnection connection;
    private final RequestHead head;
    private final Body body;
    private final ResponseWriter writer;
    private final Optional<Requester> behind;
    private boolean continued;
    private String mount = "";
    private String path;

    HttpExchange(ServerConnection connection, RequestHead head, Body body, ResponseWriter writer) {
        this(connection, head, body, writer, Optional.empty());
    }

    private HttpExchange(
            ServerConnection connection,
            RequestHead head,
            Body body,
            ResponseWriter writer,
            Optional<Requester> behind) {
        this.connection = connection;
        this.head = head;
        this.body = body;
        this.writer = writer;
        this.behind = behind;
        int mark = head.target().indexOf('?');
        this.path = mark < 0 ? head.target() : head.target().substring(0, mark);
    }

    /// The same request as it was put to whoever passed it on, in whom the caller trusts. Before its body is read.
    ///
    /// @param requester who put it there
    /// @param headers that it had there
    /// @param always what every answer to it has too
    public HttpExchange passedOn(Requester requester, Headers headers, Headers always) {
        writer.always(always);
        RequestHead there = new RequestHead(
                head.method(),
                head.target(),
                headers,
                head.framing(),
                head.http11(),
                head.keepAlive(),
                head.expectsContinue());
        return new HttpExchange(connection, there, body, writer, Optional.of(requester));
    }

    /// As sent; methods are case-sensitive.
    public String method() {
        return head.method();
    }

    /// Path and query as sent, still percent-encoded: starts with `/`, or is `*` for `OPTIONS`.
    public String target() {
        return head.target();
    }

    /// The path as sent, still percent-encoded, without the query, and without what it was mounted at.
    public String path() {
        return path;
    }

    /// From now on whoever answers is below this path, and sees what is left of the request's own.
    ///
    /// @param at without a slash at the end
    /// @param rest with a slash at the begin
    public void mount(String at, String rest) {
        mount = at;
        path = rest;
    }

    /// What stands before every path that whoever answers gives out; empty where that is the whole site.
    public String mount() {
        return mount;
    }

    /// What follows the first `?`, still percent-encoded; empty if there is none.
    public String query() {
        int mark = head.target().indexOf('?');
        return mark < 0 ? "" : head.target().substring(mark + 1);
    }

    public Headers headers() {
        return head.headers();
    }

    public InetSocketAddress remote() {
        return behind.map(Requester::remote).orElseGet(connection::remote);
    }

    public InetSocketAddress local() {
        return connection.local();
    }

    /// True if the request came over TLS.
    public boolean secure() {
        return behind.map(Requester::secure).orElseGet(connection::secure);
    }

    /// The certificates that the client brought to the handshake, its own first, or none. It has the key of the first;
    /// nothing else about them was checked.
    public List<X509Certificate> certificates() {
        return behind.map(Requester::certificates).orElseGet(connection::certificates);
    }

    /// The account of this machine that the caller runs as, by the word of the operating system; on a Unix socket only.
    public Optional<String> systemUser() {
        return behind.isPresent() ? Optional.empty() : connection.systemUser();
    }

    /// The whole body. May be called once. Throws [HttpFailure.TooLarge] (before reading anything, if the length
    /// was declared; the connection then ends after the answer), [HttpFailure.Malformed], [HttpFailure.TooLate] or
    /// [HttpFailure.Gone].
    public byte[] body(int bytesMax) throws HttpFailure {
        if (head.framing() instanceof Framing.Fixed(long bytes) && bytes > bytesMax) {
            throw new HttpFailure.TooLarge(bytesMax);
        }
        if (head.expectsContinue() && !continued && !body.finished()) {
            continued = true;
            connection.writeContinue();
        }
        try {
            return body.all(bytesMax);
        } catch (HttpFailure.Malformed malformed) {
            connection.report(malformed);
            throw malformed;
        }
    }

    /// Sends the answer, head and body in one write if the body is not large. `content-length` and connection
    /// handling are added; other framing headers are refused. For HEAD the body's length is sent and the body is
    /// not.
    public void respond(int status, Headers headers, byte[] bytes) throws HttpFailure {
        writer.respond(status, headers, bytes);
    }

    /// Begins an answer of `text/event-stream` with status 200. The head is sent at once.
    public EventStream events(Headers headers) throws HttpFailure {
        return writer.events(headers);
    }

    /// Begins an answer whose body comes from elsewhere, byte for byte. The head is sent at once.
    public RelayStream relay(int status, Headers headers) throws HttpFailure {
        return writer.relay(status, headers);
    }

    /// True once an answer has begun.
    public boolean answered() {
        return writer.begun();
    }

    /// Calls `callback` once, from another thread, if the client goes away before the handler returns. Noticed
    /// within about 100 ms by reading ahead, and by failing writes. A client that closes only its sending half
    /// counts as gone; one that sends more than 16 KB ahead is not watched until that is read.
    public void onDisconnect(Runnable callback) {
        connection.watch(callback);
    }

    RequestHead head() {
        return head;
    }

    /// Not asked for by us, so perhaps never sent: the connection cannot be used again.
    boolean bodyUncertain() {
        return head.expectsContinue() && !continued && !body.finished();
    }

    Body unread() {
        return body;
    }
}
