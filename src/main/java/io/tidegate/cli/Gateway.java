package io.tidegate.cli;

import io.tidegate.call.Refused;
import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationResult;
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
import io.tidegate.http.TlsSettings;
import io.tidegate.identity.HttpJwksSource;
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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
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
    private final Wiring assembly;
    private final AtomicReference<@Nullable Running> running = new AtomicReference<>();
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
            Foundation foundation,
            HttpClient client,
            Configuration configuration,
            Policies policies,
            InstantSource clock)
            throws IOException {
        this.foundation = foundation;
        this.client = client;
        this.jwks = new HttpJwksSource();
        this.listeners = new Listeners(configuration.limits().sessions());
        this.front = new HttpFront(
                () -> running().premises(),
                new Speech(VERSION),
                listeners,
                clock,
                foundation.random(),
                configuration.limits().concurrency());
        this.server = new HttpServer(settings(configuration), front);
        this.assembly = new Wiring(foundation, client, jwks, listeners, clock);
        server.start();
        force(configuration, policies);
    }

    /// @throws Unable if something in the configuration, the disk or the network stands in the way
    static Gateway start(Configuration configuration, Observers observers, InstantSource clock) throws Unable {
        Policies policies = policies(configuration);
        try {
            Foundation foundation = Foundation.open(configuration, observers, clock);
            try {
                HttpClient client = new HttpClient(ClientSettings.standard());
                Gateway gateway = new Gateway(foundation, client, configuration, policies, clock);
                foundation
                        .calls()
                        .changed("started", "configuration " + configuration.digest() + " policy " + policies.digest());
                return gateway;
            } catch (IOException | Refused | RuntimeException failed) {
                foundation.close();
                throw failed;
            }
        } catch (IOException failed) {
            throw new Unable(List.of(String.valueOf(failed.getMessage())));
        } catch (Refused unrecorded) {
            throw new Unable(List.of("the trail can't be written"));
        }
    }

    private static Policies policies(Configuration configuration) throws Unable {
        return switch (CedarPolicies.load(configuration.policy())) {
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
        listeners.toolsChanged();
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
                    Policies policies = policies(configuration);
                    keepsPlace(configuration);
                    foundation
                            .calls()
                            .changed(
                                    "configuration-loaded",
                                    "configuration " + configuration.digest() + " policy " + policies.digest());
                    force(configuration, policies);
                    LOG.info("configuration {} is in force", configuration.digest());
                }
                case ConfigurationResult.ConfigurationFaults(List<Fault> faults, var _) ->
                    throw new Unable(faults.stream().map(Fault::toString).toList());
            }
        } catch (Unable unable) {
            refuse(unable);
        } catch (Refused unrecorded) {
            LOG.error("the configuration was not changed: the trail can't record it");
        }
    }

    /// What is bound once a process can't change under it.
    private void keepsPlace(Configuration next) throws Unable {
        Configuration now = running().configuration();
        boolean same = now.listen().equals(next.listen())
                && now.adminListen().equals(next.adminListen())
                && now.tls().equals(next.tls())
                && now.trail().equals(next.trail())
                && now.state().equals(next.state());
        if (!same) {
            throw new Unable(List.of(
                    "`listen`, `admin`, `tls`, `trail` and `state` are read at start only: restart to change them"));
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

    int calls() {
        return front.running();
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
        front.stop();
        int cut = server.stop(DRAIN);
        if (cut > 0) {
            LOG.warn("{} calls did not end in time and were cut", cut);
        }
        running().upstreams().close();
        client.close();
        jwks.close();
        try {
            foundation.close();
        } catch (IOException failed) {
            LOG.error("the trail could not be closed clean: {}", failed.getMessage());
        }
    }
}
