package io.tidegate.call;

import java.util.Optional;

/// How a call that waits for its client's input goes on.
public sealed interface Resume {
    /// The server was told everything, and remembers nothing: it gets back the state that it gave (MCP 2026-07-28,
    /// multi round-trip requests).
    ///
    /// @param state empty where it gave none; then it gets none
    record Anew(Optional<String> state) implements Resume {}

    /// The server still waits in the middle of the call, which the gateway keeps open under this name.
    record Parked(String name) implements Resume {}

    /// Nothing was sent yet: the gateway asks the person first, and remembers under this name about what.
    record Confirmed(String name) implements Resume {}
}
