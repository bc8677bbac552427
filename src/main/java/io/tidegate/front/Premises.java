package io.tidegate.front;

import io.tidegate.call.Tracing;
import io.tidegate.catalog.Catalog;
import io.tidegate.era.EraChoice;
import io.tidegate.era.StatefulEra;
import io.tidegate.gate.Gate;
import io.tidegate.identity.Authenticator;

/// All that answers requests under one configuration. A reload replaces it as a whole, between two requests.
///
/// @param requestBytesMax largest body of a request
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
        ConsentPages consents) {}
