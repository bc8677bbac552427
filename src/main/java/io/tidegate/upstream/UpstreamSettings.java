package io.tidegate.upstream;

import io.tidegate.catalog.Server;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// How one server is reached.
///
/// @param startDeadline for reaching it and agreeing on how to speak
/// @param deadline for one question, where the caller sets no earlier one
/// @param concurrency questions at a time; beyond that callers are told at once that it is busy
public record UpstreamSettings(
        Server server, Reach reach, Speaks era, Duration startDeadline, Duration deadline, int concurrency) {
    /// Which eras are tried.
    public enum Speaks {
        EITHER,
        STATELESS,
        STATEFUL
    }

    public sealed interface Reach {
        /// @param environment read anew at every start, so that rotated secrets arrive
        record Process(List<String> command, Supplier<Map<String, String>> environment, Optional<Path> directory)
                implements Reach {
            public Process {
                command = List.copyOf(command);
                if (command.isEmpty()) {
                    throw new IllegalArgumentException("a command has at least a program");
                }
            }
        }

        /// @param headers read anew for every request
        record Http(URI url, Supplier<Map<String, String>> headers) implements Reach {}
    }
}
