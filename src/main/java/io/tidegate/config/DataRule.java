package io.tidegate.config;

import io.tidegate.config.DataRules.Direction;
import java.util.List;
import java.util.Optional;

/// One rule of `data.rules`: what is done about which data, on its way where, for whom.
///
/// @param direction which way; both where it is left out
/// @param confidence how sure a finding has to be, 0 to 1
public record DataRule(
        List<DataSelector> types,
        Optional<Direction> direction,
        Where where,
        Whom whom,
        double confidence,
        Action action) {
    /// Most of one configuration.
    static final int MOST = 256;

    public DataRule {
        types = List.copyOf(types);
    }

    /// What is done.
    public enum Action {
        ALLOW,
        ALERT,
        MASK,
        TOKENIZE,
        BLOCK
    }

    /// At which servers; at all where nothing is said.
    ///
    /// @param tools with a choice of tools, nothing but tools
    public record Where(Optional<List<String>> servers, Profile.Tools tools) {
        public Where {
            servers = servers.map(List::copyOf);
        }

        /// Whether it is about this server, and this tool of it.
        ///
        /// @param tool the server's own name of it; nothing of what is no tool's
        public boolean fits(String server, Optional<String> tool) {
            return servers.filter(names -> !names.contains(server)).isEmpty()
                    && (tools instanceof Profile.Tools.Every
                            || tool.filter(name -> tools.show(server, name)).isPresent());
        }
    }

    /// For which callers: those whom one of the lists names.
    public sealed interface Whom {
        /// For all.
        record Everybody() implements Whom {}

        /// For whoever is one of these users, in one of these groups, or has one of these roles.
        record Some(List<String> users, List<String> groups, List<String> roles) implements Whom {
            public Some {
                users = List.copyOf(users);
                groups = List.copyOf(groups);
                roles = List.copyOf(roles);
            }
        }
    }
}
