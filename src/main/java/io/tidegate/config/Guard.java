package io.tidegate.config;

import io.tidegate.guard.CommandForm;
import io.tidegate.guard.Disk;
import io.tidegate.guard.Letters;
import io.tidegate.guard.RecipientRules;
import io.tidegate.guard.Scheme;
import io.tidegate.guard.SqlRules;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the operator allows of certain arguments of a server's tools and prompts, or of the URIs of its resources.
public record Guard(Scope scope, Rule rule) {
    /// Most guards of one server.
    static final int MOST = 64;

    /// The arguments that it looks at: those that it names, else the usual ones of servers of this class. None where it
    /// is about resources alone.
    public Parameters parameters(Optional<Server.Kind> kind) {
        Parameters named = rule.parameters();
        return isUsual() ? new Parameters(UsualParameters.of(kind, rule), named.absent()) : named;
    }

    /// Whether it goes by the class of its server, as it names no arguments itself.
    public boolean isUsual() {
        return scope.hasArguments() && rule.parameters().in().isEmpty();
    }

    /// Which requests it looks at.
    ///
    /// @param tools patterns over the server's own names
    /// @param prompts patterns over the server's own names
    /// @param resources schemes of URIs; what has no plain scheme is looked at by all
    public record Scope(List<String> tools, List<String> prompts, List<String> resources) {
        public Scope {
            tools = List.copyOf(tools);
            prompts = List.copyOf(prompts);
            resources = List.copyOf(resources);
        }

        /// Whether it looks at arguments at all.
        public boolean hasArguments() {
            return !tools.isEmpty() || !prompts.isEmpty();
        }
    }

    /// Which arguments, and whether one of them has to be there.
    ///
    /// @param absent whether a call may come without
    public record Parameters(List<Pointer> in, Access absent) {
        public Parameters {
            in = List.copyOf(in);
        }
    }

    /// What holds for them.
    public sealed interface Rule {
        Parameters parameters();

        /// Paths inside folders.
        ///
        /// @param base where relative ones begin
        /// @param letters by default as the style of the roots has it
        /// @param disk by default shared with a process, and separate from a server over HTTP
        record Paths(
                Parameters parameters,
                List<String> roots,
                Optional<String> base,
                Optional<Letters> letters,
                Optional<Disk> disk)
                implements Rule {
            public Paths {
                roots = List.copyOf(roots);
            }
        }

        /// Addresses that a server may go to.
        ///
        /// @param hosts names, addresses, and `*.` with a name for all below it; none for every public host
        /// @param ports beside those of the schemes
        record Urls(Parameters parameters, List<Scheme> schemes, List<String> hosts, List<Integer> ports)
                implements Rule {
            public Urls {
                schemes = List.copyOf(schemes);
                hosts = List.copyOf(hosts);
                ports = List.copyOf(ports);
            }
        }

        /// Queries of a database.
        ///
        /// @param rows most that one may ask for
        record Sql(Parameters parameters, SqlRules.Allowed allowed, int rows) implements Rule {}

        /// Commands of a shell.
        ///
        /// @param programs each with patterns of the arguments that it may have
        record Command(Parameters parameters, Map<String, List<String>> programs, CommandForm form) implements Rule {
            public Command {
                programs = Map.copyOf(programs);
            }
        }

        /// People and places that something may be sent to.
        record Recipients(Parameters parameters, RecipientRules.Allowed allowed) implements Rule {}

        /// Values that are listed; one that fits is enough.
        ///
        /// @param oneOf as they are written
        /// @param like patterns in which `*` stands for any characters
        record Listed(Parameters parameters, List<String> oneOf, List<String> like) implements Rule {
            public Listed {
                oneOf = List.copyOf(oneOf);
                like = List.copyOf(like);
            }
        }

        /// Numbers between bounds, both included.
        record Range(Parameters parameters, Optional<BigDecimal> min, Optional<BigDecimal> max) implements Rule {
            public Range {
                if (min.isPresent() && max.isPresent() && min.get().compareTo(max.get()) > 0) {
                    throw new IllegalArgumentException("nothing is between these bounds");
                }
            }
        }
    }
}
