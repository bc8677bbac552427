package io.tidegate.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Serves HTTP/1.1 on one address: a virtual thread a connection, a deadline and a limit on everything a client can
/// make it do.
///
/// Speaks no HTTP/2 and no compression, and adds no `Date`. Starts and stops once.
public final class HttpServer {
    private static final byte[] BUSY =
            "HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);
    private static final int BACKLOG = 1024;
    // How long a turned-away client has to read why, and how many such clients may be waiting.
    private static final Duration FAREWELL = Duration.ofSeconds(1);
    private static final int FAREWELLS_MAX = 1024;
    private static final Duration STOP_LOOK = Duration.ofMillis(5);

    private final ServerSettings settings;
    private final HttpHandler handler;
    private final Watchdog watchdog = new Watchdog("http-server-watchdog");
    private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger places;
    private final AtomicInteger farewells = new AtomicInteger();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Optional<ServerTls> tls;
    private final ServerSocket listener;
    private volatile Optional<Local> local = Optional.empty();
    private volatile boolean stopping;

    private record Local(LocalSocket where, ServerSocketChannel channel) {}

    /// Throws `IOException` if the certificate files cannot be used.
    public HttpServer(ServerSettings settings, HttpHandler handler) throws IOException {
        this.settings = settings;
        this.handler = handler;
        this.places = new AtomicInteger(settings.limits().connectionsMax());
        this.tls = settings.tls().isPresent()
                ? Optional.of(new ServerTls(settings.tls().get()))
                : Optional.empty();
        this.listener = new ServerSocket();
    }

    /// Binds and begins to accept. Throws `IOException` if the address is taken or not ours.
    public void start() throws IOException {
        listener.setReuseAddress(true);
        listener.bind(settings.bind(), BACKLOG);
        watchdog.start();
        Thread.ofVirtual().name("http-accept").start(this::accept);
        if (tls.isPresent()) {
            Thread.ofVirtual().name("http-certificates").start(this::lookAtCertificates);
        }
    }

    /// Listens on a Unix socket as well. Callers on it are known by their account of this machine; there is no TLS.
    /// Throws `IOException`, with what to do, if it is not safe there.
    public void listenLocally(LocalSocket where) throws IOException {
        Local made = new Local(where, where.listen());
        local = Optional.of(made);
        Thread.ofVirtual().name("http-accept-local").start(() -> acceptLocal(made.channel()));
    }

    private void acceptLocal(ServerSocketChannel channel) {
        while (!stopping) {
            try {
                admit(new UnixSocket(channel.accept()));
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException _) {
                LockSupport.parkNanos(this, STOP_LOOK.toNanos());
            }
        }
    }

    /// Where it listens, with the port that was chosen.
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /// Connections that are open now.
    public int connections() {
        return connections.size();
    }

    /// Reads the certificate files again now. A server without TLS has none, and says that they are the same.
    public TlsReload reload() {
        if (tls.isEmpty()) {
            return new TlsReload.Same();
        }
        TlsReload outcome = tls.get().reload();
        settings.events().certificates(outcome);
        return outcome;
    }

    /// Whether clients are asked for a certificate, from the next connection on. A server without TLS asks nobody.
    /// Throws `IOException` if these can't be asked for.
    public void ask(TlsClients clients) throws IOException {
        if (tls.isPresent()) {
            tls.get().ask(clients);
        }
    }

    /// Accepts nothing more, answers new requests on kept connections with 503, gives running ones `drain` to end,
    /// then closes every socket. Returns how many running requests were cut. An interrupt ends the waiting.
    public int stop(Duration drain) {
        stopping = true;
        stopped.countDown();
        closeListener();
        long until = Watchdog.in(drain);
        while (running() > 0
                && Watchdog.now() < until
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, STOP_LOOK.toNanos());
        }
        int cut = running();
        watchdog.close();
        return cut;
    }

    private int running() {
        return (int) connections.stream().filter(ServerConnection::busy).count();
    }

    boolean stopping() {
        return stopping;
    }

    long streamSilenceNanos() {
        return settings.deadlines().streamSilence().toNanos();
    }

    Optional<ServerTls> tls() {
        return tls;
    }

    HttpHandler handler() {
        return handler;
    }

    void left(ServerConnection connection) {
        watchdog.remove(connection);
        connections.remove(connection);
        places.incrementAndGet();
    }

    private void accept() {
        while (!stopping) {
            try {
                admit(listener.accept());
            } catch (IOException _) {
                // The listener was closed, or the process has no file descriptors left: then waiting is all that helps.
                LockSupport.parkNanos(this, STOP_LOOK.toNanos());
            }
        }
    }

    private void admit(Socket socket) throws IOException {
        if (places.decrementAndGet() < 0) {
            places.incrementAndGet();
            settings.events().overloaded((InetSocketAddress) socket.getRemoteSocketAddress());
            turnAway(socket);
            return;
        }
        boolean admitted = false;
        try {
            ServerConnection connection = new ServerConnection(this, settings, socket);
            connections.add(connection);
            watchdog.add(connection);
            Thread.ofVirtual().name("http-connection").start(connection::run);
            admitted = true;
        } finally {
            if (!admitted) {
                places.incrementAndGet();
                socket.close();
            }
        }
    }

    /// No thread is kept for it: the answer fits the empty send buffer, and the watchdog closes the socket a little
    /// later, so that the client can read it. Over TLS nothing can be said without a handshake.
    private void turnAway(Socket socket) throws IOException {
        if (tls.isPresent() || farewells.incrementAndGet() > FAREWELLS_MAX) {
            if (tls.isEmpty()) {
                farewells.decrementAndGet();
            }
            socket.close();
            return;
        }
        try {
            socket.getOutputStream().write(BUSY);
            socket.shutdownOutput();
        } finally {
            watchdog.add(new Farewell(socket, Watchdog.in(FAREWELL)));
        }
    }

    private final class Farewell implements Watchdog.Watched {
        private final Socket socket;
        private final long until;

        Farewell(Socket socket, long until) {
            this.socket = socket;
            this.until = until;
        }

        @Override
        public void look(long now) {
            if (now > until) {
                watchdog.remove(this);
                farewells.decrementAndGet();
                close(socket);
            }
        }

        @Override
        public void abandon() {
            close(socket);
        }
    }

    private static void close(java.io.Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException _) {
            // what fails to close is closed
            return;
        }
    }

    private void closeListener() {
        close(listener);
        local.ifPresent(one -> {
            close(one.channel());
            close(one.where()::remove);
        });
    }

    private void lookAtCertificates() {
        TlsReload before = new TlsReload.Same();
        try {
            while (!stopped.await(settings.tls().orElseThrow().look().toMillis(), TimeUnit.MILLISECONDS)) {
                TlsReload outcome = tls.orElseThrow().reload();
                if (!outcome.equals(before) && !(outcome instanceof TlsReload.Same)) {
                    settings.events().certificates(outcome);
                }
                before = outcome;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
