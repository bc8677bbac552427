package io.tidegate.cli;

import io.tidegate.admin.TenantTold;
import io.tidegate.call.Refused;
import io.tidegate.config.Configuration;
import io.tidegate.config.Tenant;
import io.tidegate.front.Doorway;
import io.tidegate.front.HttpFront;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which tenants does the process serve now? Those that the host's file names and whose own file can be used.
///
/// What is wrong with one keeps it alone away, at the start too: others are not to depend on what stands in its file
/// (docs/decisions/0023). It comes as soon as its file is right.
final class Tenants implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tenants.class);

    private final Shared shared;
    private final TenantGateway own;
    private final Doorway doorway;
    private final Tended.House house;
    private volatile boolean stopping;
    private volatile boolean tried;
    private volatile List<Tended> known = List.of();

    // Touched only under this object's own lock.
    private final Map<String, Tended> all = new LinkedHashMap<>();
    private Optional<Configuration> before = Optional.empty();

    Tenants(Shared shared, TenantGateway own, Doorway doorway, Observers observers) {
        this.shared = shared;
        this.own = own;
        this.doorway = doorway;
        this.house = new Tended.House(shared, () -> own.running().configuration(), observers);
    }

    /// Has those come and go that the host's file names, soon.
    void willBe() {
        soon(this::are);
    }

    private void soon(Runnable work) {
        Thread.ofVirtual().name("tenants").start(() -> {
            if (!stopping) {
                work.run();
            }
        });
    }

    /// Has those come and go that the host's file names now. Returns when each was tried.
    synchronized void are() {
        Configuration host = own.running().configuration();
        shared.divide(!host.tenants().isEmpty());
        List<Tended> gone = all.values().stream()
                .filter(one -> !host.tenants().containsValue(one.tenant()))
                .toList();
        gone.forEach(one -> all.remove(one.tenant().name()));
        lead();
        gone.forEach(this::end);
        List<Tended> stay = List.copyOf(all.values());
        host.tenants().forEach((name, tenant) -> all.computeIfAbsent(name, _ -> tended(tenant)));
        settle();
        if (before.filter(then -> !concernsTenants(then, host)).isEmpty()) {
            stay.forEach(Tended::poke);
        }
        before = Optional.of(host);
        tried = true;
    }

    /// Whether their configurations are others because the host's is.
    private static boolean concernsTenants(Configuration before, Configuration now) {
        return !before.publicUrl().equals(now.publicUrl())
                || !before.allowedHosts().equals(now.allowedHosts());
    }

    private Tended tended(Tenant tenant) {
        List<Tended> made = new ArrayList<>();
        LogTenant.doing(tenant.name(), () -> made.add(new Tended(tenant, house, () -> soon(this::settle))));
        return made.getFirst();
    }

    /// Tries those that are not in force.
    private synchronized void settle() {
        Map<String, Configuration> configurations = new LinkedHashMap<>();
        configurations.put(Shared.HOST, own.running().configuration());
        all.forEach((name, one) -> one.configuration().ifPresent(its -> configurations.put(name, its)));
        Map<String, String> troubles = TenantPlaces.troubles(configurations);
        for (Tended one : all.values()) {
            if (one.gateway().isEmpty() && !stopping) {
                String name = one.tenant().name();
                LogTenant.doing(name, () -> {
                    if (troubles.containsKey(name)) {
                        one.refuse(List.of(troubles.get(name)));
                    } else {
                        one.start();
                    }
                });
                record(one.gateway().isPresent() ? "tenant-started" : "tenant-not-started", name);
            }
        }
        lead();
    }

    private void record(String what, String name) {
        try {
            own.foundation().calls().changed(what, name);
        } catch (Refused unrecorded) {
            LOG.error("{} {} can't be recorded: the trail is over", what, name);
        }
    }

    /// From the next request on, those are reached that are in force.
    private void lead() {
        Map<String, HttpFront> byName = new HashMap<>();
        Map<String, String> byHost = new HashMap<>();
        for (Tended one : all.values()) {
            one.gateway().ifPresent(gateway -> byName.put(one.tenant().name(), gateway.front()));
            one.tenant().host().ifPresent(host -> byHost.put(host, one.tenant().name()));
        }
        known = List.copyOf(all.values());
        doorway.lead(new Doorway.Doors(byName, byHost));
    }

    private void end(Tended one) {
        LogTenant.doing(one.tenant().name(), () -> {
            one.gateway().ifPresent(TenantGateway::drain);
            one.close();
        });
        record("tenant-ended", one.tenant().name());
        LOG.info("tenant {} is gone", one.tenant().name());
    }

    /// Has the files of all read again.
    void poke() {
        known.forEach(Tended::poke);
    }

    /// How each is, in the order of the host's file.
    List<TenantTold> told() {
        return known.stream()
                .map(one -> new TenantTold(one.tenant().name(), one.vitals(), one.metrics()))
                .toList();
    }

    /// One that is in force.
    Optional<TenantGateway> gateway(String name) {
        return known.stream()
                .filter(one -> one.tenant().name().equals(name))
                .findFirst()
                .flatMap(Tended::gateway);
    }

    /// Whether each was tried that the host's file named at the start.
    boolean areTried() {
        return tried;
    }

    /// Requests that are being answered.
    int calls() {
        return known.stream()
                .flatMap(one -> one.gateway().stream())
                .mapToInt(gateway -> gateway.front().running())
                .sum();
    }

    void awaitServers(Duration most) {
        known.forEach(one -> one.gateway().ifPresent(gateway -> gateway.awaitServers(most)));
    }

    /// New calls are refused.
    void stop() {
        stopping = true;
        known.forEach(one -> one.gateway().ifPresent(gateway -> gateway.front().stop()));
    }

    @Override
    public synchronized void close() {
        stopping = true;
        all.values().forEach(one -> LogTenant.doing(one.tenant().name(), one::close));
        all.clear();
    }
}
