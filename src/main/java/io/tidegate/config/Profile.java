package io.tidegate.config;

import java.util.List;
import java.util.Optional;

/// A choice of servers and tools, served at `/mcp/NAME`. It narrows what is shown; what may be called is policy's.
///
/// @param require combinations of proofs, one of which callers need; without it those of `identity.require`
public record Profile(String name, List<String> servers, Tools tools, Optional<List<List<Identity.Proof>>> require) {
    /// With the proofs that all endpoints need.
    public Profile(String name, List<String> servers, Tools tools) {
        this(name, servers, tools, Optional.empty());
    }

    public Profile {
        servers = List.copyOf(servers);
    }

    /// Which tools of those servers are shown.
    public sealed interface Tools {
        /// All of them.
        record Every() implements Tools {}

        /// Those that one of the patterns fits. A pattern with `__` is held against `server__tool`, any other against
        /// the tool's own name; `*` stands for any characters.
        record Matching(List<String> patterns) implements Tools {
            public Matching {
                patterns = List.copyOf(patterns);
            }
        }

        /// Whether this tool of this server is shown.
        default boolean show(String server, String tool) {
            return switch (this) {
                case Every _ -> true;
                case Matching(List<String> patterns) ->
                    patterns.stream().anyMatch(p -> Glob.fits(p, p.contains("__") ? server + "__" + tool : tool));
            };
        }
    }
}
