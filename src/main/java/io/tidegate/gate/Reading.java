package io.tidegate.gate;

import io.tidegate.catalog.Catalog;
import io.tidegate.control.Controls;
import io.tidegate.identity.Principal;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// What the gate understands requests by: what they mean, what is offered, what they go on with.
public record Reading(
        Resolver resolver, Listing listing, States states, Confirming confirming, Names names, TaskIds tasks) {
    /// @param states with what was used and asked under earlier configurations too: one that comes forgets neither
    /// @param deadline for a whole call
    public static Reading of(
            Catalog catalog, Controls controls, States states, Duration deadline, InstantSource clock) {
        Seals seals = states.seals();
        Listing listing = new Listing(catalog, controls, new Cursors(seals.aead()), clock);
        TaskIds tasks = new TaskIds(seals, catalog);
        Goals goals = new Goals(catalog, listing, tasks);
        return new Reading(
                new Resolver(goals, states, deadline, clock),
                listing,
                states,
                new Confirming(states.open(), states),
                new Names(catalog, new TaskNames(tasks)),
                tasks);
    }

    /// The node at which lives what this request goes on with, a call that waits or a task, where that is another one
    /// than this.
    Optional<String> elsewhere(Principal principal, String profile, Message.Request request) {
        return Method.isOfTask(request.method())
                ? tasks.elsewhere(principal, profile, request)
                : states.elsewhere(principal, profile, request);
    }
}
