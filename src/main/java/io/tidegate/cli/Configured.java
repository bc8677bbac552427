package io.tidegate.cli;

import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.Problem;
import io.tidegate.relation.Relations;
import io.tidegate.relation.RelationsBroken;
import io.tidegate.relation.Times;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/// With which configuration does a verb work that changes nothing, and how does it answer?
final class Configured {
    @Option(names = "--config", paramLabel = "FILE", description = "configuration file; by default ./tidegate.yaml")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--tenant", paramLabel = "NAME", description = "one of its tenants; by default the host itself")
    private Optional<String> tenant = Optional.empty();

    @Option(names = "--json", description = "Say the same as JSON.")
    private boolean json;

    boolean json() {
        return json;
    }

    /// @throws IOException with every mistake, if it can't be read
    Configuration configuration() throws IOException {
        return switch (ConfigurationChoice.load(config, tenant)) {
            case ConfigurationResult.Loaded(Configuration configuration, var _) -> configuration;
            case ConfigurationResult.ConfigurationFaults(var faults, var _) ->
                throw new IOException(faults.stream().map(Object::toString).collect(Collectors.joining("\n")));
        };
    }

    /// What users are related to by a configuration.
    ///
    /// @throws IOException with every mistake, if a file can't be used
    static Relations relations(Configuration configuration) throws IOException {
        try {
            return Relations.open(
                    configuration.relations().values(), new Times(InstantSource.system(), System::nanoTime));
        } catch (RelationsBroken broken) {
            throw new IOException(String.join("\n", broken.reasons()), broken);
        }
    }

    /// The policies of a configuration.
    ///
    /// @throws IOException with every mistake, if they can't be read
    static CedarPolicies policies(Configuration configuration) throws IOException {
        return switch (PolicyLoading.again(configuration)) {
            case Loaded.Ready(CedarPolicies policies, var _) -> policies;
            case Loaded.Broken(List<Problem> problems) ->
                throw new IOException(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        };
    }
}
