package io.tidegate.http;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// What happens on one connection of the server, from its first byte to its last? One virtual thread, one request
/// after another.
final class ServerConnection implements Watchdog.Watched {
    private static final byte[] EMPTY = new byte[0];
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    // A body that the handler did not want is read and dropped up to this, else the connection is closed.
    private static final int DROPPED_BYTES_MAX = 64 << 10;
    private static final int LINGER_BYTES_MAX = 1 << 20;
    private static final Duration LINGER = Duration.ofSeconds(1);
    private static final int INPUT_SLACK_BYTES = 16 << 10;

    private enum Next {
        REQUEST,
        CLOSE
    }

    private final HttpServer server;
    private final ServerSettings settings;
    private final Wire wire;
    private final HeadScan scan;
    private final Decoder decoder;
    private final Output output = new Output();
    private final InetSocketAddress remote;
    private final InetSocketAddress local;
    private final long headNanos;
    private final long idleNanos;

    private final Optional<String> systemUser;
    private List<X509Certificate> certificates = List.of();
    private int requests;
    private volatile boolean busy;
    private volatile @Nullable ResponseWriter answering;

    ServerConnection(HttpServer server, ServerSettings settings, Socket socket) throws IOException {
        this.server = server;
        this.settings = settings;
        ServerLimits limits = settings.limits();
        int startMax = limits.requestLineBytesMax();
        int headMax = limits.headBytesMax();
        wire = new Wire(socket, settings.deadlines().write().toNanos(), startMax + headMax + INPUT_SLACK_BYTES);
        scan = new HeadScan(HeadScan.Kind.REQUEST, startMax, headMax, limits.headersMax());
        // the scan has counted already; the codec counts a little differently and must not be the one to refuse
        decoder = Decoder.forRequests(startMax + 2, headMax + 2);
        remote = (InetSocketAddress) socket.getRemoteSocketAddress();
        local = (InetSocketAddress) socket.getLocalSocketAddress();
        systemUser = socket instanceof UnixSocket unix ? Optional.of(unix.user()) : Optional.empty();
        headNanos = settings.deadlines().head().toNanos();
        idleNanos = settings.deadlines().idle().toNanos();
    }

    InetSocketAddress remote() {
        return remote;
    }

    InetSocketAddress local() {
        return local;
    }

    /// What the client brought to the handshake, its own certificate first. Nobody has judged it.
    List<X509Certificate> certificates() {
        return certificates;
    }

    /// The account of this machine at the other end, where that is known.
    Optional<String> systemUser() {
        return systemUser;
    }

    boolean secure() {
        return settings.tls().isPresent() && systemUser.isEmpty();
    }

    /// True while a request is being answered.
    boolean busy() {
        return busy;
    }

    void run() {
        try {
            wire.readUntil(Watchdog.now() + headNanos);
            if (handshake()) {
                Next next = Next.REQUEST;
                while (next == Next.REQUEST) {
                    next = serve();
                }
            }
        } catch (HttpFailure _) {
            // the client is gone, or out of time: nothing is left to be said on this connection
            return;
        } finally {
            abandon();
            server.left(this);
        }
    }

    private boolean handshake() {
        Optional<ServerTls> tls = server.tls();
        if (tls.isEmpty() || systemUser.isPresent()) {
            return true;
        }
        try {
            SSLSocket secured = tls.get().over(wire.raw());
            wire.secure(secured);
            certificates = shown(secured.getSession());
            wire.readUntil(Watchdog.now() + headNanos);
            return true;
        } catch (IOException failed) {
            settings.events().handshakeFailed(remote, TlsTrouble.of(failed));
            return false;
        }
    }

    private static List<X509Certificate> shown(SSLSession session) {
        try {
            return Arrays.stream(session.getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException _) {
            return List.of(); // it brought none, or was not asked
        }
    }

    private Next serve() throws HttpFailure {
        RequestHead head;
        try {
            if (!awaitHead()) {
                return Next.CLOSE;
            }
            head = RequestHead.of(decoder.request(wire.input()));
        } catch (HttpFailure.Malformed malformed) {
            report(malformed);
            return refuse(malformed.defect().status());
        }
        if (server.stopping()) {
            return refuse(503);
        }
        busy = true;
        try {
            return answer(head);
        } finally {
            busy = false;
        }
    }

    /// Waits for a whole head. False if the connection ended instead.
    private boolean awaitHead() throws HttpFailure {
        ByteBuf input = wire.input();
        boolean timed = requests == 0;
        scan.reset();
        while (true) {
            if (input.isReadable()) {
                int start = input.arrayOffset() + input.readerIndex();
                if (scan.whole(input.array(), start, start + input.readableBytes())) {
                    wire.readUntil(Watchdog.NEVER);
                    return true;
                }
                if (!timed) {
                    wire.readUntil(Watchdog.now() + headNanos);
                    timed = true;
                }
            } else if (!timed) {
                wire.readUntil(Watchdog.now() + idleNanos);
            }
            if (wire.fill() < 0) {
                return false;
            }
        }
    }

    private Next answer(RequestHead head) throws HttpFailure {
        requests++;
        boolean last = !head.keepAlive() || requests >= settings.limits().requestsPerConnectionMax();
        Body body = new Body(wire, decoder, head.framing(), bodyPace());
        ResponseWriter writer = new ResponseWriter(wire, output, head, last, server);
        HttpExchange exchange = new HttpExchange(this, head, body, writer);
        answering = writer;
        try {
            handle(exchange, writer);
            writer.finish();
        } finally {
            answering = null;
            wire.ahead().forget();
        }
        return afterwards(exchange, writer);
    }

    private Body.Pace bodyPace() {
        ServerDeadlines.BodyPace pace = settings.deadlines().body();
        // from when the body is first asked for
        return new Body.Pace() {
            private long start = -1;

            @Override
            public long deadline(long received) {
                start = start < 0 ? Watchdog.in(pace.grace()) : start;
                return start + received / pace.bytesPerSecondMin() * 1_000_000_000L;
            }
        };
    }

    @SuppressWarnings("CatchingUnchecked") // whatever a handler throws must end in an answer, not in a dead connection
    private void handle(HttpExchange exchange, ResponseWriter writer) throws HttpFailure {
        try {
            server.handler().handle(exchange);
            if (!writer.begun()) {
                settings.events().failed(remote, new IllegalStateException("no answer"));
                writer.respond(500, Headers.none(), EMPTY);
            }
        } catch (HttpFailure failure) {
            fallback(failure, writer);
        } catch (RuntimeException | Error failure) {
            settings.events().failed(remote, failure);
            if (writer.begun()) {
                throw new HttpFailure.Cancelled();
            }
            writer.respond(500, Headers.none(), EMPTY);
        }
    }

    /// What the wire says for a handler that let a failure of the wire pass.
    private static void fallback(HttpFailure failure, ResponseWriter writer) throws HttpFailure {
        if (writer.begun()) {
            throw failure;
        }
        int status =
                switch (failure) {
                    case HttpFailure.Malformed malformed -> malformed.defect().status();
                    case HttpFailure.TooLarge _ -> 413;
                    case HttpFailure.TooLate _, HttpFailure.Gone _, HttpFailure.Cancelled _ -> throw failure;
                    case HttpFailure.NoRoom _,
                            HttpFailure.NoMemory _,
                            HttpFailure.BadEvent _,
                            HttpFailure.NotTrusted _ -> 502;
                };
        writer.makeLast();
        writer.respond(status, Headers.none(), EMPTY);
    }

    private Next afterwards(HttpExchange exchange, ResponseWriter writer) throws HttpFailure {
        Body body = exchange.unread();
        boolean usable =
                body.finished() || (!exchange.bodyUncertain() && !body.broken() && body.drop(DROPPED_BYTES_MAX));
        if (!usable) {
            return linger();
        }
        return writer.last() ? Next.CLOSE : Next.REQUEST;
    }

    private Next refuse(int status) throws HttpFailure {
        output.clear();
        output.ascii(ResponseWriter.statusLine(status)).ascii("connection: close\r\ncontent-length: 0\r\n");
        output.ascii(status == 503 ? "retry-after: 1\r\n\r\n" : "\r\n").writeTo(wire, EMPTY);
        return linger();
    }

    private Next linger() {
        wire.readUntil(Watchdog.in(LINGER));
        wire.linger(LINGER_BYTES_MAX);
        return Next.CLOSE;
    }

    void report(HttpFailure.Malformed malformed) {
        settings.events().malformed(remote, malformed.defect());
    }

    void writeContinue() throws HttpFailure {
        wire.write(CONTINUE, 0, CONTINUE.length);
    }

    void watch(Runnable callback) {
        wire.ahead().watch(callback);
    }

    @Override
    public void look(long now) {
        wire.look(now);
        ResponseWriter writer = answering;
        if (writer != null) {
            writer.look(now);
        }
    }

    /// From any thread; a handler that is blocked on this connection wakes with a failure.
    @Override
    public void abandon() {
        wire.close();
    }
}
