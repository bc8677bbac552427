package io.tidegate.policy;

import io.tidegate.config.AllowRule;
import io.tidegate.config.PolicyRepository;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where do policies stand? All of it counts together.
///
/// @param paths files and folders
public record PolicyPlaces(List<AllowRule> allow, List<Path> paths, Optional<PolicyRepository> repository) {
    public PolicyPlaces {
        allow = List.copyOf(allow);
        paths = List.copyOf(paths);
    }
}
