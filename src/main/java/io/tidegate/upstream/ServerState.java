package io.tidegate.upstream;

/// How a server is.
public enum ServerState {
    STARTING("starting"),
    READY("ready"),
    DOWN("down"),
    /// It waits for a first user to sign in to it.
    SIGN_IN("waiting for a user to sign in"),
    /// It is not the one that was configured: it is not called, and not tried again until the configuration changes.
    QUARANTINED("quarantined"),
    STOPPED("stopped");

    private final String id;

    ServerState(String id) {
        this.id = id;
    }

    /// Whether it was not tried yet.
    public boolean pending() {
        return this == STARTING;
    }

    public String id() {
        return id;
    }
}
