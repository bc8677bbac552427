package io.tidegate.control;

import io.tidegate.config.Guard;
import io.tidegate.config.Server;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/// What the operator allows of the arguments of all servers.
public final class Guards {
    /// Nothing is said of any.
    public static final Guards NONE = new Guards(List.of());

    private final List<Server> servers;

    public Guards(Collection<Server> servers) {
        this.servers = List.copyOf(servers);
    }

    /// Those of one kind, each with the engine that judges by it.
    <R extends Guard.Rule, E> Bindings<E> bound(Class<R> kind, BiFunction<Server, R, E> engine) {
        Map<String, List<Bindings.Bound<E>>> byServer = servers.stream()
                .collect(Collectors.toUnmodifiableMap(Server::name, server -> server.guards().stream()
                        .filter(guard -> kind.isInstance(guard.rule()))
                        .map(guard -> new Bindings.Bound<>(
                                guard.scope(),
                                guard.parameters(server.kind()),
                                engine.apply(server, kind.cast(guard.rule()))))
                        .toList()));
        return new Bindings<>(byServer);
    }
}
