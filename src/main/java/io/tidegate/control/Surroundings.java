package io.tidegate.control;

import io.tidegate.call.Caller;
import io.tidegate.config.ModelPlace;
import io.tidegate.policy.Circumstances;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// In what circumstances is something asked? As policies see them.
final class Surroundings {
    private final List<ModelPlace.Of> models;
    private final InstantSource clock;

    /// @param models where the models of clients run
    Surroundings(List<ModelPlace.Of> models, InstantSource clock) {
        this.models = List.copyOf(models);
        this.clock = clock;
    }

    /// @param labels of what is to be released
    /// @param sessionLabels of what the caller was given before
    Circumstances of(PolicyQuestions.Asked asked, Set<String> labels, Set<String> sessionLabels) {
        Caller caller = asked.caller();
        return new Circumstances(
                Instant.ofEpochMilli(clock.millis()), // policies see no more of it
                Optional.of(caller.source()),
                Optional.of(caller.client().name()),
                Optional.of(asked.target().server().runsAs().id()).filter(as -> !as.isEmpty()),
                asked.profile().flatMap(profile -> model(caller, profile)),
                labels,
                sessionLabels);
    }

    private Optional<ModelPlace> model(Caller caller, String profile) {
        Optional<String> client = caller.principal().client();
        return models.stream()
                .filter(each -> each.fits(client, profile))
                .map(ModelPlace.Of::place)
                .findFirst();
    }
}
