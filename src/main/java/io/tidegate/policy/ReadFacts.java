package io.tidegate.policy;

/// A prompt or a resource: getting it changes nothing at its server, as MCP means them; what it holds may come from
/// anywhere.
public record ReadFacts(Kind kind, String server, String name) implements Facts {
    public ReadFacts {
        if (kind == Kind.TOOL || server.isEmpty() || server.indexOf('/') >= 0 || name.isEmpty()) {
            throw new IllegalArgumentException("a prompt or resource has a name and a server, whose name has no `/`");
        }
    }

    @Override
    public boolean reads() {
        return true;
    }

    @Override
    public boolean destroys() {
        return false;
    }

    @Override
    public boolean repeats() {
        return true;
    }

    @Override
    public boolean reachesOut() {
        return true;
    }
}
