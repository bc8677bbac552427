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
                    patterns.stream().anyMatch(p -> fits(p, p.contains("__") ? server + "__" + tool : tool));
            };
        }

        /// Whether a pattern with `*` fits the whole of a name. Takes time linear in pattern times name.
        private static boolean fits(String pattern, String name) {
            int p = 0;
            int n = 0;
            int star = -1;
            int resume = 0;
            while (n < name.length()) {
                if (p < pattern.length() && pattern.charAt(p) == '*') {
                    star = p++;
                    resume = n;
                } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                    p++;
                    n++;
                } else if (star >= 0) {
                    p = star + 1;
                    n = ++resume;
                } else {
                    return false;
                }
            }
            return pattern.substring(p).chars().allMatch(c -> c == '*');
        }
    }
}
