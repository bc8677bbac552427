package io.tidegate.http;

import io.netty.handler.codec.http.HttpResponseStatus;

/// How does an answer look on the wire? Writes at most one for its request.
final class ResponseWriter {
    private static final byte[] EMPTY = new byte[0];
    private static final String[] STATUS_LINES = statusLines();

    private final Wire wire;
    private final Output output;
    private final RequestHead head;
    private final long silenceNanos;
    private final HttpServer server;
    private boolean last;
    private boolean begun;
    private Headers always = Headers.none();
    private volatile EventStreams stream = EventStreams.NONE;

    /// `last`: no request follows on this connection.
    ResponseWriter(Wire wire, Output output, RequestHead head, boolean last, HttpServer server) {
        this.wire = wire;
        this.output = output;
        this.head = head;
        this.last = last;
        this.server = server;
        this.silenceNanos = server.streamSilenceNanos();
    }

    boolean begun() {
        return begun;
    }

    /// True if the connection ends with this answer.
    boolean last() {
        return last;
    }

    /// Announces, if that is still possible, that the connection ends with this answer.
    void makeLast() {
        last = true;
    }

    /// Whatever the answer is, it has these headers too.
    void always(Headers more) {
        always = more;
    }

    /// Begins an answer whose body comes from elsewhere. The head is sent at once.
    RelayStream relay(int status, Headers headers) throws HttpFailure {
        boolean chunked = head.http11();
        last |= !chunked;
        begin(status, headers);
        if (chunked) {
            output.ascii("transfer-encoding: chunked\r\n");
        }
        output.line().writeTo(wire, EMPTY);
        return new RelayStream(wire, chunked);
    }

    void respond(int status, Headers headers, byte[] body) throws HttpFailure {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status " + status + " cannot be sent");
        }
        boolean bodiless = status == 204 || status == 304;
        if (bodiless && body.length > 0) {
            throw new IllegalArgumentException("status " + status + " has no body");
        }
        begin(status, headers);
        if (!bodiless) {
            output.ascii("content-length: ").number(body.length).line();
        }
        output.line().writeTo(wire, head.isHead() ? EMPTY : body);
    }

    EventStream events(Headers headers) throws HttpFailure {
        boolean chunked = head.http11();
        last |= !chunked;
        begin(200, headers);
        output.ascii("content-type: text/event-stream\r\ncache-control: no-store\r\n");
        if (chunked) {
            output.ascii("transfer-encoding: chunked\r\n");
        }
        output.line().writeTo(wire, EMPTY);
        EventStream opened = new EventStream(wire, chunked, head.isHead());
        stream = new EventStreams.Open(opened, silenceNanos);
        return opened;
    }

    private void begin(int status, Headers headers) {
        if (begun) {
            throw new IllegalStateException("this request has been answered");
        }
        last |= headers.lists("connection", "close") || server.stopping();
        output.clear();
        output.ascii(STATUS_LINES[status])
                .fields(headers.has("connection") ? headers.without("connection") : headers)
                .fields(always);
        if (last) {
            output.ascii("connection: close\r\n");
        }
        begun = true;
    }

    static String statusLine(int status) {
        return STATUS_LINES[status];
    }

    /// Ends an event stream that the handler left open.
    void finish() throws HttpFailure {
        switch (stream) {
            case EventStreams.None _ -> {}
            case EventStreams.Open(EventStream open, long _) -> open.close();
        }
    }

    /// Called by the watchdog.
    void look(long now) {
        switch (stream) {
            case EventStreams.None _ -> {}
            case EventStreams.Open(EventStream open, long silence) -> open.look(now, silence);
        }
    }

    /// Whether there is an event stream.
    private sealed interface EventStreams {
        record None() implements EventStreams {}

        record Open(EventStream stream, long silenceNanos) implements EventStreams {}

        None NONE = new None();
    }

    private static String[] statusLines() {
        String[] lines = new String[600];
        for (int status = 0; status < lines.length; status++) {
            lines[status] = "HTTP/1.1 " + status + " "
                    + HttpResponseStatus.valueOf(status).reasonPhrase() + "\r\n";
        }
        return lines;
    }
}
