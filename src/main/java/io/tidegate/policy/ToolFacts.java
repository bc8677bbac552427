package io.tidegate.policy;

import io.tidegate.config.ToolClass;
import io.tidegate.json.JsonValue;
import java.util.Optional;
import java.util.Set;

/// What is known about a tool? `server` is its name in the configuration, without `/`; `name` is the tool's own.
///
/// @param classes all that it counts as
/// @param repeats whether to call it once more changes nothing more
/// @param input the JSON Schema of its arguments, where it is known
public record ToolFacts(String server, String name, Set<ToolClass> classes, boolean repeats, Optional<JsonValue> input)
        implements Facts {
    /// One of whose arguments nothing is known.
    public ToolFacts(String server, String name, Set<ToolClass> classes, boolean repeats) {
        this(server, name, classes, repeats, Optional.empty());
    }

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
