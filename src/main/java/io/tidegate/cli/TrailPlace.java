package io.tidegate.cli;

import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.crypto.KeyRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/// Which trail does a verb read, and where are its keys? That of the configuration, or a folder that is named.
final class TrailPlace {
    @Option(names = "--config", paramLabel = "FILE", description = "configuration file; by default ./tidegate.yaml")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--tenant", paramLabel = "NAME", description = "one of its tenants; by default the host itself")
    private Optional<String> tenant = Optional.empty();

    @Option(names = "--directory", paramLabel = "DIR", description = "the trail's folder itself, for instance a copy")
    private Optional<Path> directory = Optional.empty();

    @Option(names = "--json", description = "Say the same as JSON.")
    private boolean json;

    boolean json() {
        return json;
    }

    /// The folder with the segments.
    ///
    /// @throws IOException if there is no trail, or the configuration that should name it can't be read
    Path directory() throws IOException {
        Path found = directory.isPresent()
                ? directory.get()
                : configuration().trail().directory();
        if (!Files.isDirectory(found)) {
            throw new IOException("there is no trail in `" + found + "`");
        }
        return found;
    }

    /// The keys that belong to it, where they are at hand. Never makes any.
    Optional<KeyRing> keys() throws IOException {
        if (directory.isPresent() && config.isEmpty() && tenant.isEmpty()) {
            return Optional.empty();
        }
        Path folder = Foundation.keysFolder(configuration());
        boolean there =
                Files.exists(folder.resolve("trail-signing.key")) && Files.exists(folder.resolve("trail-sealing.key"));
        return there ? Optional.of(KeyRing.open(folder, new SecureRandom())) : Optional.empty();
    }

    private Configuration configuration() throws IOException {
        return switch (ConfigurationChoice.load(config, tenant)) {
            case ConfigurationResult.Loaded(Configuration configuration, var _) -> configuration;
            case ConfigurationResult.ConfigurationFaults(var faults, var _) ->
                throw new IOException(faults.stream().map(Object::toString).collect(Collectors.joining("\n"))
                        + "\nname the trail's folder with --directory to read it without a configuration");
        };
    }
}
