package io.tidegate.scan;

import java.nio.file.Path;
import java.util.List;

/// One place where a client may keep its servers, and what was found there.
public record ClientFile(Client client, Scope scope, Path path, Content content) {
    /// For whom the file is.
    public enum Scope {
        USER,
        WORKSPACE
    }

    /// What was found.
    public sealed interface Content {
        /// There is no such file.
        record Absent() implements Content {}

        /// There is one, but it cannot be read; `why` says nothing of what it holds.
        record Malformed(String why) implements Content {}

        /// Its servers, in its order; maybe none.
        record Servers(List<FoundServer> servers) implements Content {
            public Servers {
                servers = List.copyOf(servers);
            }
        }
    }

    /// The servers found, if any.
    public List<FoundServer> servers() {
        return switch (content) {
            case Content.Absent _, Content.Malformed _ -> List.of();
            case Content.Servers(List<FoundServer> servers) -> servers;
        };
    }
}
