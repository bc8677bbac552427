package io.tidegate.cli;

import io.tidegate.config.ConfigurationFile;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.Environment;
import io.tidegate.detect.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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

    static ConfigurationResult load(Path file) {
        return ConfigurationFile.load(file, environment(System.getenv()));
    }

    static Environment environment(Map<String, String> variables) {
        return new Environment(
                variables, Arrays.stream(DataType.values()).map(DataType::id).collect(Collectors.toSet()));
    }
}
