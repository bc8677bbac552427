package io.tidegate.config;

import io.tidegate.detect.SecretKinds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What operators write about data, read by what reads the configuration.
public final class DataSamples {
    private DataSamples() {}

    /// @param data in YAML, on one line
    public static DataRules of(String data) {
        return configuration(data).data();
    }

    /// @throws IllegalArgumentException with the faults
    static Configuration configuration(String data) {
        byte[] yaml = ("data: " + data + "\nservers: { crm: { url: \"https://crm.example.com/mcp\" },"
                        + " notes: { url: \"https://notes.example.com/mcp\" },"
                        + " vouched: { url: \"https://vouched.example.com/mcp\" } }\n")
                .getBytes(StandardCharsets.UTF_8);
        Environment environment = new Environment(
                Map.of(),
                Environment.DEFAULT_DATA_TYPES,
                io.tidegate.secret.SecretManagers.unasked(),
                Optional.of(LocalDate.parse("2026-03-01")),
                SecretKinds.byType());
        return switch (ConfigurationFile.read(Path.of("tidegate.yaml"), yaml, environment)) {
            case ConfigurationResult.Loaded(Configuration configuration, List<Path> _) -> configuration;
            case ConfigurationResult.ConfigurationFaults faults ->
                throw new IllegalArgumentException(faults.faults().toString());
        };
    }
}
