package io.tidegate.policy;

import io.tidegate.config.ToolClass;
import java.util.Set;

/// What is known about a tool? `server` is its name in the configuration, without `/`; `name` is the tool's own.
///
/// @param classes all that it counts as
/// @param repeats whether to call it once more changes nothing more
public record ToolFacts(String server, String name, Set<ToolClass> classes, boolean repeats) implements Facts {
    public ToolFacts {
        if (server.isEmpty() || server.indexOf('/') >= 0 || name.isEmpty()) {
            throw new IllegalArgumentException("a tool has a name and a server, and a server's name has no `/`");
        }
        classes = Set.copyOf(classes);
    }

    @Override
    public Kind kind() {
        return Kind.TOOL;
    }
}
