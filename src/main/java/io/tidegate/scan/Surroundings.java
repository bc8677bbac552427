package io.tidegate.scan;

import java.nio.file.Path;
import java.util.Map;

/// Where `init` runs: the person's home, the folder it works in, and the environment clients would see.
public record Surroundings(Path home, Path workspace, Map<String, String> environment) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }

    @Override
    public String toString() {
        return "Surroundings(hidden)";
    }
}
