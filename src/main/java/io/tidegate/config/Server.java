package io.tidegate.config;

import io.tidegate.http.TlsMaterial;
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
///
/// @param guards what is allowed of arguments; each holds, whatever the others say
/// @param said what the operator says of its tools and of what they return
public record Server(
        String name,
        Reach reach,
        Era era,
        Optional<Kind> kind,
        Optional<String> owner,
        Trust trust,
        Bounds bounds,
        Apps apps,
        List<Guard> guards,
        Said said) {
    public Server {
        guards = List.copyOf(guards);
    }

    /// One of which the operator says nothing more.
    public Server(
            String name,
            Reach reach,
            Era era,
            Optional<Kind> kind,
            Optional<String> owner,
            Trust trust,
            Bounds bounds,
            Apps apps,
            List<Guard> guards) {
        this(name, reach, era, kind, owner, trust, bounds, apps, guards, Said.NOTHING);
    }

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
        ///
        /// @param verify what it has to be, where that is said
        record Run(
                String command,
                List<Setting> arguments,
                Map<String, Setting> environment,
                Optional<Path> directory,
                Optional<Verify> verify)
                implements Reach {
            public Run {
                arguments = List.copyOf(arguments);
            }

            public Run(
                    String command,
                    List<Setting> arguments,
                    Map<String, Setting> environment,
                    Optional<Path> directory) {
                this(command, arguments, environment, directory, Optional.empty());
            }

            /// The words of a command line, with references where its secrets are.
            public static List<String> open(List<Setting> words) {
                return words.stream()
                        .map(word -> switch (word) {
                            case Setting.Plain(String text) -> text;
                            case Setting.Hidden(var reference, var _) -> reference.toString();
                        })
                        .toList();
            }
        }

        /// A server over HTTP. `credential` is sent as `Authorization: Bearer`, or a token is, got as `authorization`
        /// says; `query` is added to the URL's.
        ///
        /// @param tls what it is held to and shown, where that is not what all are
        record Remote(
                URI url,
                Optional<Secret> credential,
                Map<String, Setting> headers,
                Map<String, Setting> query,
                Optional<Authorization> authorization,
                Optional<TlsMaterial> tls)
                implements Reach {
            /// Without tokens, and with the TLS of all.
            public Remote(
                    URI url, Optional<Secret> credential, Map<String, Setting> headers, Map<String, Setting> query) {
                this(url, credential, headers, query, Optional.empty(), Optional.empty());
            }
        }

        /// Not at all, for now: these secrets are not there. No part of what was configured is used.
        record Nowhere(List<Fault> missing) implements Reach {
            public Nowhere {
                missing = List.copyOf(missing);
            }
        }
    }

    /// How tokens for it are got, where they are.
    public Optional<Authorization> authorization() {
        return reach instanceof Reach.Remote remote ? remote.authorization() : Optional.empty();
    }

    /// What a server's process has to be.
    ///
    /// @param executable the digest of its program, `sha256:` and hexadecimal digits
    /// @param integrity of the package that it is, as its registry says it
    /// @param files digests of other files and folders that it is made of
    public record Verify(Optional<String> executable, Optional<String> integrity, Map<Path, String> files) {
        public Verify {
            files = Map.copyOf(files);
        }
    }

    /// The same server without what can't be reached.
    Server without(List<Fault> missing) {
        return new Server(name, new Reach.Nowhere(missing), era, kind, owner, trust, bounds, apps, guards, said);
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
        BROWSER_AUTOMATION,
        SHELL
    }

    /// What the operator says of its tools and of what they return.
    ///
    /// @param classes what tools can do; the first that fits a tool says all
    /// @param labels of what it returns; all that fit add up
    /// @param fieldLabels of fields in the output schemas of tools, whose names are patterns in small letters; all
    /// that fit add up
    /// @param records where they are in its answers; the first that fits a tool says all
    public record Said(
            List<Classed> classes, List<Labelled> labels, List<Labelled> fieldLabels, List<Records> records) {
        public static final Said NOTHING = new Said(List.of(), List.of());

        public Said {
            classes = List.copyOf(classes);
            labels = List.copyOf(labels);
            fieldLabels = List.copyOf(fieldLabels);
            records = List.copyOf(records);
        }

        /// Of which neither fields nor records are said.
        public Said(List<Classed> classes, List<Labelled> labels) {
            this(classes, labels, List.of(), List.of());
        }
    }

    /// Labels of what some of it returns.
    ///
    /// @param names a pattern over the server's own names of tools and prompts, and the URIs of its resources
    public record Labelled(String names, Set<String> labels) {
        public Labelled {
            labels = Set.copyOf(labels);
        }
    }

    /// What the operator says of some of its tools.
    ///
    /// @param tools a pattern over the server's own names
    /// @param classes all that they are in
    public record Classed(String tools, Set<ToolClass> classes) {
        public Classed {
            classes = Set.copyOf(classes);
        }
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
