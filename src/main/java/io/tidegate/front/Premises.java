package io.tidegate.front;

import io.tidegate.call.Tracing;
import io.tidegate.catalog.Catalog;
import io.tidegate.era.EraChoice;
import io.tidegate.era.StatefulEra;
import io.tidegate.gate.Gate;
import io.tidegate.identity.Authenticator;
import java.util.Optional;

/// All that answers requests under one configuration. A reload replaces it as a whole, between two requests.
///
/// @param requestBytesMax largest body of a request
/// @param nodes the others, where this is one of several
/// @param tokens where tokens are given out, if anywhere
public record Premises(
        Gate gate,
        Catalog catalog,
        Authenticator authenticator,
        Neighbours neighbours,
        Challenge challenge,
        EraChoice eras,
        StatefulEra stateful,
        int requestBytesMax,
        Tracing tracing,
        Optional<Nodes> nodes,
        ConsentPages consents,
        TokenDoor tokens) {}
