package io.tidegate.policy;

import io.tidegate.config.ToolClass;
import java.util.Set;

/// A prompt or a resource: getting it changes nothing at its server, as MCP means them; what it holds may come from
/// anywhere.
///
/// @param classes all that it counts as
public record ReadFacts(Kind kind, String server, String name, Set<ToolClass> classes) implements Facts {
    public ReadFacts {
        if ((kind != Kind.PROMPT && kind != Kind.RESOURCE)
                || server.isEmpty()
                || server.indexOf('/') >= 0
                || name.isEmpty()) {
            throw new IllegalArgumentException("a prompt or resource has a name and a server, whose name has no `/`");
        }
        classes = Set.copyOf(classes);
    }

    /// One of whose server nothing is said.
    public ReadFacts(Kind kind, String server, String name) {
        this(kind, server, name, Set.of(ToolClass.READS, ToolClass.RETURNS_UNTRUSTED, ToolClass.RETURNS_PRIVATE));
    }

    @Override
    public boolean repeats() {
        return true;
    }
}
