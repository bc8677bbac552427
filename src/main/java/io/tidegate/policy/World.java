package io.tidegate.policy;

import io.tidegate.catalog.KnownTools;
import java.util.Set;

/// What is there that policies can name?
///
/// @param tools that were heard of: a policy that names the action of one is checked against its arguments
/// @param relations that users can have
public record World(KnownTools tools, Set<String> relations) {
    public World {
        relations = Set.copyOf(relations);
    }
}
