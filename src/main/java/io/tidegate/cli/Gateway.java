package io.tidegate.cli;

import io.tidegate.admin.AdminServer;
import io.tidegate.admin.Metrics;
import io.tidegate.admin.Traces;
import io.tidegate.admin.Vitals;
import io.tidegate.call.Refused;
import io.tidegate.call.Tracing;
import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.Endpoint;
import io.tidegate.config.Fault;
import io.tidegate.era.Speech;
import io.tidegate.front.HttpFront;
import io.tidegate.front.Listeners;
import io.tidegate.front.Premises;
import io.tidegate.http.ClientSettings;
import io.tidegate.http.HttpClient;
import io.tidegate.http.HttpServer;
import io.tidegate.http.ServerLimits;
import io.tidegate.http.ServerSettings;
import io.tidegate.http.TlsReload;
import io.tidegate.http.TlsSettings;
import io.tidegate.identity.HttpJwksSource;
import io.tidegate.limit.MessageMemory;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.Policies;
import io.tidegate.policy.Problem;
import io.tidegate.upstream.Upstreams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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
    private final HttpClient client;
    private final HttpJwksSource jwks;
    private final Listeners listeners;
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

    /// Why it can't start or take a configuration; one line each, for people.
    static final class Unable extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient List<String> reasons;

        Unable(List<String> reasons) {
            super(String.join("\n", reasons));
            this.reasons = List.copyOf(reasons);
        }

        List<String> reasons() {
            return reasons;
        }
    }

    private Gateway(
            Foundation foundation, Metrics metrics, Configuration configuration, Policies policies, InstantSource clock)
            throws IOException {
        this.foundation = foundation;
        this.client = new HttpClient(ClientSettings.standard());
        this.jwks = new HttpJwksSource();
        this.listeners = new Listeners(configuration.limits().sessions());
        MessageMemory memory = new MessageMemory(Runtime.getRuntime().maxMemory());
        this.front = new HttpFront(
                () -> running().premises(),
                new Speech(VERSION),
                listeners,
                clock,
                () -> ThreadLocalRandom.current().nextLong(), // names of calls: unlike each other, not secret
                configuration.limits().concurrency(),
                memory);
        MalformedHttp malformed = new MalformedHttp(foundation.calls(), clock, foundation.random());
        this.server = new HttpServer(settings(configuration).withEvents(malformed), front);
        this.traces = configuration.traces().map(where -> Traces.to(where.endpoint(), VERSION));
        Tracing tracing = traces.isPresent() ? traces.get() : Tracing.OFF;
        this.assembly = new Wiring(foundation, new Wiring.Network(client, jwks, memory), listeners, tracing, clock);
        serve(configuration);
        this.admin = admin(configuration, metrics);
        force(configuration, policies);
    }

    private AdminServer admin(Configuration configuration, Metrics metrics) throws IOException {
        InetSocketAddress bind = new InetSocketAddress(
                configuration.adminListen().host(), configuration.adminListen().port());
        try {
            return AdminServer.start(bind, new Watched(), metrics);
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
    }

    private static String unusable(String key, Endpoint where, IOException why) {
        return "can't listen on `%s`: %s; change `%s` or end what listens there"
                .formatted(where, String.valueOf(why.getMessage()).toLowerCase(Locale.ROOT), key);
    }

    /// @throws Unable if something in the configuration, the disk or the network stands in the way
    static Gateway start(Configuration configuration, Observers observers, InstantSource clock) throws Unable {
        // Cedar takes as long to load as all the rest together, so it loads beside it.
        FutureTask<Loaded> loading = new FutureTask<>(() -> CedarPolicies.load(configuration.policy()));
        Thread.ofPlatform().daemon().name("policies").start(loading);
        try {
            Metrics metrics = new Metrics(VERSION);
            Foundation foundation = Foundation.open(configuration, new Observers(List.of(metrics, observers)), clock);
            try {
                Policies policies = policies(loading);
                Gateway gateway = new Gateway(foundation, metrics, configuration, policies, clock);
                foundation
                        .calls()
                        .changed("started", "configuration " + configuration.digest() + " policy " + policies.digest());
                return gateway;
            } catch (IOException | Refused | Unable | RuntimeException failed) {
                foundation.close();
                throw failed;
            }
        } catch (IOException failed) {
            throw new Unable(List.of(String.valueOf(failed.getMessage())));
        } catch (Refused unrecorded) {
            throw new Unable(List.of("the trail can't be written"));
        }
    }

    private static Policies policies(FutureTask<Loaded> loading) throws Unable {
        try {
            return usable(loading.get());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Unable(List.of("stopped while starting"));
        } catch (ExecutionException failed) {
            throw new Unable(List.of("the policies can't be loaded: " + failed.getCause()));
        }
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

    private void force(Configuration configuration, Policies policies) {
        Optional<Running> before = Optional.ofNullable(running.get());
        Wiring.Assembled next =
                assembly.assemble(configuration, policies, server.address().getPort(), before.map(Running::upstreams));
        running.set(new Running(configuration, policies.digest(), next.premises(), next.upstreams()));
        begun.countDown();
        listeners.changed();
        // Calls that run on servers which are gone now get their time.
        before.ifPresent(old -> Thread.ofVirtual().name("retire").start(() -> {
            pause(DRAIN);
            old.upstreams().retire(next.upstreams());
        }));
    }

    /// Puts what was read again in force, or keeps what is and says why. Both are recorded.
    synchronized void reload(ConfigurationResult result) {
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
                    force(configuration, policies);
                    certificate();
                    LOG.info("configuration {} is in force", configuration.digest());
                }
                case ConfigurationResult.ConfigurationFaults(List<Fault> faults, var _) -> refuse(faults);
            }
        } catch (Unable unable) {
            refuse(unable);
        } catch (Refused unrecorded) {
            LOG.error("the configuration was not changed: the trail can't record it");
        }
    }

    /// A certificate that can't be used is told by the server's own log, and the old one stays.
    private void certificate() throws Refused {
        if (server.reload() instanceof TlsReload.Replaced) {
            foundation.calls().changed("certificate-replaced", "");
        }
    }

    /// What is bound once a process can't change under it.
    private void keepsPlace(Configuration next) throws Unable {
        Configuration now = running().configuration();
        boolean same = now.listen().equals(next.listen())
                && now.adminListen().equals(next.adminListen())
                && now.tls().equals(next.tls())
                && now.trail().equals(next.trail())
                && now.state().equals(next.state())
                && now.traces().equals(next.traces());
        if (!same) {
            throw new Unable(List.of(
                    "`listen`, `admin`, `tls`, `trail`, `state` and `traces` are read at start only: restart to change"
                            + " them"));
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
            foundation.calls().changed("configuration-refused", unable.reasons().size() + " mistakes");
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

    /// What the admin listener is told.
    private final class Watched implements Vitals {
        @Override
        public List<String> obstacles() {
            List<String> obstacles = new ArrayList<>();
            if (running.get() == null) {
                obstacles.add("starting");
            }
            if (stopping) {
                obstacles.add("stopping");
            }
            if (!foundation.trail().writable()) {
                obstacles.add("the trail can't be written, so no call is let through: check the disk");
            }
            return obstacles;
        }

        @Override
        public List<Upstreams.Status> servers() {
            return inForce().map(now -> now.upstreams().status()).orElse(List.of());
        }

        @Override
        public String configuration() {
            return inForce().map(now -> now.configuration().digest()).orElse("");
        }

        @Override
        public String policy() {
            return inForce().map(Running::policyDigest).orElse("");
        }

        @Override
        public long trailLag() {
            return foundation.trail().lag();
        }

        @Override
        public int runningCalls() {
            return front.running();
        }

        @Override
        public int connections() {
            return server.connections();
        }

        private Optional<Running> inForce() {
            return Optional.ofNullable(running.get());
        }
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
        int cut = server.stop(DRAIN);
        if (cut > 0) {
            LOG.warn("{} calls did not end in time and were cut", cut);
        }
        running().upstreams().close();
        client.close();
        jwks.close();
        traces.ifPresent(Traces::close);
        admin.close();
        try {
            foundation.close();
        } catch (IOException failed) {
            LOG.error("the trail could not be closed clean: {}", failed.getMessage());
        }
    }
}
