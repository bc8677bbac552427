package io.tidegate.cli;

import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationFile;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.Environment;
import io.tidegate.config.Fault;
import io.tidegate.config.Tenant;
import io.tidegate.detect.DataType;
import io.tidegate.detect.SecretKinds;
import io.tidegate.secret.SecretManagers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which configuration does a verb work with? The one that is named, else `tidegate.yaml` here, else the example.
final class ConfigurationChoice {
    static final String USUAL_NAME = "tidegate.yaml";

    private ConfigurationChoice() {}

    /// @throws IOException if the example can't be written
    static Path file(Optional<Path> named) throws IOException {
        if (named.isPresent()) {
            return named.get();
        }
        Path here = Path.of(USUAL_NAME);
        return Files.exists(here) ? here : Example.write(Path.of(".tidegate", "example"));
    }

    /// The folder with keys and state of the gateway that has this configuration, or of one of its tenants.
    ///
    /// @throws IOException with the first mistake, if the configuration can't be read
    static Path state(Optional<Path> named, Optional<String> tenant) throws IOException {
        return switch (load(named, tenant)) {
            case ConfigurationResult.Loaded(Configuration configuration, var _) -> configuration.state();
            case ConfigurationResult.ConfigurationFaults(List<Fault> faults, var _) ->
                throw new IOException(faults.getFirst().toString());
        };
    }

    /// Reads it, or that of one of its tenants, without asking secrets managers.
    ///
    /// @throws IOException if there is no such tenant
    static ConfigurationResult load(Optional<Path> named, Optional<String> tenant) throws IOException {
        return load(file(named), tenant, SecretManagers.unasked());
    }

    /// @throws IOException if there is no such tenant
    static ConfigurationResult load(Path file, Optional<String> tenant, SecretManagers managers) throws IOException {
        ConfigurationResult host = load(file, managers);
        return tenant.isPresent() && host instanceof ConfigurationResult.Loaded(Configuration configuration, var _)
                ? ofTenant(configuration, tenant.get(), managers)
                : host;
    }

    private static ConfigurationResult ofTenant(Configuration host, String name, SecretManagers managers)
            throws IOException {
        Tenant tenant = host.tenants().get(name);
        if (tenant == null) {
            throw new IOException("no tenant `" + Report.printable(name) + "` is configured in `" + host.file() + "`"
                    + (host.tenants().isEmpty()
                            ? ""
                            : "; there are: " + String.join(", ", host.tenants().keySet())));
        }
        return ConfigurationFile.load(tenant, host, environment(System.getenv(), managers));
    }

    /// Reads it without asking secrets managers.
    static ConfigurationResult load(Path file) {
        return load(file, SecretManagers.unasked());
    }

    static ConfigurationResult load(Path file, SecretManagers managers) {
        return ConfigurationFile.load(file, environment(System.getenv(), managers));
    }

    static Environment environment(Map<String, String> variables, SecretManagers managers) {
        return new Environment(
                variables,
                DataType.builtIn(),
                managers,
                Optional.of(LocalDate.ofInstant(InstantSource.system().instant(), ZoneOffset.UTC)),
                SecretKinds.byType());
    }
}
