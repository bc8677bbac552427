package io.tidegate.call;

import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.ServerCapabilities;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What Tidegate says for itself. Each kind holds nothing of a server's that has not passed the door.
public sealed interface Own {
    /// The answer to `ping`, and to whatever needs only to be acknowledged.
    record Empty() implements Own {}

    /// The answer to `initialize` and `server/discover`.
    ///
    /// @param version what is spoken from now on
    /// @param capabilities what can be done here
    /// @param marks whether what servers say here may be marked as nobody's order
    /// @param instructions of servers, each released as `instructions` of an object
    record Greeting(ProtocolVersion version, ServerCapabilities capabilities, boolean marks, List<Release> instructions)
            implements Own {
        public Greeting {
            instructions = List.copyOf(instructions);
        }
    }

    /// A page of a list.
    ///
    /// @param entries definitions that were released
    /// @param cursor of the next page
    /// @param fresh how long it may be used
    record Page(Offering kind, List<Release> entries, Optional<String> cursor, Duration fresh) implements Own {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /// Tells a client that a list may have changed.
    record Changed(Offering kind) implements Own {}

    /// What a client hears from now on, of what it wanted to hear.
    ///
    /// @param kinds whose lists it hears of
    /// @param uris of resources, as its profile shows them
    /// @param tasks by the ids that it has for them
    record Listening(Set<Offering> kinds, List<String> uris, List<String> tasks) implements Own {
        public Listening {
            kinds = Set.copyOf(kinds);
            uris = List.copyOf(uris);
            tasks = List.copyOf(tasks);
        }
    }

    /// The empty object, for what has nothing to say.
    JsonDocument NOTHING = JsonDocument.of("{}");
}
