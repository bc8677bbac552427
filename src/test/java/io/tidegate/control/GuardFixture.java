package io.tidegate.control;

import io.tidegate.config.Apps;
import io.tidegate.config.Guard;
import io.tidegate.config.Server;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Guards of a server `notes`, for the tests of what judges by them.
final class GuardFixture {
    static final Server.Reach REMOTE =
            new Server.Reach.Remote(URI.create("https://a.example/"), Optional.empty(), Map.of(), Map.of());

    private GuardFixture() {}

    /// Rules for all tools of a server over HTTP.
    static Guards of(Guard.Rule... rules) {
        Guard.Scope all = new Guard.Scope(List.of("*"), List.of(), List.of());
        return new Guards(List.of(server(
                REMOTE, Stream.of(rules).map(rule -> new Guard(all, rule)).toArray(Guard[]::new))));
    }

    static Server server(Server.Reach reach, Guard... guards) {
        return server(Optional.empty(), reach, guards);
    }

    static Server server(Optional<Server.Kind> kind, Server.Reach reach, Guard... guards) {
        return new Server(
                "notes",
                reach,
                Server.Era.AUTO,
                kind,
                Optional.empty(),
                Server.Trust.TRUSTED,
                new Server.Bounds(Duration.ofSeconds(1), Duration.ofSeconds(1), 1),
                Apps.NOTHING,
                List.of(guards));
    }
}
