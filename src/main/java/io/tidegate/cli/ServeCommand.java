package io.tidegate.cli;

import io.tidegate.call.Refused;
import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.ConfigurationWatch;
import io.tidegate.config.Fault;
import io.tidegate.mcp.Offering;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.secret.SecretManagers;
import io.tidegate.upstream.Upstreams;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tidegate serve`: the gateway, until it is told to stop.
@Command(name = "serve", description = "Run the gateway, with CONFIG, or ./tidegate.yaml, or the bundled example.")
public final class ServeCommand implements Callable<Integer> {
    // The line that says `ready` waits for servers no longer than this after the start.
    private static final Duration SERVERS_GET = Duration.ofMillis(750);

    @ArgGroup
    private Where where = new Where();

    /// One of both.
    private static final class Where {
        @Parameters(arity = "0..1", paramLabel = "CONFIG", description = "configuration file")
        private Optional<Path> named = Optional.empty();

        @Option(names = "--config", paramLabel = "FILE", description = "the same, as other verbs take it")
        private Optional<Path> option = Optional.empty();
    }

    /// Whether these arguments hold nothing but the verb and perhaps a file. Then they need not be described to be
    /// understood, which would take a tenth of the start.
    static boolean isPlain(String... arguments) {
        boolean serves = arguments.length > 0 && arguments[0].equals("serve");
        boolean file = arguments.length == 2 && !arguments[1].isEmpty() && "-@".indexOf(arguments[1].charAt(0)) < 0;
        return serves && (arguments.length == 1 || file);
    }

    /// As the description of the verb would have it run, with arguments that are plain.
    static int run(String... arguments) {
        ServeCommand command = new ServeCommand();
        command.where.named = arguments.length == 2 ? Optional.of(Path.of(arguments[1])) : Optional.empty();
        try {
            return command.call();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Exit.COULD_NOT_RUN;
        } catch (IOException | RuntimeException failed) {
            System.err.println("tidegate: " + Verbs.words(failed));
            return Exit.COULD_NOT_RUN;
        }
    }

    private final SecretManagers managers = new SecretManagers(InstantSource.system());

    /// INVARIANT: no frame that waits here has a configuration. It would hold secrets in memory that were replaced long
    /// ago.
    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<CountDownLatch> stopped = begun();
        if (stopped.isEmpty()) {
            return Exit.COULD_NOT_RUN;
        }
        stopped.get().await();
        return Exit.DONE;
    }

    private Optional<CountDownLatch> begun() throws IOException, InterruptedException {
        Beside.start("cedar", () -> {
            CedarPolicies.prepare();
            return true;
        });
        Path file = ConfigurationChoice.file(where.named.or(() -> where.option));
        ConfigurationResult result = ConfigurationChoice.load(file, managers);
        return switch (result) {
            case ConfigurationResult.ConfigurationFaults(List<Fault> faults, var _) -> {
                faults.forEach(fault -> System.err.println(Program.typed(fault.toString())));
                yield Optional.empty();
            }
            case ConfigurationResult.Loaded loaded -> serving(loaded, file);
        };
    }

    /// What opens when it has stopped; nothing where it could not begin.
    private Optional<CountDownLatch> serving(ConfigurationResult.Loaded loaded, Path file) throws InterruptedException {
        LogSetup.as(loaded.configuration().log());
        loaded.configuration()
                .missing()
                .forEach(fault -> System.err.println(fault + "; the server is left out until it is there"));
        loaded.configuration().remarks().forEach(remark -> System.err.println(Program.typed(remark.toString())));
        Gateway gateway;
        try {
            gateway = Gateway.start(
                    loaded.configuration(), new Observers(List.of(new RefusalLog())), InstantSource.system());
        } catch (Unable unable) {
            unable.reasons().forEach(reason -> System.err.println(Program.typed(reason)));
            return Optional.empty();
        }
        managers.settle(true);
        OperatorChanges operators;
        try {
            operators = OperatorChanges.start(gateway.foundation());
        } catch (Refused unrecorded) {
            System.err.println("the trail can't be written");
            gateway.close();
            return Optional.empty();
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Rotations rotations =
                new Rotations(gateway.own(), managers, Foundation.rotationsFolder(loaded.configuration()));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            rotations.close();
            operators.close();
            gateway.close();
            stopped.countDown();
        }));
        ConfigurationWatch watch = ConfigurationWatch.start(
                loaded,
                () -> rotations.read(() -> ConfigurationChoice.load(file, managers)),
                managers::changed,
                next -> managers.settle(rotations.apply(next)));
        rotations.start(watch::poke);
        Hangup.listen(() -> {
            watch.poke();
            gateway.tenants().poke();
        });
        gateway.awaitServers(SERVERS_GET.minusMillis(uptimeMillis()));
        System.err.println(readyLine(gateway, loaded.configuration()));
        return Optional.of(stopped);
    }

    /// Where it listens, what it serves, by which policy, where the trail is, and how long it took to start.
    static String readyLine(Gateway gateway, Configuration configuration) {
        TenantGateway.Running running = gateway.running();
        String scheme = configuration.tls().isPresent() ? "https" : "http";
        String servers = running.upstreams().status().stream()
                .map(status -> server(status, running))
                .collect(Collectors.joining(", "));
        String tenants = gateway.tenants().told().stream()
                .map(one -> one.name() + (one.vitals().obstacles().isEmpty() ? "" : " (not served)"))
                .collect(Collectors.joining(", "));
        return "ready %s://%s:%d/mcp  admin http://%s:%d  servers: %s  policy %s  trail %s%s  %.2f s"
                .formatted(
                        scheme,
                        configuration.listen().host(),
                        gateway.address().getPort(),
                        configuration.adminListen().host(),
                        gateway.adminAddress().getPort(),
                        servers.isEmpty() ? "none" : servers,
                        running.policyDigest().substring(0, 8),
                        configuration.trail().directory(),
                        tenants.isEmpty() ? "" : "  tenants: " + tenants,
                        uptimeMillis() / 1000.0);
    }

    private static long uptimeMillis() {
        return ManagementFactory.getRuntimeMXBean().getUptime();
    }

    private static String server(Upstreams.Status status, TenantGateway.Running running) {
        if (!status.trouble().isEmpty()) {
            return status.server() + " (" + status.state().id() + ": " + status.trouble() + ")";
        }
        String tools = running.premises()
                .catalog()
                .of(status.server())
                .map(offers -> Count.of(offers.of(Offering.TOOL).size(), "tool"))
                .orElse(status.state().id());
        return status.server() + " (" + tools + ")";
    }
}
