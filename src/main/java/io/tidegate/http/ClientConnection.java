package io.tidegate.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/// One connection of the client to an origin: writes a request, reads the head of its answer. For one exchange at a
/// time.
final class ClientConnection implements Watchdog.Watched {
    /// What an answer begins with.
    record Head(int status, Headers headers, Framing framing, boolean keepAlive) {}

    private static final int INFORMATIONAL_MAX = 8;
    private static final int HEADERS_MAX = 200;
    private static final int INPUT_SLACK_BYTES = 16 << 10;
    // Over TLS, finding out whether a silent connection lives costs a millisecond: not worth it for one just used.
    private static final Duration TRUSTED_TLS = Duration.ofMillis(500);

    private final Origin origin;
    private final SocketChannel channel;
    private final Wire wire;
    private final HeadScan scan;
    private final Decoder decoder;
    private final Output output = new Output();
    private final Optional<SSLSocket> tls;
    private long lastUsed = Watchdog.now();
    private boolean answered;

    private ClientConnection(
            Origin origin, SocketChannel channel, Wire wire, Optional<SSLSocket> tls, int headBytesMax) {
        this.origin = origin;
        this.channel = channel;
        this.wire = wire;
        this.tls = tls;
        scan = new HeadScan(HeadScan.Kind.RESPONSE, headBytesMax, headBytesMax, HEADERS_MAX);
        decoder = Decoder.forResponses(headBytesMax + 2, headBytesMax + 2);
    }

    /// Connects, with the handshake if the origin is secure. Throws a failure that says that nothing was sent.
    static ClientConnection open(Origin origin, ClientSettings settings, ClientTls tls, Opening opening)
            throws HttpFailure {
        SocketChannel channel;
        try {
            channel = settings.local().isPresent()
                    ? SocketChannel.open(StandardProtocolFamily.UNIX)
                    : SocketChannel.open();
        } catch (IOException failed) {
            throw notMade(failed);
        }
        Optional<ClientConnection> made = Optional.empty();
        try {
            opening.cancellation().when(() -> closeQuietly(channel));
            made = Optional.of(connected(origin, settings, tls, opening, channel));
            return made.get();
        } catch (SocketTimeoutException _) {
            throw new HttpFailure.TooLate(false);
        } catch (HttpFailure failure) {
            throw failure;
        } catch (IOException failed) {
            throw opening.cancellation().cancelled() ? new HttpFailure.Cancelled() : notMade(failed);
        } finally {
            if (made.isEmpty()) {
                closeQuietly(channel);
            }
        }
    }

    /// By when, watched by whom, and until it is called off by whom a connection is made.
    record Opening(long until, Watchdog watchdog, Cancellation cancellation) {}

    private static ClientConnection connected(
            Origin origin, ClientSettings settings, ClientTls tls, Opening opening, SocketChannel channel)
            throws IOException {
        if (settings.local().isPresent()) {
            return local(origin, settings, settings.local().get(), opening, channel);
        }
        var address = new InetSocketAddress(settings.addresses().choose(origin.plainHost()), origin.port());
        long nanos = Math.min(settings.deadlines().connect().toNanos(), opening.until() - Watchdog.now());
        if (nanos <= 0) {
            throw new HttpFailure.TooLate(false);
        }
        channel.socket().connect(address, (int) Math.max(1, Math.min(Integer.MAX_VALUE, nanos / 1_000_000)));
        int headMax = settings.limits().headBytesMax();
        int inputMax = 2 * headMax + INPUT_SLACK_BYTES;
        Wire wire = new Wire(channel.socket(), settings.deadlines().write().toNanos(), inputMax);
        if (!origin.secure()) {
            return watched(new ClientConnection(origin, channel, wire, Optional.empty(), headMax), opening.watchdog());
        }
        SSLSocket secure = tls.over(channel.socket(), origin.plainHost(), origin.port());
        ClientConnection connection =
                watched(new ClientConnection(origin, channel, wire, Optional.of(secure), headMax), opening.watchdog());
        wire.readUntil(
                Math.min(opening.until(), Watchdog.in(settings.deadlines().connect())));
        try {
            wire.secure(secure);
        } catch (HttpFailure.TooLate _) {
            opening.watchdog().remove(connection);
            throw new HttpFailure.TooLate(false);
        } catch (HttpFailure.Gone gone) {
            opening.watchdog().remove(connection);
            throw HttpFailure.NotTrusted.in(gone)
                    .<HttpFailure>map(found -> found)
                    .orElseGet(() -> notMade(gone));
        }
        wire.readUntil(Watchdog.NEVER);
        return connection;
    }

    private static ClientConnection local(
            Origin origin, ClientSettings settings, LocalSocket socket, Opening opening, SocketChannel channel)
            throws IOException {
        socket.connect(channel);
        int headMax = settings.limits().headBytesMax();
        long writeNanos = settings.deadlines().write().toNanos();
        Wire wire = new Wire(new UnixSocket(channel), writeNanos, 2 * headMax + INPUT_SLACK_BYTES);
        return watched(new ClientConnection(origin, channel, wire, Optional.empty(), headMax), opening.watchdog());
    }

    private static ClientConnection watched(ClientConnection connection, Watchdog watchdog) {
        watchdog.add(connection);
        return connection;
    }

    private static HttpFailure notMade(IOException cause) {
        HttpFailure failure = new HttpFailure.Gone("no connection to the server could be made", false);
        failure.initCause(cause);
        return failure;
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // what fails to close is closed
            return;
        }
    }

    Origin origin() {
        return origin;
    }

    Wire wire() {
        return wire;
    }

    Decoder decoder() {
        return decoder;
    }

    /// True once a byte of the answer to the latest request has come.
    boolean answered() {
        return answered;
    }

    /// Whether a kept connection can take another request: the server has neither closed it nor sent anything.
    boolean alive() {
        if (!wire.open() || wire.input().isReadable()) {
            return false;
        }
        try {
            return tls.isPresent() ? aliveTls(tls.get()) : alivePlain();
        } catch (IOException _) {
            return false;
        }
    }

    private boolean alivePlain() throws IOException {
        channel.configureBlocking(false);
        int count = channel.read(ByteBuffer.allocate(1));
        channel.configureBlocking(true);
        return count == 0;
    }

    private boolean aliveTls(SSLSocket secure) throws IOException {
        boolean justUsed = Watchdog.now() - lastUsed < TRUSTED_TLS.toNanos();
        if (justUsed && channel.socket().getInputStream().available() == 0) {
            return true;
        }
        try {
            secure.setSoTimeout(1);
            // a session ticket is digested by this; anything else is the end, or not for us
            int unasked = secure.getInputStream().read();
            return unasked == Integer.MIN_VALUE;
        } catch (SocketTimeoutException _) {
            secure.setSoTimeout(0);
            return true;
        }
    }

    /// From here to the end of the answer everything must be done by `until`.
    void write(ClientRequest request, long until) throws HttpFailure {
        answered = false;
        wire.patience(Duration.ZERO);
        wire.readUntil(until);
        output.clear();
        output.ascii(request.method()).put(' ').ascii(request.target()).ascii(" HTTP/1.1\r\nhost: ");
        output.ascii(origin.authority()).line().fields(request.headers());
        // GET and the like without a body say nothing about one (RFC 9110 section 8.6)
        boolean bodiless =
                switch (request.method()) {
                    case "GET", "HEAD", "DELETE", "OPTIONS", "TRACE" -> request.body().length == 0;
                    default -> false;
                };
        if (!bodiless) {
            output.ascii("content-length: ").number(request.body().length).line();
        }
        output.line().writeTo(wire, request.body());
    }

    /// Waits for the head of the final answer; informational ones are skipped.
    Head head(ClientRequest request) throws HttpFailure {
        for (int i = 0; i < INFORMATIONAL_MAX; i++) {
            awaitHead();
            HttpResponse decoded = decoder.response(wire.input());
            int status = decoded.status().code();
            if (status == 101 || status < 100 || status > 599) {
                throw new HttpFailure.Malformed(Defect.STATUS);
            }
            if (status >= 200) {
                return head(request, decoded, status);
            }
        }
        throw new HttpFailure.Malformed(Defect.STATUS);
    }

    private static Head head(ClientRequest request, HttpResponse decoded, int status) throws HttpFailure.Malformed {
        boolean http11 = decoded.protocolVersion().equals(HttpVersion.HTTP_1_1);
        if (!http11 && !decoded.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            throw new HttpFailure.Malformed(Defect.VERSION);
        }
        Headers headers = Decoder.headers(decoded);
        boolean toHead = request.method().equals("HEAD");
        boolean bodiless = toHead || status == 204 || status == 304;
        Framing framing = Framing.ofResponse(headers, http11, bodiless);
        // the codec now waits for the chunks that an answer to HEAD announces and does not have
        boolean confused = bodiless && headers.has("transfer-encoding");
        boolean keepAlive = http11
                && !confused
                && !(framing instanceof Framing.UntilClose)
                && !headers.lists("connection", "close")
                && !request.headers().lists("connection", "close");
        return new Head(status, headers, framing, keepAlive);
    }

    private void awaitHead() throws HttpFailure {
        ByteBuf input = wire.input();
        scan.reset();
        while (true) {
            if (input.isReadable()) {
                answered = true;
                int start = input.arrayOffset() + input.readerIndex();
                if (scan.whole(input.array(), start, start + input.readableBytes())) {
                    return;
                }
            }
            if (wire.fill() < 0) {
                throw new HttpFailure.Gone("the server closed the connection before it answered", true);
            }
        }
    }

    void used() {
        wire.readUntil(Watchdog.NEVER);
        lastUsed = Watchdog.now();
    }

    boolean idleSince(long moment) {
        return lastUsed < moment;
    }

    @Override
    public void look(long now) {
        wire.look(now);
    }

    @Override
    public void abandon() {
        wire.cancel();
    }
}
