package io.tidegate.control;

import io.tidegate.catalog.Tool;
import io.tidegate.config.Records;
import io.tidegate.config.Server;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where the operator says that there are records in the answers of all servers.
public final class RecordBindings {
    /// Nothing is said of any.
    public static final RecordBindings NONE = new RecordBindings(List.of());

    private final Map<String, List<Records>> byServer;

    public RecordBindings(Collection<Server> servers) {
        this.byServer = servers.stream().collect(Collectors.toUnmodifiableMap(Server::name, server -> server.said()
                .records()));
    }

    /// Whether a server has any.
    boolean has(String server) {
        return !byServer.getOrDefault(server, List.of()).isEmpty();
    }

    /// Those of a tool's answers: the first that fits says all.
    Optional<Records> of(Tool tool) {
        return byServer.getOrDefault(tool.server().name(), List.of()).stream()
                .filter(records -> records.fits(tool.name()))
                .findFirst();
    }
}
