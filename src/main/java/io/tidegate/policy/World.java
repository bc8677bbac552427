package io.tidegate.policy;

import io.tidegate.catalog.KnownTools;
import java.util.Optional;
import java.util.Set;

/// What is there that policies can name?
///
/// @param tools that were heard of: a policy that names the action of one is checked against its arguments
/// @param relations that users can have; empty where that is not known
public record World(KnownTools tools, Optional<Set<String>> relations) {
    /// Of which nothing is known any more: for policies that were in force.
    static final World OF_THEN = new World(KnownTools.NONE, Optional.empty());

    public World {
        relations = relations.map(Set::copyOf);
    }

    public World(KnownTools tools, Set<String> relations) {
        this(tools, Optional.of(relations));
    }
}
