package io.tidegate.config;

import java.time.Duration;
import java.util.List;

/// What happens to sensitive data in arguments on their way to a server, and in what servers return.
///
/// @param own data types that are declared here
/// @param rules before the lists of `arguments` and `returned`: the first that fits decides
/// @param suppressions what is no data although it looks like it
/// @param restored the tools that get values back in the place of their tokens; none if empty
/// @param sessionLabels how long a session has the labels of what it was given
/// @param models where the models of clients run; the first that fits a caller counts
public record DataRules(
        List<OwnDataType> own,
        Handling arguments,
        Handling returned,
        List<DataRule> rules,
        List<Suppression> suppressions,
        Profile.Tools.Matching restored,
        Duration sessionLabels,
        List<ModelPlace.Of> models) {
    public DataRules {
        own = List.copyOf(own);
        rules = List.copyOf(rules);
        suppressions = List.copyOf(suppressions);
        models = List.copyOf(models);
    }

    /// Which way data goes.
    public enum Direction {
        /// To a server.
        ARGUMENTS,
        /// Back to a client.
        RETURNED
    }

    /// Which types of data are masked, which block the call, and which only raise an alert. No type is in two lists.
    public record Handling(List<String> mask, List<String> block, List<String> alert) {
        public Handling {
            mask = List.copyOf(mask);
            block = List.copyOf(block);
            alert = List.copyOf(alert);
        }
    }
}
