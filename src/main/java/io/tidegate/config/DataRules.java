package io.tidegate.config;

import java.util.List;

/// What happens to sensitive data in arguments on their way to a server, and in what servers return.
///
/// @param models where the models of clients run; the first that fits a caller counts
public record DataRules(Handling arguments, Handling returned, List<ModelPlace.Of> models) {
    public DataRules {
        models = List.copyOf(models);
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
