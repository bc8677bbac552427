package io.tidegate.cli;

import io.tidegate.admin.AdminServer;
import io.tidegate.admin.Metrics;
import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.Endpoint;
import io.tidegate.config.Tenant;
import io.tidegate.front.Doorway;
import io.tidegate.http.HttpServer;
import io.tidegate.http.ServerLimits;
import io.tidegate.http.ServerSettings;
import io.tidegate.http.TlsSettings;
import io.tidegate.policy.Loaded;
import io.tidegate.store.Store;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running process: its listeners, the host's own gateway behind them, and those of its tenants. Starts, and stops
/// cleanly.
final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    static final String VERSION = "0.1.0";

    /// Who is told of what trails seal: the host's numbers of the host's alone, the observers of all.
    private record Told(Metrics metrics, Observers observers) {}

    private final Shared shared;
    private final TenantGateway own;
    private final Tenants tenants;
    private final HttpServer server;
    private final AdminServer admin;
    private volatile boolean stopping;

    /// Binds its listeners; requests that come from now on wait until something is in force.
    private Gateway(Shared shared, TenantGateway own, Told told, Configuration configuration)
            throws IOException, Unable {
        this.shared = shared;
        this.own = own;
        int connections = configuration.limits().connections();
        Doorway doorway = new Doorway(own.front(), Tenant.PATHS, LogTenant::handling, connections);
        MalformedHttp malformed = new MalformedHttp(
                own.foundation().calls(), shared.clock(), own.foundation().random());
        this.server = new HttpServer(settings(configuration).withEvents(malformed), doorway);
        shared.listensOn(server);
        shared.asks(Shared.HOST, configuration.identity());
        serve(configuration);
        this.tenants = new Tenants(shared, own, doorway, told.observers());
        this.admin = admin(configuration, told.metrics());
    }

    private AdminServer admin(Configuration configuration, Metrics metrics) throws IOException {
        InetSocketAddress bind = new InetSocketAddress(
                configuration.adminListen().host(), configuration.adminListen().port());
        try {
            return AdminServer.start(bind, new Watched(this), metrics);
        } catch (IOException taken) {
            server.stop(Duration.ZERO);
            throw new IOException(unusable("admin.listen", configuration.adminListen(), taken), taken);
        }
    }

    private void serve(Configuration configuration) throws IOException {
        try {
            server.start();
        } catch (IOException taken) {
            throw new IOException(unusable("listen", configuration.listen(), taken), taken);
        }
        LocalWay.open(server, configuration);
    }

    private static String unusable(String key, Endpoint where, IOException why) {
        return "can't listen on `%s`: %s; change `%s` or end what listens there"
                .formatted(where, String.valueOf(why.getMessage()).toLowerCase(Locale.ROOT), key);
    }

    /// @throws Unable if something in the configuration, the disk or the network stands in the way. What is wrong with
    /// a tenant does not: see [Tenants]
    static Gateway start(Configuration configuration, Observers observers, InstantSource clock) throws Unable {
        // What takes long and depends on little is done beside the rest: Cedar takes as long as all else together.
        Beside<Loaded> policies = Beside.start("policies", () -> PolicyLoading.again(configuration));
        Beside.start("sqlite", () -> {
            Store.prepare();
            return true;
        });
        Beside<Metrics> metrics = Beside.start("metrics", () -> new Metrics(VERSION));
        Shared shared = new Shared(configuration, clock);
        try {
            TenantGateway.Opened opened = TenantGateway.open(
                    configuration, shared, () -> new Observers(List.of(metrics.result(), observers)));
            return on(opened, shared, new Told(metrics.result(), observers), configuration)
                    .begin(configuration, opened.backend(), policies);
        } catch (IOException failed) {
            shared.close();
            throw new Unable(List.of(String.valueOf(failed.getMessage())));
        } catch (Unable | RuntimeException failed) {
            shared.close();
            throw failed;
        }
    }

    private static Gateway on(TenantGateway.Opened opened, Shared shared, Told told, Configuration configuration)
            throws IOException, Unable {
        try {
            return new Gateway(shared, opened.gateway(), told, configuration);
        } catch (IOException | Unable | RuntimeException failed) {
            opened.backend().upstreams().close();
            opened.gateway().close();
            throw failed;
        }
    }

    private Gateway begin(Configuration configuration, Backend backend, Beside<Loaded> loading) throws Unable {
        try {
            own.begin(configuration, backend, loading.result());
        } catch (Unable | RuntimeException failed) {
            server.stop(Duration.ZERO);
            admin.close();
            backend.upstreams().close();
            own.close();
            throw failed;
        }
        own.onForce(tenants::willBe); // from the first change on
        tenants.are();
        return this;
    }

    private static ServerSettings settings(Configuration configuration) {
        ServerSettings settings = ServerSettings.on(new InetSocketAddress(
                        configuration.listen().host(), configuration.listen().port()))
                .withLimits(ServerLimits.standard()
                        .withConnectionsMax(configuration.limits().connections()));
        return configuration
                .tls()
                .map(tls -> settings.withTls(TlsSettings.of(tls.certificate(), tls.key())))
                .orElse(settings);
    }

    /// Puts what was read again in force for the host, or keeps what is and says why. Both are recorded. Returns
    /// whether it is in force now. Tenants that it names, or no longer does, come and go soon after.
    boolean reload(ConfigurationResult result) {
        return own.reload(result, Map.of()).isEmpty();
    }

    /// The host's own.
    TenantGateway own() {
        return own;
    }

    Tenants tenants() {
        return tenants;
    }

    /// What is in force for the host; waits for the first moment in which something is.
    TenantGateway.Running running() {
        return own.running();
    }

    /// The host's.
    Foundation foundation() {
        return own.foundation();
    }

    InetSocketAddress address() {
        return server.address();
    }

    InetSocketAddress adminAddress() {
        return admin.address();
    }

    /// Requests that are being answered, of all.
    int calls() {
        return own.front().running() + tenants.calls();
    }

    /// What is in force; nothing until something is.
    Optional<TenantGateway.Running> inForce() {
        return own.inForce();
    }

    boolean isStopping() {
        return stopping;
    }

    int connections() {
        return server.connections();
    }

    /// Waits until every server was tried, or the time is over.
    void awaitServers(Duration most) {
        own.awaitServers(most);
        tenants.awaitServers(most);
    }

    /// New calls are refused, running ones get their time, the trail is closed clean.
    @Override
    public void close() {
        stopping = true;
        own.front().stop();
        tenants.stop();
        own.leave();
        int cut = server.stop(TenantGateway.DRAIN);
        if (cut > 0) {
            LOG.warn("{} cut, after the time to end was over", Count.of(cut, "call"));
        }
        tenants.close();
        own.close();
        shared.close();
        admin.close();
    }
}
