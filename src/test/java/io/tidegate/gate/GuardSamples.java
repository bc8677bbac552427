package io.tidegate.gate;

import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationFile;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.Environment;
import io.tidegate.config.Known;
import io.tidegate.config.Server;
import io.tidegate.control.Guards;
import io.tidegate.control.RecordBindings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Guards, and places of records, as an operator writes them, read by what reads the configuration.
final class GuardSamples {
    private GuardSamples() {}

    /// @param guards of the server `notes`, which is one over HTTP; a list in YAML, on one line
    static Guards of(String guards) {
        return new Guards(read("{ notes: { url: 'https://notes.example.com/mcp', guards: " + guards + " } }"));
    }

    /// @param records the same
    static RecordBindings records(String records) {
        return new RecordBindings(
                read("{ notes: { url: 'https://notes.example.com/mcp', records: " + records + " } }"));
    }

    /// @param process how `notes` is started
    static Guards ofProcess(String process, String guards) {
        return new Guards(read("{ notes: { " + process + ", guards: " + guards + " } }"));
    }

    private static Collection<Server> read(String servers) {
        byte[] yaml = ("servers: " + servers + "\n").getBytes(StandardCharsets.UTF_8);
        return switch (ConfigurationFile.read(
                Path.of("tidegate.yaml"), yaml, new Environment(Map.of(), Known.dataTypes()))) {
            case ConfigurationResult.Loaded(Configuration configuration, List<Path> _) ->
                configuration.servers().values();
            case ConfigurationResult.ConfigurationFaults faults ->
                throw new IllegalArgumentException(faults.faults().toString());
        };
    }
}
