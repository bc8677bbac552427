package io.tidegate.call;

import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.ProtocolVersion;
import java.util.List;
import java.util.Optional;

/// What Tidegate says for itself. Each kind holds nothing of a server's that has not passed the door.
public sealed interface Own {
    /// The answer to `ping`, and to whatever needs only to be acknowledged.
    record Empty() implements Own {}

    /// The answer to `initialize` and `server/discover`.
    ///
    /// @param version what is spoken from now on
    record Greeting(ProtocolVersion version) implements Own {}

    /// A page of tools.
    ///
    /// @param tools definitions that were released
    /// @param cursor of the next page
    record Tools(List<Release> tools, Optional<String> cursor) implements Own {
        public Tools {
            tools = List.copyOf(tools);
        }
    }

    /// Tells a client that its list of tools may have changed.
    record ToolsChanged() implements Own {}

    /// The empty object, for what has nothing to say.
    JsonDocument NOTHING = JsonDocument.of("{}");
}
