package io.tidegate.call;

/// The two places where controls rule: towards a server, and towards a client.
public enum Door {
    BEFORE,
    AFTER
}
