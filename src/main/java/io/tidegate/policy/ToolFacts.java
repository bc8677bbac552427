package io.tidegate.policy;

/// What is known about a tool? `server` is its name in the configuration, without `/`; `name` is the tool's own.
public record ToolFacts(
        String server, String name, Known readOnly, Known destructive, Known openWorld, Known idempotent)
        implements Facts {
    public ToolFacts {
        if (server.isEmpty() || server.indexOf('/') >= 0 || name.isEmpty()) {
            throw new IllegalArgumentException("a tool has a name and a server, and a server's name has no `/`");
        }
    }

    @Override
    public Kind kind() {
        return Kind.TOOL;
    }

    // What is not known counts as dangerous; the same defaults as MCP's own (schema, ToolAnnotations). A tool that only
    // reads destroys nothing, whatever it says.
    @Override
    public boolean reads() {
        return readOnly.orElse(false);
    }

    @Override
    public boolean destroys() {
        return !reads() && destructive.orElse(true);
    }

    @Override
    public boolean repeats() {
        return idempotent.orElse(false);
    }

    @Override
    public boolean reachesOut() {
        return openWorld.orElse(true);
    }
}
