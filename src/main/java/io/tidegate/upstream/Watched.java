package io.tidegate.upstream;

import io.tidegate.mcp.ServerCapabilities;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// How tasks are named among the resources that are watched. No URI has a space in it.
final class Watched {
    private static final String TASK = "task ";

    private Watched() {}

    /// @param id the server's own
    static String task(String id) {
        return TASK + id;
    }

    /// The server's own id of the task, where it is one.
    static Optional<String> taskOf(String name) {
        return name.startsWith(TASK) ? Optional.of(name.substring(TASK.length())) : Optional.empty();
    }

    /// What a server must be able to do, to tell of it.
    static ServerCapabilities.Able needed(String name) {
        return taskOf(name).isPresent() ? ServerCapabilities.Able.TASKS : ServerCapabilities.Able.RESOURCES_SUBSCRIBE;
    }

    static Set<String> tasks(Set<String> names) {
        return names.stream().flatMap(name -> taskOf(name).stream()).collect(Collectors.toSet());
    }

    static Set<String> uris(Set<String> names) {
        return names.stream().filter(name -> taskOf(name).isEmpty()).collect(Collectors.toSet());
    }
}
