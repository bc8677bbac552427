package io.tidegate.cli;

import io.tidegate.cli.Checkup.Result;
import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.Fault;
import io.tidegate.config.SecretUses;
import io.tidegate.http.ClientSettings;
import io.tidegate.http.HttpClient;
import io.tidegate.secret.SecretManagers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tidegate doctor`: would a gateway with this configuration work here? Each line says what to do where it would not.
@Command(name = "doctor", description = "Check configuration, policy, servers, keys, clock, disk and ports.")
public final class DoctorCommand implements Callable<Integer> {
    private static final int JAVA_LEAST = 25;

    @Parameters(arity = "0..1", paramLabel = "CONFIG", description = "configuration file")
    private Optional<Path> named = Optional.empty();

    @Option(names = "--tenant", paramLabel = "NAME", description = "one of its tenants; by default the host itself")
    private Optional<String> tenant = Optional.empty();

    @Option(names = "--json", description = "Say the same as JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private final Report report = new Report(
            "checks", new Report.Column("level", 6), new Report.Column("what", 22), new Report.Column("text", 0));
    private int warnings;
    private int failures;

    @Override
    public Integer call() throws IOException {
        tell(java());
        Path file = ConfigurationChoice.file(named);
        ConfigurationResult read;
        try (SecretManagers managers = new SecretManagers(InstantSource.system())) {
            read = ConfigurationChoice.load(file, tenant, managers);
        }
        switch (read) {
            case ConfigurationResult.ConfigurationFaults(List<Fault> faults, var _) -> {
                faults.forEach(fault -> tell(Result.fail("configuration", fault.toString(), "")));
                tell(Result.warn("the rest", "was not looked at: it needs a configuration", "correct it first"));
            }
            case ConfigurationResult.Loaded(Configuration configuration, var _) -> all(configuration);
        }
        String summary = failures + " failed, " + warnings + " to look at";
        say(report.end("summary", failures + warnings == 0 ? "all is well" : summary));
        if (json) {
            spec.commandLine().getOut().print(report.json());
            spec.commandLine().getOut().flush();
        }
        return failures == 0 ? Exit.DONE : Exit.FINDINGS;
    }

    private void all(Configuration configuration) throws IOException {
        InstantSource clock = InstantSource.system();
        tell(Result.ok("configuration", configuration.file() + ", digest " + configuration.digest()));
        configuration.remarks().forEach(remark -> tell(Result.warn("configuration", remark.toString(), "")));
        Checkup checkup = new Checkup(configuration, clock);
        checkup.policy().forEach(this::tell);
        checkup.relations().forEach(this::tell);
        tell(checkup.keys());
        checkup.ownData().ifPresent(this::tell);
        tell(checkup.clock());
        checkup.disk().forEach(this::tell);
        if (!configuration.isTenants()) {
            checkup.ports().forEach(this::tell);
            tenants(configuration);
        }
        tell(checkup.stops());
        try (HttpClient client = new HttpClient(ClientSettings.standard());
                Scratch scratch = Scratch.open(configuration, clock)) {
            Reachability reachability = new Reachability(configuration, client, scratch, clock);
            reachability.provider().forEach(this::tell);
            reachability.servers().forEach(this::tell);
        }
    }

    /// Whether each could be served; what it needs beside that, `--tenant` looks at.
    private void tenants(Configuration host) throws IOException {
        Map<String, Configuration> configurations = new LinkedHashMap<>();
        configurations.put(Shared.HOST, host);
        for (String name : host.tenants().keySet()) {
            switch (ConfigurationChoice.load(host.file(), Optional.of(name), SecretManagers.unasked())) {
                case ConfigurationResult.ConfigurationFaults(List<Fault> faults, var _) ->
                    faults.forEach(fault -> tell(Result.fail(
                            "tenant " + name, fault.toString(), "it is not served until that is corrected")));
                case ConfigurationResult.Loaded(Configuration configuration, var _) ->
                    configurations.put(name, configuration);
            }
        }
        secrets(configurations);
        Map<String, String> troubles = TenantPlaces.troubles(configurations);
        configurations.keySet().stream()
                .filter(name -> !name.equals(Shared.HOST))
                .map(name -> troubles.containsKey(name)
                        ? Result.fail("tenant " + name, troubles.getOrDefault(name, ""), "it is not served so")
                        : Result.ok(
                                "tenant " + name,
                                "its file can be read; `tidegate doctor --tenant " + name + "` looks at the rest"))
                .forEach(this::tell);
    }

    private void secrets(Map<String, Configuration> all) {
        Map<String, Configuration> before = new LinkedHashMap<>();
        all.forEach((name, configuration) -> {
            for (Fault fault : SecretUses.beside(name, configuration, before)) {
                String what = "tenant " + name;
                tell(
                        fault.kind() == Fault.Kind.WRONG
                                ? Result.fail(what, fault.toString(), "it is not served so")
                                : Result.warn(what, fault.toString(), ""));
            }
            before.put(name, configuration);
        });
    }

    private static Result java() {
        Runtime.Version version = Runtime.version();
        return version.feature() >= JAVA_LEAST
                ? Result.ok("java", version + ", " + System.getProperty("java.vendor"))
                : Result.fail("java", version.toString(), "Tidegate needs " + JAVA_LEAST + " or newer");
    }

    private void tell(Result result) {
        switch (result.level()) {
            case OK -> {}
            case WARN -> warnings++;
            case FAIL -> failures++;
        }
        String now = result.now().isEmpty() ? "" : "; " + result.now();
        say(report.line(result.level().word(), result.what(), Program.typed(result.text() + now)));
    }

    private void say(String line) {
        if (!json) {
            spec.commandLine().getOut().println(line);
            spec.commandLine().getOut().flush();
        }
    }
}
