package io.tidegate.cli;

import io.tidegate.admin.AdminServer;
import io.tidegate.admin.Metrics;
import io.tidegate.admin.Traces;
import io.tidegate.call.Refused;
import io.tidegate.call.Tracing;
import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.Endpoint;
import io.tidegate.config.Fault;
import io.tidegate.era.Speech;
import io.tidegate.front.HttpFront;
import io.tidegate.front.Nodes;
import io.tidegate.front.Premises;
import io.tidegate.http.HttpServer;
import io.tidegate.http.ServerLimits;
import io.tidegate.http.ServerSettings;
import io.tidegate.http.TlsReload;
import io.tidegate.http.TlsSettings;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.Policies;
import io.tidegate.policy.Problem;
import io.tidegate.store.Store;
import io.tidegate.upstream.Upstreams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running gateway: starts, takes a new configuration without a break, stops cleanly.
final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Duration DRAIN = Duration.ofSeconds(5);
    static final String VERSION = "0.1.0";

    private final Foundation foundation;
    private final InstantSource clock;
    private final Backend.Network network;
    private final HttpFront front;
    private final HttpServer server;
    private final Optional<Traces> traces;
    private final AdminServer admin;
    private final Wiring assembly;
    private final AtomicReference<@Nullable Running> running = new AtomicReference<>();
    private volatile boolean stopping;
    private final CountDownLatch begun = new CountDownLatch(1);

    /// What is in force now.
    record Running(Configuration configuration, String policyDigest, Premises premises, Upstreams upstreams) {}

    /// Binds its listeners; requests that come from now on wait until something is in force.
    private Gateway(
            Foundation foundation,
            Backend.Network network,
            Metrics metrics,
            Configuration configuration,
            InstantSource clock)
            throws IOException {
        this.foundation = foundation;
        this.clock = clock;
        this.network = network;
        this.front = new HttpFront(
                () -> running().premises(),
                new Speech(VERSION),
                network.listeners(),
                clock,
                () -> ThreadLocalRandom.current().nextLong(), // names of calls: unlike each other, not secret
                configuration.limits().concurrency(),
                network.memory());
        MalformedHttp malformed = new MalformedHttp(foundation.calls(), clock, foundation.random());
        this.server = new HttpServer(settings(configuration).withEvents(malformed), front);
        server.ask(Proofs.asked(configuration.identity()));
        this.traces = configuration.traces().map(where -> Traces.to(where.endpoint(), VERSION));
        Tracing tracing = traces.isPresent() ? traces.get() : Tracing.OFF;
        this.assembly = new Wiring(foundation, network, tracing, clock, configuration);
        serve(configuration);
        this.admin = admin(configuration, metrics);
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

    /// @throws Unable if something in the configuration, the disk or the network stands in the way
    static Gateway start(Configuration configuration, Observers observers, InstantSource clock) throws Unable {
        // What takes long and depends on little is done beside the rest: Cedar takes as long as all else together.
        Beside<Loaded> policies = Beside.start("policies", () -> CedarPolicies.load(configuration.policy()));
        Beside.start("sqlite", () -> {
            Store.prepare();
            return true;
        });
        Beside<Metrics> metrics = Beside.start("metrics", () -> new Metrics(VERSION));
        try {
            Foundation.Ground ground = Foundation.Ground.open(configuration, clock);
            Backend.Network network = Backend.Network.open(configuration, ground, clock);
            Foundation.Chance chance = new Foundation.Chance(clock, ground.random());
            Backend backend = Backend.start(configuration, network, chance, Optional.empty(), Set.of());
            try {
                Observers all = new Observers(List.of(metrics.result(), observers));
                Foundation foundation = Foundation.on(ground, configuration, all, clock);
                return on(foundation, network, metrics.result(), configuration, clock)
                        .begin(configuration, backend, policies);
            } catch (IOException | Unable | RuntimeException failed) {
                backend.upstreams().close();
                network.close();
                ground.trail().close();
                throw failed;
            }
        } catch (IOException failed) {
            throw new Unable(List.of(String.valueOf(failed.getMessage())));
        }
    }

    private static Gateway on(
            Foundation foundation,
            Backend.Network network,
            Metrics metrics,
            Configuration configuration,
            InstantSource clock)
            throws IOException {
        try {
            return new Gateway(foundation, network, metrics, configuration, clock);
        } catch (IOException | RuntimeException failed) {
            foundation.close();
            throw failed;
        }
    }

    private Gateway begin(Configuration configuration, Backend backend, Beside<Loaded> loading)
            throws IOException, Unable {
        try {
            Policies policies = usable(loading.result());
            foundation
                    .calls()
                    .changed("started", "configuration " + configuration.digest() + " policy " + policies.digest());
            force(configuration, policies, backend);
            running().premises().nodes().ifPresent(Nodes::greet);
            return this;
        } catch (Refused unrecorded) {
            unbind();
            throw new Unable(List.of("the trail can't be written"));
        } catch (Unable | RuntimeException failed) {
            unbind();
            throw failed;
        }
    }

    private void unbind() throws IOException {
        server.stop(Duration.ZERO);
        admin.close();
        traces.ifPresent(Traces::close);
        foundation.close();
    }

    private static Policies usable(Loaded loaded) throws Unable {
        return switch (loaded) {
            case Loaded.Ready(Policies policies, List<Problem> warnings) -> {
                warnings.forEach(warning -> LOG.warn("{}", warning));
                yield policies;
            }
            case Loaded.Broken(List<Problem> problems) ->
                throw new Unable(problems.stream().map(Problem::toString).toList());
        };
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

    private void force(Configuration configuration, Policies policies, Backend next) {
        Optional<Running> before = Optional.ofNullable(running.get());
        Premises premises =
                assembly.assemble(configuration, policies, server.address().getPort(), next);
        running.set(new Running(configuration, policies.digest(), premises, next.upstreams()));
        begun.countDown();
        next.upstreams().onQuarantine(new Quarantines(foundation.calls()));
        network.listeners().changed();
        // Calls that run on servers which are gone now get their time.
        before.ifPresent(old -> Thread.ofVirtual().name("retire").start(() -> {
            pause(DRAIN);
            old.upstreams().retire(next.upstreams(), next.news());
        }));
    }

    /// Puts what was read again in force, or keeps what is and says why. Both are recorded. Returns whether it is
    /// in force now.
    boolean reload(ConfigurationResult result) {
        return reload(result, Map.of()).isEmpty();
    }

    /// The same. Returns why nothing was changed; nothing where it is in force.
    ///
    /// @param anew servers that are begun with anew, changed or not, and what the trail is to say of each
    synchronized List<String> reload(ConfigurationResult result, Map<String, String> anew) {
        try {
            switch (result) {
                case ConfigurationResult.Loaded(Configuration configuration, var _) -> {
                    Policies policies = usable(CedarPolicies.load(configuration.policy()));
                    keepsPlace(configuration);
                    // A server that works is not lost because its secret went away.
                    refuse(configuration.missingSince(running().configuration()));
                    foundation
                            .calls()
                            .changed(
                                    "configuration-loaded",
                                    "configuration " + configuration.digest() + " policy " + policies.digest());
                    Proofs.ask(server, configuration.identity());
                    for (Map.Entry<String, String> one : anew.entrySet()) {
                        foundation.calls().changed("server-rotated", one.getKey() + one.getValue());
                    }
                    Optional<Upstreams> before = Optional.of(running().upstreams());
                    force(
                            configuration,
                            policies,
                            Backend.start(configuration, network, foundation.chance(clock), before, anew.keySet()));
                    certificate();
                    configuration.remarks().forEach(remark -> LOG.warn("{}", remark));
                    LOG.info("configuration {} is in force", configuration.digest());
                    return List.of();
                }
                case ConfigurationResult.ConfigurationFaults(List<Fault> faults, var _) -> refuse(faults);
            }
        } catch (Unable unable) {
            refuse(unable);
            return unable.reasons();
        } catch (Refused unrecorded) {
            String why = "the configuration was not changed: the trail can't record it";
            LOG.error(why);
            return List.of(why);
        }
        return List.of("the configuration was not changed");
    }

    /// A certificate that can't be used is told by the server's own log, and the old one stays.
    private void certificate() throws Refused {
        if (server.reload() instanceof TlsReload.Replaced) {
            foundation.calls().changed("certificate-replaced", "");
        }
    }

    /// What is bound once a process can't change under it.
    private void keepsPlace(Configuration next) throws Unable {
        if (!running().configuration().standsAs(next)) {
            throw new Unable(List.of(
                    "`listen`, `listen-local`, `admin`, `tls`, `trail`, `state`, `traces` and `cluster` are read at"
                            + " start only: restart to change them"));
        }
    }

    private static void refuse(List<Fault> faults) throws Unable {
        if (!faults.isEmpty()) {
            throw new Unable(faults.stream().map(Fault::toString).toList());
        }
    }

    private void refuse(Unable unable) {
        unable.reasons().forEach(reason -> LOG.error("{}", reason));
        LOG.error(
                "nothing was changed: the configuration {} stays in force",
                running().configuration().digest());
        try {
            foundation
                    .calls()
                    .changed("configuration-refused", Count.of(unable.reasons().size(), "mistake"));
        } catch (Refused unrecorded) {
            LOG.error("the trail can't record it");
        }
    }

    /// What is in force; waits for the first moment in which something is.
    Running running() {
        Running now = running.get();
        if (now != null) {
            return now;
        }
        try {
            begun.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return Objects.requireNonNull(running.get());
    }

    Foundation foundation() {
        return foundation;
    }

    InetSocketAddress address() {
        return server.address();
    }

    InetSocketAddress adminAddress() {
        return admin.address();
    }

    int calls() {
        return front.running();
    }

    /// What is in force; nothing until something is.
    Optional<Running> inForce() {
        return Optional.ofNullable(running.get());
    }

    boolean isStopping() {
        return stopping;
    }

    int connections() {
        return server.connections();
    }

    /// Waits until every server was tried, or the time is over.
    void awaitServers(Duration most) {
        Instant deadline = Instant.ofEpochMilli(InstantSource.system().millis()).plus(most);
        while (running().upstreams().status().stream()
                        .anyMatch(status -> status.state().pending())
                && InstantSource.system().instant().isBefore(deadline)) {
            pause(Duration.ofMillis(5));
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// New calls are refused, running ones get their time, the trail is closed clean.
    @Override
    public void close() {
        stopping = true;
        front.stop();
        running().premises().nodes().ifPresent(Nodes::close);
        int cut = server.stop(DRAIN);
        if (cut > 0) {
            LOG.warn("{} cut, after the time to end was over", Count.of(cut, "call"));
        }
        running().upstreams().close();
        network.close();
        traces.ifPresent(Traces::close);
        admin.close();
        try {
            foundation.close();
        } catch (IOException failed) {
            LOG.error("the trail could not be closed clean: {}", failed.getMessage());
        }
    }
}
