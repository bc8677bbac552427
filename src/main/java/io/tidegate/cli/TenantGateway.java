package io.tidegate.cli;

import io.tidegate.audit.TrailListener;
import io.tidegate.call.Refused;
import io.tidegate.catalog.KnownTools;
import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.Fault;
import io.tidegate.era.Speech;
import io.tidegate.front.HttpFront;
import io.tidegate.front.Nodes;
import io.tidegate.front.Premises;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.Problem;
import io.tidegate.upstream.Upstreams;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All that is in force for the host, or for one of its tenants, and what outlives it: keys, state, trail, servers.
/// Takes a new configuration without a break. Knows of no other tenant, so nothing of one can get to another here.
final class TenantGateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TenantGateway.class);
    static final Duration DRAIN = Duration.ofSeconds(5);

    private final String name;
    private final Shared shared;
    private final Foundation foundation;
    private final Backend.Network network;
    private final HttpFront front;
    private final Wiring assembly;
    private final AtomicReference<@Nullable Running> running = new AtomicReference<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile Runnable forced = () -> {};

    /// What is in force now.
    record Running(Configuration configuration, Deciding by, Premises premises, Upstreams upstreams) {
        String policyDigest() {
            return by.policies().digest();
        }
    }

    /// Requests that come from now on wait until something is in force.
    private TenantGateway(Shared shared, Foundation foundation, Backend.Network network, Configuration configuration) {
        this.name = Shared.name(configuration);
        this.shared = shared;
        this.foundation = foundation;
        this.network = network;
        this.front = new HttpFront(
                () -> running().premises(),
                new Speech(Gateway.VERSION),
                network.listeners(),
                shared.clock(),
                () -> ThreadLocalRandom.current().nextLong(), // names of calls: unlike each other, not secret
                configuration.limits().concurrency(),
                network.memory());
        this.assembly = new Wiring(foundation, network, shared.tracing(), shared.clock(), configuration);
    }

    /// Who is told of what its trail seals.
    @FunctionalInterface
    interface Told {
        TrailListener who() throws Unable;
    }

    /// What is there before anything is in force: its servers start meanwhile.
    record Opened(TenantGateway gateway, Backend backend) {}

    /// @throws IOException if something can't be opened; the message says what
    static Opened open(Configuration configuration, Shared shared, Told told) throws IOException, Unable {
        InstantSource clock = shared.clock();
        Foundation.Ground ground = Foundation.Ground.open(configuration, clock);
        Backend.Network network =
                Backend.Network.open(configuration, ground, shared.memory(Shared.name(configuration)), clock);
        Foundation.Chance chance = new Foundation.Chance(clock, ground.random());
        Backend backend = Backend.start(configuration, network, chance, Optional.empty(), Set.of());
        try {
            Foundation foundation = Foundation.on(ground, configuration, told.who(), clock);
            return new Opened(new TenantGateway(shared, foundation, network, configuration), backend);
        } catch (IOException | Unable | RuntimeException failed) {
            backend.upstreams().close();
            network.close();
            ground.trail().close();
            throw failed;
        }
    }

    /// Puts the first configuration in force.
    ///
    /// @throws Unable if it can't; then nothing is, and this is to be closed
    void begin(Configuration configuration, Backend backend, Loaded loading) throws Unable {
        try {
            Deciding by = Deciding.by(loading, configuration, foundation.keys(), shared.clock());
            foundation
                    .calls()
                    .changed(
                            "started",
                            of() + "configuration " + configuration.digest() + " policy "
                                    + by.policies().digest());
            versions().comes(configuration, by.policies(), Optional.empty());
            force(configuration, by, backend);
            running().premises().nodes().ifPresent(Nodes::greet);
        } catch (Refused unrecorded) {
            throw new Unable(List.of("the trail can't be written"));
        }
    }

    private PolicyVersions versions() {
        return new PolicyVersions(foundation, shared.clock());
    }

    private String of() {
        return name.equals(Shared.HOST) ? "" : "tenant " + name + " ";
    }

    /// Is told after each time that something was put in force.
    void onForce(Runnable listener) {
        forced = listener;
    }

    private void force(Configuration configuration, Deciding by, Backend next) {
        Optional<Running> before = Optional.ofNullable(running.get());
        Premises premises = assembly.assemble(configuration, by, shared.port(), next);
        next.news().onTools(servers -> fit(by.policies(), servers));
        running.set(new Running(configuration, by, premises, next.upstreams()));
        shared.shares().take(name, configuration);
        begun.countDown();
        next.upstreams().onQuarantine(new Quarantines(foundation.calls()));
        network.listeners().changed();
        // Calls that run on servers which are gone now get their time.
        before.ifPresent(old -> Thread.ofVirtual().name("retire").start(() -> {
            pause(DRAIN);
            old.upstreams().retire(next.upstreams(), next.news());
            old.by().relations().close();
        }));
        forced.run();
    }

    /// Whether policies that name tools still fit what servers have now. It is done before these tools can be called.
    private void fit(CedarPolicies policies, Map<String, KnownTools.Heard> heard) {
        policies.fit(heard).ifPresent(problems -> {
            String servers = String.join(", ", new TreeSet<>(heard.keySet()));
            if (problems.isEmpty()) {
                LOG.info("the policies fit the tools that `{}` has now", servers);
            } else {
                unfit(servers, problems);
            }
        });
    }

    private void unfit(String servers, List<Problem> problems) {
        problems.forEach(problem -> LOG.error("{}", problem));
        LOG.error(
                "the policies do not fit the tools that `{}` has now; calls of the tools that they name are refused",
                servers);
        try {
            foundation.calls().changed("policies-unfit", servers);
        } catch (Refused unrecorded) {
            LOG.error("the trail can't record it");
        }
    }

    /// Puts what was read again in force, or keeps what is and says why. Both are recorded. Returns why nothing was
    /// changed; nothing where it is in force.
    ///
    /// @param anew servers that are begun with anew, changed or not, and what the trail is to say of each
    synchronized List<String> reload(ConfigurationResult result, Map<String, String> anew) {
        try {
            switch (result) {
                case ConfigurationResult.Loaded(Configuration configuration, var _) -> {
                    Deciding by = Deciding.by(
                            PolicyLoading.again(configuration), configuration, foundation.keys(), shared.clock());
                    keepsPlace(configuration);
                    shared.shares().judge(name, configuration);
                    // A server that works is not lost because its secret went away.
                    refuse(configuration.missingSince(running().configuration()));
                    versions()
                            .comes(
                                    configuration,
                                    by.policies(),
                                    Optional.of(running().policyDigest()));
                    foundation
                            .calls()
                            .changed(
                                    "configuration-loaded",
                                    "configuration " + configuration.digest() + " policy "
                                            + by.policies().digest());
                    shared.asks(name, configuration.identity());
                    for (Map.Entry<String, String> one : anew.entrySet()) {
                        foundation.calls().changed("server-rotated", one.getKey() + one.getValue());
                    }
                    Optional<Upstreams> before = Optional.of(running().upstreams());
                    force(
                            configuration,
                            by,
                            Backend.start(
                                    configuration, network, foundation.chance(shared.clock()), before, anew.keySet()));
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
        if (name.equals(Shared.HOST) && shared.hasNewCertificate()) {
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
                    .changed("configuration-refused", Count.of(unable.reasons().size(), "mistake") + unable.where());
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

    /// What is in force; nothing until something is.
    Optional<Running> inForce() {
        return Optional.ofNullable(running.get());
    }

    String name() {
        return name;
    }

    Foundation foundation() {
        return foundation;
    }

    HttpFront front() {
        return front;
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

    /// Refuses new calls and gives running ones their time.
    void drain() {
        front.stop();
        Instant deadline = InstantSource.system().instant().plus(DRAIN);
        while (front.running() > 0 && InstantSource.system().instant().isBefore(deadline)) {
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

    /// Passes nothing more on to other nodes.
    void leave() {
        inForce().flatMap(now -> now.premises().nodes()).ifPresent(Nodes::close);
    }

    /// Whoever still calls is refused. The trail is closed clean.
    @Override
    public void close() {
        shared.shares().gone(name);
        inForce().ifPresent(now -> {
            now.upstreams().close();
            now.by().relations().close();
        });
        network.close();
        try {
            foundation.close();
        } catch (IOException failed) {
            LOG.error("the trail could not be closed clean: {}", failed.getMessage());
        }
    }
}
