package io.tidegate.cli;

import io.tidegate.admin.Traces;
import io.tidegate.call.Tracing;
import io.tidegate.config.Configuration;
import io.tidegate.config.Identity;
import io.tidegate.http.HttpServer;
import io.tidegate.http.TlsClients;
import io.tidegate.http.TlsReload;
import io.tidegate.identity.Principal;
import io.tidegate.limit.MessageMemory;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What the host and its tenants have in common: the listener, memory, traces, the clock. Everything else each has of
/// its own.
final class Shared {
    /// What the host is called among its tenants.
    static final String HOST = Principal.DEFAULT_TENANT;

    private final MessageMemory memory = new MessageMemory(Runtime.getRuntime().maxMemory());
    private final Optional<Traces> traces;
    private final InstantSource clock;
    private final TenantShares shares = new TenantShares();
    private final AtomicReference<@Nullable HttpServer> server = new AtomicReference<>();

    // Whose certificates are asked for; touched only under this object's own lock.
    private final Map<String, TlsClients> asked = new TreeMap<>();

    Shared(Configuration configuration, InstantSource clock) {
        this.traces = configuration.traces().map(where -> Traces.to(where.endpoint(), Gateway.VERSION));
        this.clock = clock;
    }

    /// The name of the tenant whose configuration this is.
    static String name(Configuration configuration) {
        return configuration.tenancy().map(its -> its.tenant().name()).orElse(HOST);
    }

    void listensOn(HttpServer listener) {
        server.set(listener);
    }

    private HttpServer server() {
        return Objects.requireNonNull(server.get(), "nothing is in force before it listens");
    }

    /// Where the listener really is.
    int port() {
        return server().address().getPort();
    }

    Tracing tracing() {
        return traces.isPresent() ? traces.get() : Tracing.OFF;
    }

    InstantSource clock() {
        return clock;
    }

    TenantShares shares() {
        return shares;
    }

    /// The memory for messages as it is for this tenant.
    MessageMemory memory(String tenant) {
        return memory.of(tenant);
    }

    /// Whether there are tenants from now on, none of which may have all memory.
    void divide(boolean between) {
        memory.divide(between);
    }

    /// From the next connection on, clients are asked for what this one and all others take. Each judges for itself
    /// what it is shown.
    ///
    /// @throws Unable if these can't be asked for
    synchronized void asks(String tenant, Identity identity) throws Unable {
        asked.put(tenant, Proofs.asked(identity));
        try {
            server().ask(union());
        } catch (IOException unusable) {
            throw new Unable(List.of(String.valueOf(unusable.getMessage())));
        }
    }

    /// Nothing is asked for it any more.
    synchronized void gone(String tenant) throws IOException {
        asked.remove(tenant);
        server().ask(union());
    }

    /// Strangers see in the handshake which authorities are asked for. Those of tenants are nobody else's business, so
    /// then none is named, and clients choose freely.
    private TlsClients union() {
        boolean tenants = asked.entrySet().stream()
                .anyMatch(one -> !one.getKey().equals(HOST) && one.getValue() instanceof TlsClients.Asked);
        return tenants ? new TlsClients.Asked(List.of()) : asked.getOrDefault(HOST, new TlsClients.NotAsked());
    }

    /// Whether the listener's certificate was another in its file, and is that now.
    boolean hasNewCertificate() {
        return server().reload() instanceof TlsReload.Replaced;
    }

    void close() {
        traces.ifPresent(Traces::close);
    }
}
