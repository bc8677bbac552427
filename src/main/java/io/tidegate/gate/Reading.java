package io.tidegate.gate;

import io.tidegate.catalog.Catalog;
import io.tidegate.control.Controls;
import io.tidegate.crypto.Aead;
import java.time.Duration;
import java.time.InstantSource;

/// What the gate understands requests by: what they mean, what is offered, what they go on with.
public record Reading(Resolver resolver, Listing listing, States states, Names names, TaskIds tasks) {
    /// @param aead seals what clients hold for the gateway: cursors and states
    /// @param deadline for a whole call
    public static Reading of(Catalog catalog, Controls controls, Aead aead, Duration deadline, InstantSource clock) {
        Listing listing = new Listing(catalog, controls, new Cursors(aead), clock);
        States states = new States(aead, clock);
        TaskIds tasks = new TaskIds(aead, catalog);
        Goals goals = new Goals(catalog, listing, tasks);
        return new Reading(
                new Resolver(goals, states, deadline, clock),
                listing,
                states,
                new Names(catalog, new TaskNames(tasks)),
                tasks);
    }
}
