package io.tidegate.cli;

import io.tidegate.catalog.KnownTools;
import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.Problem;
import io.tidegate.policy.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// Policies instead of those in force: a file or folder of Cedar, with the short form as it is; or a whole
/// configuration.
///
/// @param configuration with which they would be in force
record Candidate(Configuration configuration, CedarPolicies policies) {
    /// @throws IOException with every mistake, if it can't be read
    static Candidate of(Path path, Configuration now) throws IOException {
        String name = String.valueOf(path.getFileName());
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            Configuration then = configuration(path);
            return new Candidate(then, Configured.policies(then));
        }
        return switch (CedarPolicies.load(
                now.allow(), List.of(path), World.of(now, KnownTools.read(Foundation.toolsFile(now))), now.file())) {
            case Loaded.Ready(CedarPolicies policies, var _) -> new Candidate(now, policies);
            case Loaded.Broken(List<Problem> problems) ->
                throw new IOException(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        };
    }

    private static Configuration configuration(Path path) throws IOException {
        return switch (ConfigurationChoice.load(path)) {
            case ConfigurationResult.Loaded(Configuration read, var _) -> read;
            case ConfigurationResult.ConfigurationFaults(var faults, var _) ->
                throw new IOException(faults.stream().map(Object::toString).collect(Collectors.joining("\n")));
        };
    }
}
