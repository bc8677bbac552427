package io.tidegate.policy;

import io.tidegate.config.ModelPlace;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// When, from where and with what is it asked?
///
/// @param source an IP address as text, missing where there is no network in between
/// @param client what the client calls itself: a hint that anyone can forge
/// @param runsAs as whom the server will see the call, `user` or `service`, where it is shown a credential at all
/// @param model where the model runs that reads the answer, where the operator said so
/// @param labels of what is to be released; of nothing else
/// @param sessionLabels of what the caller was given lately, where policies look at them
public record Circumstances(
        Instant time,
        Optional<String> source,
        Optional<String> client,
        Optional<String> runsAs,
        Optional<ModelPlace> model,
        Set<String> labels,
        Set<String> sessionLabels) {
    public Circumstances {
        labels = Set.copyOf(labels);
        sessionLabels = Set.copyOf(sessionLabels);
    }

    /// Before a call, with nothing known of a model.
    public Circumstances(Instant time, Optional<String> source, Optional<String> client, Optional<String> runsAs) {
        this(time, source, client, runsAs, Optional.empty(), Set.of(), Set.of());
    }

    /// Of a server that is shown no credential.
    public Circumstances(Instant time, Optional<String> source, Optional<String> client) {
        this(time, source, client, Optional.empty());
    }
}
