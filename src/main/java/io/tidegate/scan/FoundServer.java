package io.tidegate.scan;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One server in a client's file, as it stands there: values may hold secrets, so nothing here prints them.
/// `project` is the folder of the project that it is set up for, where it is only for one.
public record FoundServer(String name, Optional<String> project, Transport transport) {
    /// How the client reaches it.
    public sealed interface Transport {
        /// A process. `directory` and `environmentFile` are as the client names them.
        record Stdio(
                String command,
                List<String> arguments,
                Map<String, String> environment,
                Optional<String> directory,
                Optional<String> environmentFile)
                implements Transport {
            @Override
            public String toString() {
                return "Stdio(hidden)";
            }
        }

        /// A server over HTTP; `oldStream` is the transport of 2024, with an event stream of its own.
        record Http(String url, Map<String, String> headers, boolean oldStream) implements Transport {
            @Override
            public String toString() {
                return "Http(hidden)";
            }
        }

        /// One that can't be understood, or that the client has switched off; `why` says which.
        record Unusable(String why) implements Transport {}
    }
}
