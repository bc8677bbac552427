package io.tidegate.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Sends requests over kept HTTP/1.1 connections, blocking. Follows no redirect, uses no proxy, keeps no cookie.
///
/// A request is written again only when a kept connection turns out dead before any byte of the answer, and the
/// request says that it is safe; a connection known dead before writing is just replaced.
public final class HttpClient implements AutoCloseable {
    private final ClientSettings settings;
    private final ClientTls tls;
    private final Watchdog watchdog = new Watchdog("http-client-watchdog");
    private final ConcurrentHashMap<Origin, OriginPool> pools = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /// Throws `IOException` if the file of trusted authorities cannot be used.
    public HttpClient(ClientSettings settings) throws IOException {
        this.settings = settings;
        this.tls = new ClientTls(settings.trust());
        watchdog.start();
    }

    /// As [#send(ClientRequest, Duration, Cancellation)], to be called off only by its answer.
    public ClientResponse send(ClientRequest request, Duration deadline) throws HttpFailure {
        return send(request, deadline, new Cancellation());
    }

    /// Sends and waits for the head of the answer. `deadline` is for all of it, from waiting for a connection to
    /// the end of [ClientResponse#body].
    ///
    /// Throws [HttpFailure.NoRoom], [HttpFailure.TooLate], [HttpFailure.Gone], [HttpFailure.Malformed] or
    /// [HttpFailure.Cancelled]. Interrupting the (virtual) thread cancels too.
    public ClientResponse send(ClientRequest request, Duration deadline, Cancellation cancellation) throws HttpFailure {
        long until = Watchdog.in(deadline);
        OriginPool pool = pool(request.origin());
        pool.enter(until);
        boolean handedOver = false;
        try {
            ClientResponse response = exchange(request, pool, until, cancellation);
            handedOver = true;
            return response;
        } finally {
            if (!handedOver) {
                pool.leave();
            }
        }
    }

    private ClientResponse exchange(ClientRequest request, OriginPool pool, long until, Cancellation cancellation)
            throws HttpFailure {
        Optional<ClientConnection> kept = pool.kept();
        if (kept.isPresent()) {
            try {
                return exchange(request, pool, kept.get(), until, cancellation);
            } catch (HttpFailure.Gone gone) {
                boolean again = request.repeat() == ClientRequest.Repeat.SAFE
                        && !kept.get().answered();
                if (!again) {
                    throw gone;
                }
            }
        }
        ClientConnection fresh = ClientConnection.open(
                request.origin(), settings, tls, new ClientConnection.Opening(until, watchdog, cancellation));
        return exchange(request, pool, fresh, until, cancellation);
    }

    private static ClientResponse exchange(
            ClientRequest request, OriginPool pool, ClientConnection connection, long until, Cancellation cancellation)
            throws HttpFailure {
        boolean good = false;
        try {
            cancellation.when(connection.wire()::cancel);
            connection.write(request, until);
            ClientConnection.Head head = connection.head(request);
            good = true;
            return new ClientResponse(pool, connection, head, until, cancellation);
        } finally {
            if (!good) {
                pool.discard(connection);
            }
        }
    }

    private OriginPool pool(Origin origin) throws HttpFailure {
        OriginPool known = pools.get(origin);
        if (known != null) {
            return known;
        }
        if (pools.size() >= settings.limits().originsMax()) {
            forgetUnused();
        }
        if (closed || pools.size() >= settings.limits().originsMax()) {
            throw new HttpFailure.NoRoom("the client is closed, or has talked to too many servers");
        }
        return pools.computeIfAbsent(origin, _ -> {
            OriginPool pool = new OriginPool(
                    settings.limits().connectionsPerOriginMax(),
                    settings.deadlines().idle().toNanos(),
                    watchdog);
            watchdog.add(pool);
            return pool;
        });
    }

    /// Else whoever names ever new servers would use up all places for good.
    private void forgetUnused() {
        pools.forEach((origin, pool) -> {
            if (pool.retire()) {
                pools.remove(origin, pool);
                watchdog.remove(pool);
            }
        });
    }

    /// Connections that are kept and not in use.
    public int keptConnections() {
        return pools.values().stream().mapToInt(OriginPool::keptCount).sum();
    }

    /// Closes all connections. Exchanges under way end with [HttpFailure.Cancelled].
    @Override
    public void close() {
        closed = true;
        watchdog.close();
    }
}
