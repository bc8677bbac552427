package io.tidegate.config;

import java.nio.file.Path;
import java.util.List;

/// What came of reading a configuration file: all of it, or every mistake that is in it. `watched` are the files and
/// folders whose change may change this result; the file itself comes first.
public sealed interface ConfigurationResult {
    List<Path> watched();

    /// The configuration.
    record Loaded(Configuration configuration, List<Path> watched) implements ConfigurationResult {
        public Loaded {
            watched = List.copyOf(watched);
        }
    }

    /// The mistakes, in the file's order; at least one.
    record ConfigurationFaults(List<Fault> faults, List<Path> watched) implements ConfigurationResult {
        public ConfigurationFaults {
            faults = List.copyOf(faults);
            watched = List.copyOf(watched);
            if (faults.isEmpty()) {
                throw new IllegalArgumentException("no configuration, and no reason");
            }
        }
    }
}
