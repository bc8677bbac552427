package io.tidegate.policy;

import io.tidegate.catalog.KnownTools;
import io.tidegate.config.Configuration;
import java.util.Optional;
import java.util.Set;

/// What is there that policies can name?
///
/// @param tools that were heard of: a policy that names the action of one is checked against its arguments
/// @param relations that users can have; empty where that is not known
/// @param servers that are configured; empty where that is not known
/// @param alone whether one process decides: what sessions were given, others are not told
public record World(KnownTools tools, Optional<Set<String>> relations, Optional<Set<String>> servers, boolean alone) {
    /// Of which nothing is known any more: for policies that were in force.
    static final World OF_THEN = new World(KnownTools.NONE, Optional.empty(), Optional.empty(), true);

    public World {
        relations = relations.map(Set::copyOf);
        servers = servers.map(Set::copyOf);
    }

    /// Whose servers are not known.
    public World(KnownTools tools, Set<String> relations) {
        this(tools, Optional.of(relations), Optional.empty(), true);
    }

    World with(KnownTools now) {
        return new World(now, relations, servers, alone);
    }

    /// Of a configuration, and of what its servers were heard to have.
    public static World of(Configuration configuration, KnownTools known) {
        return new World(
                known,
                Optional.of(configuration.relations().keySet()),
                Optional.of(configuration.servers().keySet()),
                configuration.cluster().isEmpty());
    }
}
