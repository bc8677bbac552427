package io.tidegate.admin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidegate.audit.TrailListener;
import io.tidegate.call.ControlId;
import io.tidegate.call.Reason;
import io.tidegate.call.Ruling;
import io.tidegate.mcp.Method;
import io.tidegate.upstream.ServerState;
import io.tidegate.upstream.Upstreams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Counts and times what the trail was told, as Prometheus reads it (docs/operation.md).
///
/// Labels are methods, reasons, controls and the operator's names of servers: never an identity, a tool's name or
/// content. What was counted begins anew with the process.
public final class Metrics implements TrailListener {
    private static final String OTHER = "other";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, OfMethod> methods;
    private final OfMethod other;
    private final Map<Reason, Counter> refusals;
    private final Map<ControlId, Timer> controls;
    private final Map<String, Timer> servers = new ConcurrentHashMap<>();
    private final Timer added;
    private final MultiGauge up;
    private final MultiGauge quarantined;

    private record OfMethod(Counter released, Counter refused, Timer whole) {}

    /// @param version of this build
    public Metrics(String version) {
        this(Tags.empty());
        Gauge.builder("tidegate.build.info", () -> 1)
                .description("What runs")
                .tags("version", version, "java", Runtime.version().toString())
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        ResidentMemory resident = new ResidentMemory(Path.of("/proc/self/status"));
        Gauge.builder("process.resident.memory", resident, ResidentMemory::bytes)
                .strongReference(true)
                .baseUnit("bytes")
                .description("Memory of the process that is in RAM; nothing where the system does not tell")
                .register(registry);
    }

    /// Of one tenant: the same numbers with its name, and none of the process's.
    public static Metrics ofTenant(String name) {
        return new Metrics(Tags.of("tenant", name));
    }

    private Metrics(Tags common) {
        registry.config().commonTags(common);
        methods = Method.served().stream().collect(Collectors.toUnmodifiableMap(Function.identity(), this::ofMethod));
        other = ofMethod(OTHER);
        refusals = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            refusals.put(
                    reason,
                    Counter.builder("tidegate.refusals")
                            .description("What was refused or turned away, by reason")
                            .tag("reason", reason.code())
                            .register(registry));
        }
        controls = new EnumMap<>(ControlId.class);
        for (ControlId control : ControlId.values()) {
            controls.put(
                    control,
                    Timer.builder("tidegate.control")
                            .description("How long a control took to rule")
                            .tag("control", control.id())
                            .serviceLevelObjectives(Buckets.CONTROLS)
                            .register(registry));
        }
        added = Timer.builder("tidegate.added")
                .description("What a tool call took beside the time at its server")
                .serviceLevelObjectives(Buckets.CALLS)
                .register(registry);
        quarantined = MultiGauge.builder("tidegate.upstream.quarantined")
                .description("1 where the server is not the one that was configured")
                .register(registry);
        up = MultiGauge.builder("tidegate.upstream.up")
                .description("1 where the server is ready")
                .register(registry);
    }

    private OfMethod ofMethod(String method) {
        return new OfMethod(
                calls(method, "released"),
                calls(method, "refused"),
                Timer.builder("tidegate.call")
                        .description("From arrival to seal")
                        .tag("method", method)
                        .serviceLevelObjectives(Buckets.CALLS)
                        .register(registry));
    }

    private Counter calls(String method, String outcome) {
        return Counter.builder("tidegate.calls")
                .description("Arrivals that were sealed in the trail")
                .tags("method", method, "outcome", outcome)
                .register(registry);
    }

    /// From now on tells of the gateway's state, too. Once.
    public void watch(Vitals vitals) {
        Gauge.builder("tidegate.trail.lag.records", vitals, Vitals::trailLag)
                .strongReference(true)
                .description("Records that are not on the disk yet")
                .register(registry);
        Gauge.builder("tidegate.running.calls", vitals, Vitals::runningCalls)
                .strongReference(true)
                .description("Requests that are being answered")
                .register(registry);
        Gauge.builder("tidegate.ready", vitals, asked -> asked.obstacles().isEmpty() ? 1 : 0)
                .strongReference(true)
                .description("1 where calls are taken")
                .register(registry);
    }

    /// From now on tells of the listener, too. Once.
    void watchListener(Vitals vitals) {
        Gauge.builder("tidegate.connections", vitals, Vitals::connections)
                .strongReference(true)
                .description("Connections of clients that are open")
                .register(registry);
    }

    @Override
    public void sealed(Sealed entry) {
        OfMethod method = methods.getOrDefault(entry.method(), other);
        method.whole().record(entry.whole());
        if (entry.refused().isPresent()) {
            method.refused().increment();
            count(entry.refused().get(), 1);
        } else {
            method.released().increment();
        }
        if (entry.tool().isEmpty()) {
            return;
        }
        for (Ruling ruling : entry.rulings()) {
            Timer timer = controls.get(ruling.control());
            if (timer != null) {
                timer.record(ruling.nanos(), TimeUnit.NANOSECONDS);
            }
        }
        added.record(entry.whole().minus(entry.atServer()));
        if (entry.atServer().isPositive()) {
            servers.computeIfAbsent(server(entry.tool()), this::ofServer).record(entry.atServer());
        }
    }

    @Override
    public void turnedAway(Reason reason, long times) {
        count(reason, times);
    }

    private void count(Reason reason, long times) {
        Counter counter = refusals.get(reason);
        if (counter != null) {
            counter.increment((double) times);
        }
    }

    /// The server of `server/tool`: a name from the configuration, so there are few.
    private static String server(String tool) {
        return tool.substring(0, tool.indexOf('/'));
    }

    private Timer ofServer(String server) {
        return Timer.builder("tidegate.server")
                .description("How long a server took to answer")
                .tag("server", server)
                .serviceLevelObjectives(Buckets.CALLS)
                .register(registry);
    }

    /// All of it and of the tenants, in Prometheus' text format.
    String text(Vitals vitals) {
        List<TenantTold> tenants = vitals.tenants();
        if (tenants.isEmpty()) {
            return text(vitals.servers());
        }
        List<String> texts = new ArrayList<>();
        texts.add(text(vitals.servers()));
        tenants.forEach(one -> texts.add(one.metrics().text(one.vitals().servers())));
        return Families.together(texts);
    }

    synchronized String text(List<Upstreams.Status> states) {
        up.register(rows(states, ServerState.READY), true);
        quarantined.register(rows(states, ServerState.QUARANTINED), true);
        return registry.scrape();
    }

    private static List<MultiGauge.Row<?>> rows(List<Upstreams.Status> states, ServerState wanted) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (Upstreams.Status status : states) {
            rows.add(MultiGauge.Row.of(Tags.of("server", status.server()), status.state() == wanted ? 1 : 0));
        }
        return rows;
    }
}
