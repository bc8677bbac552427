package io.tidegate.cli;

import io.tidegate.admin.Metrics;
import io.tidegate.admin.Vitals;
import io.tidegate.call.Refused;
import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationFile;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.ConfigurationWatch;
import io.tidegate.config.Fault;
import io.tidegate.config.Tenant;
import io.tidegate.secret.SecretManagers;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One tenant that the host's file names: its gateway, as soon as its own file can be used, and what looks after that:
/// the watch over its files, rotations, what operators change.
final class Tended implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tended.class);

    private final Tenant tenant;
    private final Shared shared;
    private final Supplier<Configuration> host;
    private final Runnable readable;
    private final Metrics metrics;
    private final Observers observers;
    private final SecretManagers managers;
    private ConfigurationWatch watch;
    private volatile ConfigurationResult read;
    private volatile Optional<Alive> alive = Optional.empty();
    private volatile List<String> troubles = List.of("starting");

    /// What there is while it is in force.
    private record Alive(TenantGateway gateway, Rotations rotations, OperatorChanges operators) {}

    /// What is in force for the process, and who listens to what the trails seal.
    ///
    /// @param host what is in force for the host
    record House(Shared shared, Supplier<Configuration> host, Observers observers) {}

    /// Reads its file, and watches it from now on.
    ///
    /// @param readable told when it was read anew while it is not in force
    Tended(Tenant tenant, House house, Runnable readable) {
        this.tenant = tenant;
        this.shared = house.shared();
        this.host = house.host();
        this.readable = readable;
        this.metrics = Metrics.ofTenant(tenant.name());
        this.managers = new SecretManagers(shared.clock());
        this.observers = new Observers(List.of(metrics, house.observers()));
        this.read = fromFile();
        this.watch = ConfigurationWatch.start(read, this::load, managers::changed, this::changed);
        metrics.watch(new WatchedTenant(this));
    }

    Tenant tenant() {
        return tenant;
    }

    private ConfigurationResult fromFile() {
        return ConfigurationFile.load(tenant, host.get(), ConfigurationChoice.environment(System.getenv(), managers));
    }

    private ConfigurationResult load() {
        Optional<Alive> now = alive;
        return now.isPresent() ? now.get().rotations().read(this::fromFile) : fromFile();
    }

    private void changed(ConfigurationResult next) {
        Optional<Alive> now = alive;
        if (now.isPresent()) {
            managers.settle(now.get().rotations().apply(next));
        } else {
            read = next;
            readable.run();
        }
    }

    /// Has its file read again now.
    void poke() {
        watch.poke();
    }

    /// What is in force, or would be: nothing where its file can't be used.
    Optional<Configuration> configuration() {
        Optional<Alive> now = alive;
        if (now.isPresent()) {
            return Optional.of(now.get().gateway().running().configuration());
        }
        return switch (read) {
            case ConfigurationResult.Loaded(Configuration configuration, var _) -> Optional.of(configuration);
            case ConfigurationResult.ConfigurationFaults _ -> Optional.empty();
        };
    }

    /// It can't be in force, and this is why.
    void refuse(List<String> why) {
        troubles = why;
        why.forEach(trouble -> LOG.error("tenant {} is not served: {}", tenant.name(), trouble));
    }

    /// Puts what was read in force, or says why it can't.
    @SuppressWarnings("ReferenceEquality") // whether it is the very one that was read then
    void start() {
        ConfigurationResult now = read;
        start(now);
        if (read != now) {
            poke(); // it changed meanwhile
        }
    }

    private void start(ConfigurationResult result) {
        switch (result) {
            case ConfigurationResult.ConfigurationFaults(List<Fault> faults, var _) ->
                refuse(faults.stream().map(Fault::toString).toList());
            case ConfigurationResult.Loaded(Configuration configuration, var _) -> {
                try {
                    alive = Optional.of(begun(configuration));
                    troubles = List.of();
                    managers.settle(true);
                    configuration.missing().forEach(fault -> LOG.warn("{}; the server is left out", fault));
                    configuration.remarks().forEach(remark -> LOG.warn("{}", remark));
                } catch (Unable unable) {
                    refuse(unable.reasons());
                }
            }
        }
    }

    private Alive begun(Configuration configuration) throws Unable {
        shared.shares().judge(tenant.name(), configuration);
        TenantGateway.Opened opened;
        try {
            opened = TenantGateway.open(configuration, shared, () -> observers);
        } catch (IOException failed) {
            throw new Unable(List.of(String.valueOf(failed.getMessage())));
        }
        TenantGateway gateway = opened.gateway();
        try {
            shared.asks(tenant.name(), configuration.identity());
            gateway.begin(configuration, opened.backend(), PolicyLoading.again(configuration));
            OperatorChanges operators = OperatorChanges.start(gateway.foundation());
            Rotations rotations = new Rotations(gateway, managers, Foundation.rotationsFolder(configuration));
            rotations.start(this::poke);
            return new Alive(gateway, rotations, operators);
        } catch (Refused unrecorded) {
            end(opened);
            throw new Unable(List.of("the trail can't be written"));
        } catch (Unable | RuntimeException failed) {
            end(opened);
            throw failed;
        }
    }

    private void end(TenantGateway.Opened opened) {
        opened.backend().upstreams().close();
        opened.gateway().close();
        unasked();
    }

    private void unasked() {
        try {
            shared.gone(tenant.name());
        } catch (IOException kept) {
            LOG.warn("clients are still asked for certificates of a tenant that is gone: {}", kept.getMessage());
        }
    }

    /// Its gateway, while it is in force.
    Optional<TenantGateway> gateway() {
        return alive.map(Alive::gateway);
    }

    /// Why it is not in force; empty where it is.
    List<String> troubles() {
        return troubles;
    }

    Metrics metrics() {
        return metrics;
    }

    Vitals vitals() {
        return new WatchedTenant(this);
    }

    /// Ends it. Whoever still calls it is cut: see [TenantGateway#drain].
    @Override
    public void close() {
        watch.close();
        Optional<Alive> last = alive;
        if (last.isPresent()) {
            last.get().rotations().close();
            last.get().operators().close();
            last.get().gateway().close();
            unasked();
        }
        managers.close();
    }
}
