package io.tidegate.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Limits as an operator writes them, read by what reads the configuration.
public final class LimitSamples {
    private LimitSamples() {}

    /// @param limits in YAML, on one line
    public static Limits of(String limits) {
        byte[] yaml = ("limits: " + limits + "\n").getBytes(StandardCharsets.UTF_8);
        return switch (ConfigurationFile.read(
                Path.of("tidegate.yaml"), yaml, new Environment(Map.of(), Known.dataTypes()))) {
            case ConfigurationResult.Loaded(Configuration configuration, List<Path> _) -> configuration.limits();
            case ConfigurationResult.ConfigurationFaults faults ->
                throw new IllegalArgumentException(faults.faults().toString());
        };
    }
}
