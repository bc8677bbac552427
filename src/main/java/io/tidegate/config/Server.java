package io.tidegate.config;

import io.tidegate.secret.Secret;
import io.tidegate.secret.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One MCP server behind the gateway. `name` is the first part of its tools' names.
public record Server(
        String name,
        Reach reach,
        Era era,
        Optional<Kind> kind,
        Optional<String> owner,
        Trust trust,
        Bounds bounds,
        Apps apps) {

    private static final Set<String> TRANSPORT_HEADERS = Set.of(
            "host",
            "content-length",
            "content-type",
            "transfer-encoding",
            "connection",
            "accept",
            "te",
            "upgrade",
            "mcp-session-id",
            "mcp-protocol-version",
            "mcp-method",
            "mcp-name",
            "last-event-id");

    /// Whether a header of this name belongs to the transport: one of a server's own would break it.
    public static boolean isTransportHeader(String name) {
        return TRANSPORT_HEADERS.contains(name.toLowerCase(Locale.ROOT));
    }

    /// How a server is reached.
    public sealed interface Reach {
        /// A process of ours, spoken to over its standard input and output, with a clean environment but for
        /// `environment`.
        record Run(String command, List<Setting> arguments, Map<String, Setting> environment, Optional<Path> directory)
                implements Reach {
            public Run {
                arguments = List.copyOf(arguments);
            }
        }

        /// A server over HTTP. `credential` is sent as `Authorization: Bearer`; `query` is added to the URL's.
        record Remote(URI url, Optional<Secret> credential, Map<String, Setting> headers, Map<String, Setting> query)
                implements Reach {}

        /// Not at all, for now: these secrets are not there. No part of what was configured is used.
        record Nowhere(List<Fault> missing) implements Reach {
            public Nowhere {
                missing = List.copyOf(missing);
            }
        }
    }

    /// The same server without what can't be reached.
    Server without(List<Fault> missing) {
        return new Server(name, new Reach.Nowhere(missing), era, kind, owner, trust, bounds, apps);
    }

    /// Which era of the protocol it speaks; `AUTO` asks it.
    public enum Era {
        AUTO,
        MODERN,
        LEGACY
    }

    /// What it is for; controls and templates go by it. In the file: `class`.
    public enum Kind {
        FILES,
        DATABASE,
        TICKETING,
        REPOSITORY,
        ADMIN,
        ANALYTICS,
        MESSAGING,
        BROWSER,
        SHELL
    }

    /// Whether what it returns is marked as coming from outside.
    public enum Trust {
        UNTRUSTED,
        TRUSTED
    }

    /// How long one call may take, how long a start may take, and how many calls may run at once.
    public record Bounds(Duration deadline, Duration startDeadline, int concurrency) {
        public Bounds {
            if (concurrency < 1) {
                throw new IllegalArgumentException("at least one call at once");
            }
        }
    }
}
